package dev.assay.cli.verdict;

import dev.assay.bytes.Bytes;
import dev.assay.cli.facts.DistinguishedName;
import dev.assay.cli.input.RaTlsCertificate;
import dev.assay.collateral.TcbStatus;
import dev.assay.pck.Certificates;
import dev.assay.quote.Quote;
import dev.assay.quote.TdReport;
import dev.assay.quote.Tee;
import dev.assay.verify.CollateralFacts;
import dev.assay.verify.TcbEvaluation;
import dev.assay.verify.TrustDomain;
import dev.assay.verify.Verification.Verified;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The chain of reasoning behind an answer: which steps were taken and what each of them found.
 *
 * <p>The verifier says what is wrong, not how far it came. This class knows the order of its steps: dates, revocation and
 * TCB are only looked at when every signature and chain is right. Where it cannot tell whether a step was taken, it says
 * that it was not.
 */
final class Story {

    /** How a step went. */
    enum State {
        RIGHT,
        /** Taken, and the result is worth a thought. */
        DOUBTFUL,
        WRONG,
        MISSING,
        NOT_TAKEN
    }

    /**
     * One step.
     *
     * @param step which
     * @param state how it went
     * @param text what it found
     */
    record Line(Step step, State state, String text) {}

    private static final Set<Step> SIGNATURES = EnumSet.range(Step.QUOTE, Step.COLLATERAL);
    private static final Set<Step> FITNESS = EnumSet.range(Step.DATES, Step.QE_IDENTITY);

    private final Answer answer;
    private final Quote quote;
    private final Set<Step> wrong = EnumSet.noneOf(Step.class);

    private Story(Answer answer, Quote quote) {
        this.answer = answer;
        this.quote = quote;
        for (Reason reason : answer.reasons()) {
            wrong.add(Step.of(reason));
        }
    }

    /** The story of an answer; empty when there was no quote to look at. */
    static List<Line> of(Answer answer) {
        return answer.quote().isPresent() ? new Story(answer, answer.quote().get()).lines() : List.of();
    }

    private List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        for (Step step : Step.values()) {
            boolean applies = switch (step) {
                case TDX_MODULE -> quote.tee() == Tee.TDX;
                case RA_TLS -> answer.certificate().isPresent();
                case REPORT_DATA -> answer.question().isPresent();
                default -> true;
            };
            if (applies) {
                lines.add(line(step));
            }
        }
        return lines;
    }

    private Line line(Step step) {
        if (wrong.contains(step)) {
            return new Line(step, isOnlyMissing(step) ? State.MISSING : State.WRONG, whatIsWrong(step));
        }
        return isTaken(step) ? right(step) : new Line(step, State.NOT_TAKEN, "not looked at");
    }

    private boolean isOnlyMissing(Step step) {
        for (Reason reason : answer.reasons()) {
            if (Step.of(reason) == step && !reason.isMissingPiece()) {
                return false;
            }
        }
        return true;
    }

    private String whatIsWrong(Step step) {
        if (step == Step.REPORT_DATA && answer.question().isPresent()) {
            return "not " + answer.question().get().text();
        }
        Set<String> wrongPlaces = new LinkedHashSet<>();
        int missing = 0;
        for (Reason reason : answer.reasons()) {
            if (Step.of(reason) == step && reason.isMissingPiece()) {
                missing++;
            } else if (Step.of(reason) == step) {
                wrongPlaces.add(step == Step.POLICY ? reason.where().replace("policy, ", "") : reason.where());
            }
        }
        if (missing > 0) {
            wrongPlaces.add(missing == 1 ? "one document is missing" : missing + " documents are missing");
        }
        String places = String.join("; ", wrongPlaces);
        return step == Step.POLICY ? policyTitle() + " says no: " + places : places;
    }

    private String policyTitle() {
        String name = answer.policy();
        int colon = name.indexOf(':');
        return name.startsWith("preset:") ? "the policy \"" + name.substring(colon + 1) + "\"" : "the policy " + name;
    }

    private boolean isTaken(Step step) {
        if (answer.verified().isPresent() || step == Step.RA_TLS || step == Step.REPORT_DATA) {
            return true;
        }
        return switch (step) {
            case PLATFORM, COLLATERAL -> true;
            case QE_REPORT -> !wrong.contains(Step.PLATFORM);
            case ATTESTATION_KEY -> !wrong.contains(Step.QE_REPORT);
            case QUOTE -> !wrong.contains(Step.QE_REPORT) && !wrong.contains(Step.ATTESTATION_KEY);
            case DATES, REVOCATION, FAMILY, QE_IDENTITY -> noneWrongOf(SIGNATURES);
            case TDX_MODULE -> noneWrongOf(SIGNATURES) && noneWrongOf(FITNESS);
            case TCB_LEVEL, POLICY, REPORT_DATA, RA_TLS -> false;
        };
    }

    private boolean noneWrongOf(Set<Step> steps) {
        for (Step step : steps) {
            if (wrong.contains(step)) {
                return false;
            }
        }
        return true;
    }

    private Line right(Step step) {
        return switch (step) {
            case QUOTE -> right(step, "signed by its attestation key");
            case ATTESTATION_KEY -> right(step, "vouched for by the quoting enclave's report");
            case QE_REPORT -> right(step, "its report is signed by the platform's key");
            case PLATFORM -> right(step, platform());
            case COLLATERAL -> right(step, collateral());
            case DATES -> dates();
            case REVOCATION -> right(step, "neither the platform's certificate nor an issuer's is revoked");
            case FAMILY -> right(step, family());
            case QE_IDENTITY -> qeIdentity();
            case TDX_MODULE -> tdxModule();
            case TCB_LEVEL -> tcbLevel();
            case POLICY -> right(step, policyTitle() + " is content");
            case RA_TLS -> right(step, tlsKey());
            case REPORT_DATA -> right(step, answer.question().orElseThrow().text());
        };
    }

    private static Line right(Step step, String text) {
        return new Line(step, State.RIGHT, text);
    }

    private String platform() {
        String root = answer.trustDomain() instanceof TrustDomain.Intel ? "Intel's root" : "the test root";
        return answer.platform()
                .map(pck -> "certified by "
                        + DistinguishedName.commonName(pck.x509().getIssuerX500Principal()) + ", under " + root)
                .orElse("certified under " + root);
    }

    private String collateral() {
        if (answer.verified().isEmpty()) {
            return "documents and CRLs are signed under the same root";
        }
        CollateralFacts facts = answer.verified().get().collateral();
        return "TCB info " + facts.tcbInfo().tcbEvaluationDataNumber() + ", QE identity "
                + facts.qeIdentity().tcbEvaluationDataNumber() + " and both CRLs are signed under the same root";
    }

    private Line dates() {
        if (answer.verified().isPresent()
                && !answer.verified().get().collateral().expired().isEmpty()) {
            return new Line(
                    Step.DATES,
                    State.DOUBTFUL,
                    answer.verified().get().collateral().expired().size() + " pieces have expired, within the grace");
        }
        return right(Step.DATES, "everything is in date at " + answer.at());
    }

    private String family() {
        return answer.platform()
                .map(pck -> "the TCB info is for this FMSPC, " + pck.extension().fmspc() + ", and PCE-ID")
                .orElse("the TCB info is for this FMSPC and PCE-ID");
    }

    private Line qeIdentity() {
        String who = maker() + " for " + quote.tee() + ", security version "
                + quote.signature().qeReport().isvSvn();
        return answer.verified()
                .map(verified -> judged(
                        Step.QE_IDENTITY, who, verified.launch().qeLevel().status()))
                .orElse(right(Step.QE_IDENTITY, who));
    }

    /** Whose enclaves and modules the documents describe: nothing of a test platform is Intel's. */
    private String maker() {
        return answer.trustDomain() instanceof TrustDomain.Intel ? "Intel's" : "the test platform's";
    }

    private Line tdxModule() {
        Bytes svns = ((TdReport) quote.body()).teeTcbSvn();
        String which = maker() + ", version " + svns.at(1) + ", security version " + svns.at(0);
        Optional<TcbStatus> status = answer.verified()
                .flatMap(verified -> verified.launch().moduleLevel())
                .map(level -> level.status());
        return status.map(found -> judged(Step.TDX_MODULE, which, found)).orElse(right(Step.TDX_MODULE, which));
    }

    private Line tcbLevel() {
        Verified verified = answer.verified().orElseThrow();
        TcbEvaluation evaluation = verified.launch();
        String text = verified.status() + " as of " + day(evaluation.tcbDate().toString());
        if (verified.current().isPresent() && verified.status() != evaluation.status()) {
            text += ": " + evaluation.status() + " at launch, "
                    + verified.current().get().status() + " since";
        }
        return judged(Step.TCB_LEVEL, text, verified.status());
    }

    private static Line judged(Step step, String text, TcbStatus status) {
        State state = switch (status) {
            case UP_TO_DATE -> State.RIGHT;
            case REVOKED -> State.WRONG;
            default -> State.DOUBTFUL;
        };
        return new Line(step, state, step == Step.TCB_LEVEL ? text : text + ": " + status);
    }

    private String tlsKey() {
        RaTlsCertificate certificate = answer.certificate().orElseThrow();
        return "the quote was made over the key of certificate " + Certificates.commonName(certificate.x509()) + " ("
                + certificate.form().title() + ")";
    }

    /** The day of an instant in ISO 8601. */
    static String day(String instant) {
        return instant.substring(0, Math.min(10, instant.length()));
    }
}
