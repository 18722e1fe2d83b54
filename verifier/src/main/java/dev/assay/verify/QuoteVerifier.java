package dev.assay.verify;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.collateral.Collateral;
import dev.assay.collateral.CollateralPiece;
import dev.assay.collateral.TcbStatus;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.ecdsa.P256Key;
import dev.assay.pck.PckChainSource;
import dev.assay.pck.PckTcb;
import dev.assay.quote.Quote;
import dev.assay.quote.QuoteSignature;
import dev.assay.quote.TdReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Verifies quotes.
 *
 * <pre>{@code
 * QuoteVerifier verifier = QuoteVerifier.intel();
 * Verification verification = verifier.verify(quoteBytes, collateral, Instant.now());
 * Verdict verdict = Policy.defaults().appraise(verification);
 * }</pre>
 *
 * <p><b>Guarantees.</b> A {@link Verification.Verified} means that at the given instant, and under the anchor,
 *
 * <ul>
 *   <li>every chain leads to the anchor, every certificate, CRL and document is in date, and none is revoked;
 *   <li>the quoting enclave is Intel's, runs on the certified platform and signed the quote;
 *   <li>TCB info and identity are for this platform and this kind of environment, and the status follows from them.
 * </ul>
 *
 * <p>Verifiers remember what they have proven, keyed by exact bytes and bounded in number, so that a known platform costs
 * one signature check. Remembering never changes an answer. Verifiers may be shared by threads; keep one.
 *
 * <p><b>Your part.</b> Appraise the result by a policy; take care that the instant is right; fetch fresh collateral, since
 * old collateral that has not expired says nothing of what became known since.
 *
 * <p>Source: Intel QVL d12717e3f1f2, {@code Verifiers/QuoteVerifier.cpp}. The steps are the classes of this package in
 * the order in which {@link #verify(Quote, Collateral, Instant)} takes them; docs/verification.md lays them beside
 * Intel's.
 */
public final class QuoteVerifier {

    /** Sets of collateral to keep: one for each family of platforms and kind of environment in use. */
    private static final int SNAPSHOTS = 64;

    /** Platforms to keep; docs/performance.md has the measured size of an entry. */
    private static final int PLATFORMS = 4096;

    /**
     * Evidence that a sender has padded is verified and not remembered, or he could fill the memory: chains have some
     * 3.7 KB, authentication data 32 bytes, a set of collateral 20 to 60 KB.
     */
    private static final int REMEMBERED_CHAIN = 8 << 10;

    private static final int REMEMBERED_AUTH_DATA = 256;
    private static final int REMEMBERED_COLLATERAL = 1 << 20;

    private final TrustAnchor anchor;
    private final Ecdsa ecdsa;
    private final Duration grace;
    private final Optional<PckChainSource> chainSource;
    private final Proven proven;

    /** What proves an attestation key: the platform's key and all that it signed. */
    private record QeEvidence(
            P256Key pckKey, Bytes qeReport, Bytes qeReportSignature, Bytes attestationKey, Bytes qeAuthData) {

        static QeEvidence of(P256Key pckKey, QuoteSignature signature) {
            return new QeEvidence(
                    pckKey,
                    signature.qeReport().encoded(),
                    signature.qeReportSignature(),
                    signature.attestationKey(),
                    signature.qeAuthData());
        }

        // Written out, since the JVM makes a record's own at run time, which a short run pays dearly for.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof QeEvidence that
                    && attestationKey.equals(that.attestationKey)
                    && qeReport.equals(that.qeReport)
                    && qeReportSignature.equals(that.qeReportSignature)
                    && qeAuthData.equals(that.qeAuthData)
                    && pckKey.equals(that.pckKey);
        }

        @Override
        public int hashCode() {
            return 31 * qeReport.hashCode() + attestationKey.hashCode();
        }

        /** The same without the quote in which these bytes stand. */
        QeEvidence compact() {
            return new QeEvidence(
                    pckKey,
                    qeReport.compact(),
                    qeReportSignature.compact(),
                    attestationKey.compact(),
                    qeAuthData.compact());
        }
    }

    /** What was proven under one anchor, whatever the instant. */
    private record Proven(
            ChainLeadsToAnchor chains,
            BoundedCache<Collateral, Snapshot> snapshots,
            BoundedCache<Bytes, TrustedPck> platforms,
            BoundedCache<QeEvidence, P256Key> attestationKeys) {

        static Proven nothing(TrustAnchor anchor, Ecdsa ecdsa) {
            return new Proven(
                    new ChainLeadsToAnchor(anchor, ecdsa),
                    new BoundedCache<>(SNAPSHOTS),
                    new BoundedCache<>(PLATFORMS),
                    new BoundedCache<>(PLATFORMS));
        }
    }

    private QuoteVerifier(
            TrustAnchor anchor, Ecdsa ecdsa, Duration grace, Optional<PckChainSource> chainSource, Proven proven) {
        this.anchor = anchor;
        this.ecdsa = ecdsa;
        this.grace = grace;
        this.chainSource = chainSource;
        this.proven = proven;
    }

    /** A verifier under Intel's root, with the fastest arithmetic at hand. */
    public static QuoteVerifier intel() {
        return of(TrustAnchor.intel(), Ecdsa.preferred());
    }

    /** A verifier under {@code anchor}, with arithmetic by {@code ecdsa}. */
    public static QuoteVerifier of(TrustAnchor anchor, Ecdsa ecdsa) {
        return new QuoteVerifier(anchor, ecdsa, Duration.ZERO, Optional.empty(), Proven.nothing(anchor, ecdsa));
    }

    /**
     * The same verifier, which lets pieces pass that expired at most {@code grace} ago and names them in {@link
     * CollateralFacts#expired}. Default: none. What has expired may have been replaced because the platform is broken.
     */
    public QuoteVerifier acceptingExpiredCollateral(Duration grace) {
        if (grace.isNegative()) {
            throw new IllegalArgumentException("a grace of " + grace + " is less than none");
        }
        return new QuoteVerifier(anchor, ecdsa, grace, chainSource, proven);
    }

    /** The same verifier, which asks {@code source} for the chain of quotes that come without one. Default: nobody. */
    public QuoteVerifier fetchingPckChainsFrom(PckChainSource source) {
        return new QuoteVerifier(anchor, ecdsa, grace, Optional.of(source), proven);
    }

    public TrustAnchor anchor() {
        return anchor;
    }

    /** Verifies a quote given as bytes; malformed ones are {@linkplain Verification.Rejected rejected}. */
    public Verification verify(Bytes quote, Collateral collateral, Instant at) {
        try {
            return verify(Quote.parse(quote), collateral, at);
        } catch (MalformedException e) {
            return new Verification.Rejected(List.of(new Rejection(
                    ReasonCode.QUOTE_MALFORMED,
                    e.field() + " at offset " + e.offset(),
                    e.found(),
                    e.expected(),
                    "give the quote's bytes as the quoting interface returned them")));
        }
    }

    /**
     * Verifies a quote.
     *
     * @param at the verification instant, by which every date is judged
     */
    public Verification verify(Quote quote, Collateral collateral, Instant at) {
        Findings findings = new Findings();
        Snapshot snapshot = snapshot(collateral, findings);
        TrustedPck pck = platform(quote, collateral, findings);
        P256Key attestationKey = attestationKey(quote.signature(), pck, findings);
        if (attestationKey != null) {
            findings.check(() -> QuoteIsSigned.prove(quote, attestationKey, ecdsa));
        }
        if (snapshot == null || pck == null || attestationKey == null || !findings.isEmpty()) {
            return findings.verdict();
        }
        return judge(quote, pck, snapshot, at, findings);
    }

    private @Nullable Snapshot snapshot(Collateral collateral, Findings findings) {
        Collateral shared = collateral.without(CollateralPiece.PCK_CHAIN);
        Snapshot known = proven.snapshots().get(shared);
        if (known != null) {
            return known;
        }
        Snapshot snapshot = CollateralIsGenuine.prove(proven.chains(), anchor, ecdsa, shared, findings);
        if (snapshot != null && shared.size() <= REMEMBERED_COLLATERAL) {
            proven.snapshots().put(shared, snapshot);
        }
        return snapshot;
    }

    private @Nullable TrustedPck platform(Quote quote, Collateral collateral, Findings findings) {
        Bytes chain = PckChainOfQuote.bytes(quote, collateral, chainSource).orElse(null);
        if (chain == null) {
            findings.missing(CollateralPiece.PCK_CHAIN);
            return null;
        }
        return findings.attempt(() -> {
            TrustedPck pck = proven.platforms().get(chain);
            if (pck == null) {
                pck = proven.chains().pck(CollateralPiece.PCK_CHAIN.title(), PckChainOfQuote.parse(chain));
                if (chain.length() <= REMEMBERED_CHAIN) {
                    proven.platforms().put(chain.compact(), pck);
                }
            }
            PckChainOfQuote.requireFits(quote, pck);
            return pck;
        });
    }

    private @Nullable P256Key attestationKey(QuoteSignature signature, @Nullable TrustedPck pck, Findings findings) {
        if (pck == null) {
            return findings.attempt(() -> AttestationKeyBelongsToQe.prove(signature));
        }
        QeEvidence evidence = QeEvidence.of(pck.pck().key(), signature);
        P256Key known = proven.attestationKeys().get(evidence);
        if (known != null) {
            return known;
        }
        return findings.attempt(() -> {
            QeReportIsSignedByPck.prove(signature, pck.pck().key(), ecdsa);
            P256Key key = AttestationKeyBelongsToQe.prove(signature);
            if (evidence.qeAuthData().length() <= REMEMBERED_AUTH_DATA) {
                proven.attestationKeys().put(evidence.compact(), key);
            }
            return key;
        });
    }

    /** What depends on the instant and on both the platform and the collateral. */
    private Verification judge(Quote quote, TrustedPck pck, Snapshot snapshot, Instant at, Findings findings) {
        List<Validity> validities = new ArrayList<>(snapshot.validities());
        validities.addAll(pck.validities());
        List<Validity> expired = EverythingIsInDate.prove(validities, at, grace, findings);
        findings.check(() -> PckCrlCoversPlatform.prove(pck, snapshot));
        findings.check(
                () -> NothingIsRevoked.provePckCa(CollateralPiece.PCK_CHAIN.title(), pck.ca(), snapshot.rootCrl()));
        findings.check(() -> NothingIsRevoked.provePck(CollateralPiece.PCK_CHAIN.title(), pck, snapshot.pckCrl()));
        findings.check(() -> TcbInfoFitsPlatform.prove(quote, pck.pck().extension(), snapshot.tcbInfo()));
        findings.check(() -> QeIsGenuine.prove(quote.tee(), quote.signature().qeReport(), snapshot.qeIdentity()));
        if (findings.isEmpty() && quote.body() instanceof TdReport report) {
            findings.check(() -> TdxModuleIsGenuine.prove(report, snapshot.tcbInfo()));
        }
        Evaluations evaluations = findings.isEmpty() ? findings.attempt(() -> evaluate(quote, pck, snapshot)) : null;
        if (evaluations == null) {
            return findings.verdict();
        }
        return new Verification.Verified(
                quote,
                at,
                anchor.domain(),
                pck.pck(),
                evaluations.status(),
                evaluations.launch(),
                evaluations.current(),
                facts(snapshot, List.copyOf(validities), expired));
    }

    private record Evaluations(TcbStatus status, TcbEvaluation launch, Optional<TcbEvaluation> current) {}

    private static Evaluations evaluate(Quote quote, TrustedPck pck, Snapshot snapshot) throws Refused {
        PckTcb tcb = pck.pck().extension().tcb();
        int qeIsvSvn = quote.signature().qeReport().isvSvn();
        if (!(quote.body() instanceof TdReport report)) {
            TcbEvaluation only = snapshot.evaluation().sgx(tcb, qeIsvSvn);
            return new Evaluations(only.status(), only, Optional.empty());
        }
        TcbEvaluation launch = snapshot.evaluation().tdx(tcb, report.teeTcbSvn(), qeIsvSvn);
        if (report.teeTcbSvn2().isEmpty()) {
            return new Evaluations(launch.status(), launch, Optional.empty());
        }
        TcbEvaluation current =
                snapshot.evaluation().tdx(tcb, report.teeTcbSvn2().get(), qeIsvSvn);
        return new Evaluations(
                TcbIsEvaluated.afterRelaunchCheck(launch.status(), current.status()), launch, Optional.of(current));
    }

    private CollateralFacts facts(Snapshot snapshot, List<Validity> validities, List<Validity> expired) {
        List<Instant> issued = snapshot.issueDates();
        return new CollateralFacts(
                snapshot.tcbInfo(),
                snapshot.qeIdentity(),
                snapshot.pckCrl().number(),
                snapshot.rootCrl().number(),
                anchor.keyId(),
                validities,
                expired,
                Collections.min(issued),
                Collections.max(issued),
                validities.stream().map(Validity::until).min(Instant::compareTo).orElseThrow());
    }
}
