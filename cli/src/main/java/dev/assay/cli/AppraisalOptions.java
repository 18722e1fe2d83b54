package dev.assay.cli;

import dev.assay.bytes.MalformedException;
import dev.assay.cli.input.InputException;
import dev.assay.cli.input.InputFile;
import dev.assay.cli.verdict.Appraisal;
import dev.assay.collateral.Collateral;
import dev.assay.collateral.TcbStatus;
import dev.assay.policy.Policy;
import dev.assay.verify.TrustAnchor;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** The options that say by what a quote is judged: collateral, instant, policy, root. */
final class AppraisalOptions {

    private static final String COLLATERAL = "--collateral";
    static final String AT = "--at";
    private static final String POLICY = "--policy";
    private static final String ACCEPT = "--accept";
    private static final String ALLOW_DEBUG = "--allow-debug";
    static final String TRUST_ROOT = "--trust-root";

    private final ParseResult given;

    AppraisalOptions(ParseResult given) {
        this.given = given;
    }

    static void addTo(CommandSpec spec) {
        addForNowTo(spec);
        spec.addOption(
                Options.value(AT, "INSTANT", "Instant to verify at, as in 2026-08-13T11:45:38Z (default: now)."));
    }

    /** All but the instant, for a command that verifies what is of this moment. */
    static void addForNowTo(CommandSpec spec) {
        spec.addOption(Options.value(
                        COLLATERAL,
                        "DIR|FILE.json",
                        "Folder with tcb_info.json and its companions, or a bundle in one document."))
                .addOption(Options.value(
                        POLICY, "FILE", "What is good enough; also preset:default, preset:strict or preset:oasis."))
                .addOption(Options.value(
                        ACCEPT, "STATUS,...", "Accept just these TCB statuses, whatever the policy says of statuses."))
                .addOption(Options.flag(ALLOW_DEBUG, "Accept enclaves and TDs whose memory the host can read."))
                .addOption(Options.value(
                        TRUST_ROOT,
                        "FILE.pem",
                        "Trust this root and not Intel's, for test platforms; the verdict names it."));
    }

    /** The instant that was asked for, or now. */
    Instant at() throws InputException {
        Optional<String> at = Options.value(given, AT);
        return at.isPresent() ? parseInstant(AT, at.get()) : Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }

    static Instant parseInstant(String what, String text) throws InputException {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new InputException(
                    what + " is \"" + text + "\", which is no instant",
                    "Write date, time and zone of ISO 8601, as in 2026-08-13T11:45:38Z.");
        }
    }

    /** Whether collateral is at hand; otherwise it is fetched. */
    boolean hasCollateral() {
        return Options.isSet(given, COLLATERAL);
    }

    /** The collateral that was given. */
    Collateral collateral(Shelf shelf) throws InputException, MalformedException {
        return shelf.collateral(
                InputFile.path("collateral", Options.value(given, COLLATERAL).orElseThrow()));
    }

    /** The root that takes the place of Intel's. */
    Optional<Path> root() throws InputException {
        return Options.path(given, TRUST_ROOT, "trust root");
    }

    /** Nobody serves the documents of another day. */
    void warnOfThePast(Streams streams) {
        if (Options.isSet(given, AT)) {
            streams.err()
                    .println("assay: collateral is fetched as it is today, and judged as of " + AT
                            + "; --collateral takes documents of that day.");
        }
    }

    /** Verifier and policy that were asked for. */
    Appraisal choose(Shelf shelf) throws InputException {
        return choose(shelf, Optional.empty(), Optional.empty());
    }

    /** The same under another root than that of the options. */
    Appraisal choose(Shelf shelf, TrustAnchor anchor) throws InputException {
        Appraisal chosen = choose(shelf);
        return new Appraisal(shelf.verifier(anchor), chosen.policy(), chosen.policyName());
    }

    /** The same, with a policy and a trust root in place of those of the options. */
    Appraisal choose(Shelf shelf, Optional<String> otherPolicy, Optional<Path> otherRoot) throws InputException {
        String name = otherPolicy.or(() -> Options.value(given, POLICY)).orElse(Shelf.PRESET + "default");
        Optional<Path> root = otherRoot;
        Optional<String> usualRoot = Options.value(given, TRUST_ROOT);
        if (root.isEmpty() && usualRoot.isPresent()) {
            root = Optional.of(InputFile.path("trust root", usualRoot.get()));
        }
        Policy policy = shelf.policy(name);
        Optional<String> accept = Options.value(given, ACCEPT);
        if (accept.isPresent()) {
            policy = policy.withAcceptedStatuses(parseStatuses(accept.get()));
            name += " accepting " + accept.get();
        }
        if (Options.isSet(given, ALLOW_DEBUG)) {
            policy = policy.withDebugAllowed(true);
            name += ", debug allowed";
        }
        return new Appraisal(shelf.verifier(root), policy, name);
    }

    private static EnumSet<TcbStatus> parseStatuses(String list) throws InputException {
        EnumSet<TcbStatus> statuses = EnumSet.noneOf(TcbStatus.class);
        for (String name : list.split(",", -1)) {
            TcbStatus status = TcbStatus.of(name.strip())
                    .orElseThrow(() -> new InputException(
                            "--accept has \"" + name.strip() + "\", which is no TCB status",
                            "Known are " + known() + "."));
            if (status == TcbStatus.REVOKED) {
                throw new InputException(
                        "--accept Revoked is refused: keys of a revoked TCB are compromised",
                        "Choose from " + known() + ".");
            }
            statuses.add(status);
        }
        return statuses;
    }

    private static String known() {
        EnumSet<TcbStatus> acceptable = EnumSet.complementOf(EnumSet.of(TcbStatus.REVOKED));
        StringBuilder names = new StringBuilder();
        for (TcbStatus status : acceptable) {
            names.append(names.isEmpty() ? "" : ", ").append(status);
        }
        return names.toString();
    }
}
