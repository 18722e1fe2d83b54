package dev.assay.cli;

import dev.assay.bytes.MalformedException;
import dev.assay.cli.input.InputException;
import dev.assay.cli.input.InputFile;
import dev.assay.cli.verdict.Appraisal;
import dev.assay.collateral.Collateral;
import dev.assay.collateral.TcbStatus;
import dev.assay.policy.Policy;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say by what a quote is judged: collateral, instant, policy, root. */
final class AppraisalOptions {

    @Option(
            names = "--collateral",
            paramLabel = "DIR|FILE.json",
            description = "Folder with tcb_info.json and its companions, or a bundle in one document.")
    private @Nullable String collateral;

    @Option(
            names = "--at",
            paramLabel = "INSTANT",
            description = "Instant to verify at, as in 2026-08-13T11:45:38Z (default: now).")
    private @Nullable String at;

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description = "What is good enough; also preset:default, preset:strict or preset:oasis.")
    private @Nullable String policy;

    @Option(
            names = "--accept",
            paramLabel = "STATUS,...",
            description = "Accept just these TCB statuses, whatever the policy says of statuses.")
    private @Nullable String accept;

    @Option(names = "--allow-debug", description = "Accept enclaves and TDs whose memory the host can read.")
    private boolean allowDebug;

    @Option(
            names = "--trust-root",
            paramLabel = "FILE.pem",
            description = "Trust this root and not Intel's, for test platforms; the verdict names it.")
    private @Nullable String trustRoot;

    /** The instant that was asked for, or now. */
    Instant at() throws InputException {
        return at == null ? Instant.now().truncatedTo(ChronoUnit.SECONDS) : parseInstant("--at", at);
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

    /** The collateral that was given; none if none was. */
    Collateral collateral(Shelf shelf) throws InputException, MalformedException {
        return collateral == null ? Collateral.none() : shelf.collateral(InputFile.path("collateral", collateral));
    }

    /** Verifier and policy that were asked for. */
    Appraisal choose(Shelf shelf) throws InputException {
        return choose(shelf, Optional.empty(), Optional.empty());
    }

    /** The same, with a policy and a trust root in place of those of the options. */
    Appraisal choose(Shelf shelf, Optional<String> otherPolicy, Optional<Path> otherRoot) throws InputException {
        String policyName = otherPolicy.orElse(policy == null ? Shelf.PRESET + "default" : policy);
        Optional<Path> rootFile = otherRoot;
        if (rootFile.isEmpty() && trustRoot != null) {
            rootFile = Optional.of(InputFile.path("trust root", trustRoot));
        }
        Policy chosen = shelf.policy(policyName);
        String name = policyName;
        if (accept != null) {
            chosen = chosen.withAcceptedStatuses(parseStatuses(accept));
            name += " accepting " + accept;
        }
        if (allowDebug) {
            chosen = chosen.withDebugAllowed(true);
            name += ", debug allowed";
        }
        return new Appraisal(shelf.verifier(rootFile), chosen, name);
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
