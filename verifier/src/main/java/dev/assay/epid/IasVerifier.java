package dev.assay.epid;

import dev.assay.bytes.MalformedException;
import dev.assay.epid.IasVerification.Rejected;
import dev.assay.epid.IasVerification.Verified;
import dev.assay.verify.ReasonCode;
import dev.assay.verify.Rejection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Verifies reports of Intel's attestation service for EPID quotes.
 *
 * <p><b>Guarantees.</b> A {@link Verified} report stands in exactly the bytes that were signed (RSA-2048, PKCS#1 v1.5,
 * SHA-256) by a certificate for signing reports that the {@link IasAnchor} issued; both certificates were valid at the
 * report's own timestamp; the report is within the caller's {@link ReportAge}; and in it the service vouches for the
 * quote. A wrong report is an answer and not an exception.
 *
 * <p><b>Why the report's own timestamp.</b> Intel's signing certificate expired on 2026-11-20, long after the last
 * report was signed; judged by today, no report could be verified any more, though each was signed while the certificate
 * was valid. The timestamp is covered by the signature, so only the holder of the signing key can choose it.
 *
 * <p><b>What this does not prove.</b> That the report is recent: it can be replayed for ever, which is why
 * {@code ReportAge} has no default. That the signing key was still secret: whoever obtained it later can date a report
 * back, and there is no witness to the time. That the certificate was not revoked: Intel's list
 * ({@code AttestationReportSigningCA.crl}) is not consulted.
 *
 * <p><b>Your part.</b> Compare nonce, enclave and report data with what you expect, and decide about the status.
 */
public final class IasVerifier {

    private final IasAnchor anchor;

    private IasVerifier(IasAnchor anchor) {
        this.anchor = anchor;
    }

    /** A verifier that believes Intel. */
    public static IasVerifier intel() {
        return new IasVerifier(IasAnchor.intel());
    }

    /** A verifier that believes {@code anchor}, as in {@link IasAnchor#testOnly}. */
    public static IasVerifier under(IasAnchor anchor) {
        return new IasVerifier(anchor);
    }

    /** Verifies {@code signed}, which may be as old as {@code age} says. */
    public IasVerification verify(SignedIasReport signed, ReportAge age) {
        Optional<ReportSigningChain> chain = ReportSigningChain.of(signed.certificates(), anchor);
        if (chain.isEmpty()) {
            return rejected(
                    ReasonCode.CHAIN_SHAPE,
                    "certificates",
                    signed.certificates().size() + " certificates",
                    "the signing certificate and its CA",
                    "Take both from the header X-IASReport-Signing-Certificate.");
        }
        Optional<Rejection> flaw = chain.get().flaw();
        if (flaw.isPresent()) {
            return new Rejected(List.of(flaw.get()));
        }
        if (chain.get()
                .signerKey()
                .filter(key -> key.verifies(signed.body(), signed.signature()))
                .isEmpty()) {
            return rejected(
                    ReasonCode.IAS_REPORT_SIGNATURE,
                    "signature",
                    "a signature over other bytes",
                    "one over these " + signed.body().length() + " bytes",
                    "Keep the response's body byte for byte; JSON that was read and written again is another text.");
        }
        return judge(signed, chain.get(), age);
    }

    private IasVerification judge(SignedIasReport signed, ReportSigningChain chain, ReportAge age) {
        IasReport report;
        try {
            report = IasReport.parse(signed.body());
        } catch (MalformedException e) {
            return rejected(
                    ReasonCode.IAS_REPORT_MALFORMED,
                    e.field(),
                    e.found(),
                    e.expected(),
                    "This is signed, but it is no report that this version can read.");
        }
        List<Rejection> flaws = new ArrayList<>(chain.flawsAt(report.timestamp()));
        ageFlaw(report.timestamp(), age).ifPresent(flaws::add);
        statusFlaw(report.quoteStatus()).ifPresent(flaws::add);
        return flaws.isEmpty() ? new Verified(report, anchor.domain()) : new Rejected(flaws);
    }

    private static Optional<Rejection> ageFlaw(Instant timestamp, ReportAge age) {
        if (!(age instanceof ReportAge.Limited limit)) {
            return Optional.empty();
        }
        Duration old = Duration.between(timestamp, limit.at());
        if (old.isNegative()) {
            return Optional.of(new Rejection(
                    ReasonCode.NOT_YET_VALID,
                    "report, timestamp",
                    timestamp.toString(),
                    "at most " + limit.at(),
                    "Check the clock that gave the instant of this verification."));
        }
        return old.compareTo(limit.max()) > 0
                ? Optional.of(new Rejection(
                        ReasonCode.IAS_REPORT_AGE,
                        "report, timestamp",
                        timestamp + ", an age of " + old,
                        "an age of at most " + limit.max(),
                        "The service makes no new reports; ask for a DCAP quote."))
                : Optional.empty();
    }

    private static Optional<Rejection> statusFlaw(IasQuoteStatus status) {
        return status.vouchesForQuote()
                ? Optional.empty()
                : Optional.of(new Rejection(
                        ReasonCode.IAS_QUOTE_STATUS,
                        "report, isvEnclaveQuoteStatus",
                        status.name(),
                        "a status in which Intel found the quote's signature right and its key not revoked",
                        "Do not believe this quote: Intel itself reports that it is not good."));
    }

    private static IasVerification rejected(
            ReasonCode code, String where, String found, String expected, String advice) {
        return new Rejected(List.of(new Rejection(code, where, found, expected, advice)));
    }
}
