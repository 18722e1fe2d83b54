package dev.assay.cli.verdict;

import dev.assay.cli.input.RaTlsCertificate;
import dev.assay.collateral.CollateralPiece;
import dev.assay.collateral.TcbInfo;
import dev.assay.pck.PckCertificate;
import dev.assay.provision.Collected;
import dev.assay.quote.Quote;
import dev.assay.verify.TrustDomain;
import dev.assay.verify.Verification.Verified;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What came of one quote.
 *
 * <p>Quote and platform are there whenever they could be read. Only in an answer that has {@link #verified} are they
 * proven; otherwise they are what somebody claims.
 *
 * @param outcome what to do with it
 * @param reasons why it is not accepted
 * @param trustDomain under whose root it was looked at
 * @param at the verification instant
 * @param policy what people call the policy
 * @param quote the quote
 * @param certificate the RA-TLS certificate that it came in
 * @param platform the PCK certificate that it came with
 * @param tcbInfo the TCB info that came with it
 * @param verified what verification proved; in refused answers when only the policy, or an RA-TLS key, was in the way
 * @param notes what an operator should know, whatever the outcome: collateral that could not be refreshed
 * @param question whether the quote is about the report data that somebody asked for; empty where nobody asked
 */
public record Answer(
        Outcome outcome,
        List<Reason> reasons,
        TrustDomain trustDomain,
        Instant at,
        String policy,
        Optional<Quote> quote,
        Optional<RaTlsCertificate> certificate,
        Optional<PckCertificate> platform,
        Optional<TcbInfo> tcbInfo,
        Optional<Verified> verified,
        List<String> notes,
        Optional<Question> question) {

    /**
     * What a quote was to carry, so that its reader knows whom it answers.
     *
     * @param text how the report data are made up: SHA-512 of the nonce
     * @param isAnswered whether the quote carries them
     */
    public record Question(String text, boolean isAnswered) {}

    public Answer {
        reasons = List.copyOf(reasons);
        notes = List.copyOf(notes);
    }

    /** An answer about something that is no quote. */
    public static Answer withoutQuote(
            Outcome outcome, List<Reason> reasons, TrustDomain trustDomain, Instant at, String policy) {
        return new Answer(
                outcome,
                reasons,
                trustDomain,
                at,
                policy,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    /** The same, which says of missing pieces what fetching them came to, and notes what could not be refreshed. */
    public Answer explained(Collected collected) {
        Map<String, String> why = new HashMap<>();
        collected.missing().forEach((piece, failure) -> {
            why.put(piece.title(), String.valueOf(failure.getMessage()));
            chainOf(piece).ifPresent(chain -> why.put(chain.title(), String.valueOf(failure.getMessage())));
        });
        List<Reason> explained = new ArrayList<>(reasons.size());
        for (Reason reason : reasons) {
            String fetching = reason.isMissingPiece() ? why.get(reason.where()) : null;
            explained.add(fetching == null ? reason : reason.because(fetching));
        }
        List<String> texts = new ArrayList<>(notes);
        collected
                .stale()
                .forEach((piece, failure) -> texts.add(
                        piece.title() + " could not be refreshed, the one at hand was used: " + failure.getMessage()));
        return with(outcome, explained, texts, question);
    }

    /** The same with other notes. */
    public Answer noted(List<String> texts) {
        return with(outcome, reasons, texts, question);
    }

    /** The same, which says that the quote carries what it was asked to; {@code text} says what that is. */
    public Answer answering(String text) {
        return with(outcome, reasons, notes, Optional.of(new Question(text, true)));
    }

    /** The same, refused since the quote carries something else; {@code text} says what it was asked to. */
    public Answer notAnswering(String text, Reason mismatch) {
        List<Reason> more = new ArrayList<>(reasons);
        more.add(mismatch);
        return with(Outcome.REFUSED, more, notes, Optional.of(new Question(text, false)));
    }

    private Answer with(Outcome so, List<Reason> because, List<String> texts, Optional<Question> about) {
        return new Answer(
                so, because, trustDomain, at, policy, quote, certificate, platform, tcbInfo, verified, texts, about);
    }

    /** It comes with its document, or does not. */
    private static Optional<CollateralPiece> chainOf(CollateralPiece piece) {
        return switch (piece) {
            case TCB_INFO -> Optional.of(CollateralPiece.TCB_INFO_ISSUER_CHAIN);
            case QE_IDENTITY -> Optional.of(CollateralPiece.QE_IDENTITY_ISSUER_CHAIN);
            case PCK_CRL -> Optional.of(CollateralPiece.PCK_CRL_ISSUER_CHAIN);
            default -> Optional.empty();
        };
    }
}
