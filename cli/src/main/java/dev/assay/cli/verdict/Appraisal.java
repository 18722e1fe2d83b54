package dev.assay.cli.verdict;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.cli.input.Evidence;
import dev.assay.cli.input.RaTlsCertificate;
import dev.assay.collateral.Collateral;
import dev.assay.collateral.CollateralPiece;
import dev.assay.collateral.Signed;
import dev.assay.collateral.TcbInfo;
import dev.assay.pck.Certificates;
import dev.assay.pck.PckCertificate;
import dev.assay.pck.SgxExtension;
import dev.assay.policy.Policy;
import dev.assay.policy.Verdict;
import dev.assay.quote.CertificationData.PckChain;
import dev.assay.quote.CertificationData.PckLeaf;
import dev.assay.quote.Quote;
import dev.assay.verify.QuoteVerifier;
import dev.assay.verify.ReasonCode;
import dev.assay.verify.Rejection;
import dev.assay.verify.Verification;
import dev.assay.verify.Verification.Verified;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Verifies and appraises quotes in one way.
 *
 * @param verifier under which root
 * @param policy what is good enough
 * @param policyName what people call it
 */
public record Appraisal(QuoteVerifier verifier, Policy policy, String policyName) {

    private static final String QUOTE_ADVICE = "give the quote's bytes as the quoting interface returned them";

    /** The answer about {@code evidence}. */
    public Answer answer(Evidence evidence, Collateral collateral, Instant at) {
        Quote quote;
        try {
            quote = Quote.parse(evidence.quote());
        } catch (MalformedException e) {
            return unanswered(Outcome.REFUSED, Reason.of(ReasonCode.QUOTE_MALFORMED, e, QUOTE_ADVICE), at);
        }
        return appraise(evidence, quote, collateral, verify(quote, collateral, at), at);
    }

    /** What verification finds, before the policy is asked. */
    public Verification verify(Quote quote, Collateral collateral, Instant at) {
        return verifier.acceptingExpiredCollateral(policy.expiredCollateralGrace())
                .verify(quote, collateral, at);
    }

    /**
     * The answer that follows from a verification.
     *
     * @param quote that of {@code evidence}
     * @param verification what {@link #verify} found with {@code collateral} at {@code at}
     */
    public Answer appraise(
            Evidence evidence, Quote quote, Collateral collateral, Verification verification, Instant at) {
        Verdict verdict = policy.appraise(verification);
        if (verdict instanceof Verdict.Accepted accepted) {
            return verified(quote, evidence, List.of(), accepted.verified());
        }
        if (verdict instanceof Verdict.Refused refused) {
            List<Reason> reasons = reasons(refused.reasons());
            return refused.verified().isPresent()
                    ? verified(quote, evidence, reasons, refused.verified().get())
                    : unverified(Outcome.REFUSED, reasons, quote, evidence, collateral, at);
        }
        List<Reason> missing = reasons(((Verdict.Undecided) verdict).missing());
        return unverified(Outcome.UNDECIDED, missing, quote, evidence, collateral, at);
    }

    private static List<Reason> reasons(List<Rejection> rejections) {
        List<Reason> reasons = new ArrayList<>(rejections.size());
        for (Rejection rejection : rejections) {
            reasons.add(Reason.of(rejection));
        }
        return reasons;
    }

    /** The answer to a question that was asked wrongly or cannot be read. */
    public Answer unanswered(Outcome outcome, Reason reason, Instant at) {
        return unanswered(outcome, List.of(reason), at);
    }

    /** The same with several reasons. */
    public Answer unanswered(Outcome outcome, List<Reason> reasons, Instant at) {
        return Answer.withoutQuote(outcome, reasons, verifier.anchor().domain(), at, policyName);
    }

    /** The answer about bytes in which no quote was found. */
    public Answer malformed(MalformedException e, Instant at) {
        return unanswered(Outcome.REFUSED, Reason.of(ReasonCode.QUOTE_MALFORMED, e, QUOTE_ADVICE), at);
    }

    /** The answer about a quote whose collateral is there, but cannot be taken apart. */
    public Answer malformedCollateral(Evidence evidence, MalformedException e, Instant at) {
        String advice = "fetch the collateral anew; what a cache or proxy delivers may be cut off or an error page";
        Reason reason = Reason.of(ReasonCode.COLLATERAL_MALFORMED, e, advice);
        try {
            Quote quote = Quote.parse(evidence.quote());
            return unverified(Outcome.REFUSED, List.of(reason), quote, evidence, Collateral.none(), at);
        } catch (MalformedException notEvenAQuote) {
            return malformed(notEvenAQuote, at);
        }
    }

    private Answer verified(Quote quote, Evidence evidence, List<Reason> refusals, Verified verified) {
        List<Reason> reasons = new ArrayList<>(refusals);
        evidence.certificate().ifPresent(certificate -> requireBound(certificate, quote, reasons));
        return new Answer(
                reasons.isEmpty() ? Outcome.ACCEPTED : Outcome.REFUSED,
                reasons,
                verified.trustDomain(),
                verified.at(),
                policyName,
                Optional.of(quote),
                evidence.certificate(),
                Optional.of(verified.pck()),
                Optional.of(verified.collateral().tcbInfo()),
                Optional.of(verified),
                List.of(),
                Optional.empty());
    }

    private Answer unverified(
            Outcome outcome, List<Reason> reasons, Quote quote, Evidence evidence, Collateral collateral, Instant at) {
        List<Reason> all = new ArrayList<>(reasons);
        evidence.certificate().ifPresent(certificate -> requireBound(certificate, quote, all));
        return new Answer(
                all.size() == reasons.size() ? outcome : Outcome.REFUSED,
                all,
                verifier.anchor().domain(),
                at,
                policyName,
                Optional.of(quote),
                evidence.certificate(),
                claimedPlatform(quote, collateral),
                claimedTcbInfo(collateral),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    private static void requireBound(RaTlsCertificate certificate, Quote quote, List<Reason> reasons) {
        String found = "a quote over another key";
        try {
            if (certificate.isBoundBy(quote)) {
                return;
            }
        } catch (MalformedException e) {
            found = e.field() + " " + e.found();
        }
        reasons.add(new Reason(
                Reason.RA_TLS_KEY,
                "RA-TLS certificate, key",
                found,
                "a quote whose report data binds the certificate's key",
                "do not connect: whoever holds this key need not be the attested enclave"));
    }

    private static Optional<PckCertificate> claimedPlatform(Quote quote, Collateral collateral) {
        Optional<Bytes> chain = switch (quote.signature().certificationData()) {
            case PckChain inQuote -> Optional.of(inQuote.encoded());
            case PckLeaf leaf -> Optional.of(leaf.encoded());
            default -> collateral.piece(CollateralPiece.PCK_CHAIN);
        };
        try {
            if (chain.isPresent()) {
                for (X509Certificate certificate : Certificates.parsePem(chain.get())) {
                    if (certificate.getExtensionValue(SgxExtension.OID) != null) {
                        return Optional.of(PckCertificate.of(certificate));
                    }
                }
            }
        } catch (MalformedException unreadable) {
            // The verifier has said so already.
        }
        return Optional.empty();
    }

    private static Optional<TcbInfo> claimedTcbInfo(Collateral collateral) {
        try {
            Optional<Bytes> document = collateral.piece(CollateralPiece.TCB_INFO);
            return document.isPresent()
                    ? Optional.of(Signed.tcbInfo(document.get()).readWithoutVerifying())
                    : Optional.empty();
        } catch (MalformedException unreadable) {
            // The verifier has said so already.
            return Optional.empty();
        }
    }
}
