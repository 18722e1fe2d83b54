package dev.assay.simulator;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.TcbEvaluationDataNumbers;
import dev.assay.quote.Tee;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A list of TCB evaluation data numbers to be signed.
 *
 * @param content what it will say
 * @param signer the key that signs; by right the TCB signer's
 */
public record EvaluationNumbersDraft(TcbEvaluationDataNumbers content, TestKey signer) {

    /** The simulator's default set and the one before it, made a day before {@code at} and good for 30 days. */
    public static EvaluationNumbersDraft of(Tee tee, Instant at, TestKey signer) {
        Instant issued = CollateralDraft.issueDate(at);
        return new EvaluationNumbersDraft(
                new TcbEvaluationDataNumbers(
                        tee,
                        1,
                        issued,
                        issued.plus(Duration.ofDays(30)),
                        List.of(
                                entry(TcbInfoDraft.TCB_EVALUATION_DATA_NUMBER, "2026-02-10T00:00:00Z"),
                                entry(TcbInfoDraft.TCB_EVALUATION_DATA_NUMBER - 1, "2025-05-13T00:00:00Z"))),
                signer);
    }

    private static TcbEvaluationDataNumbers.Entry entry(int number, String event) {
        Instant eventDate = Instant.parse(event);
        return new TcbEvaluationDataNumbers.Entry(number, eventDate, eventDate.plus(Duration.ofDays(1)));
    }

    public EvaluationNumbersDraft withContent(TcbEvaluationDataNumbers changed) {
        return new EvaluationNumbersDraft(changed, signer);
    }

    /** Another key signs. */
    public EvaluationNumbersDraft withSigner(TestKey changed) {
        return new EvaluationNumbersDraft(content, changed);
    }

    /** The document, still to be signed. */
    public SignedJson document() {
        return new SignedJson("tcbEvaluationDataNumbers", CollateralText.of(content), signer);
    }

    /** The document as a provisioning service delivers it. */
    public Bytes sign() {
        return document().sign();
    }
}
