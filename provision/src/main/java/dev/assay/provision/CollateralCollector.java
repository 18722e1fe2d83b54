package dev.assay.provision;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.collateral.Collateral;
import dev.assay.collateral.CollateralPiece;
import dev.assay.collateral.EnclaveIdentity;
import dev.assay.pck.Certificates;
import dev.assay.pck.PckCertificate;
import dev.assay.provision.DocumentKey.IdentityKey;
import dev.assay.provision.DocumentKey.PckCrlKey;
import dev.assay.provision.DocumentKey.RootCaCrlKey;
import dev.assay.provision.DocumentKey.TcbInfoKey;
import dev.assay.provision.FetchException.Reason;
import dev.assay.quote.CertificationData;
import dev.assay.quote.CertificationData.PckChain;
import dev.assay.quote.CertificationData.PckLeaf;
import dev.assay.quote.CertificationData.PlatformReference;
import dev.assay.quote.Quote;
import dev.assay.quote.Tee;
import java.security.cert.X509Certificate;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Fetches all that verifying a quote needs.
 *
 * <pre>{@code
 * Collected collected = CollateralCollector.of(source).collect(quote);
 * Verification verification = QuoteVerifier.intel().verify(quote, collected.collateral(), at);
 * }</pre>
 *
 * <p>TCB info and identity are of the same set. The pieces are fetched at the same time, by up to four threads that end
 * with the call.
 *
 * <p><b>Your part.</b> Which platform it is, is read from the quote before anything is verified, and chooses no more than
 * what is fetched. Verify the quote with what you get.
 */
public final class CollateralCollector {

    private final CollateralSource source;
    private final Optional<PckSource> pckSource;
    private final TcbSet set;

    private CollateralCollector(CollateralSource source, Optional<PckSource> pckSource, TcbSet set) {
        this.source = source;
        this.pckSource = pckSource;
        this.set = set;
    }

    /** From {@code source}, of the standard set. */
    public static CollateralCollector of(CollateralSource source) {
        return new CollateralCollector(source, Optional.empty(), TcbSet.Update.STANDARD);
    }

    /** The same, which asks {@code certificates} where a quote carries none. Default: nobody. */
    public CollateralCollector withPckSource(PckSource certificates) {
        return new CollateralCollector(source, Optional.of(certificates), set);
    }

    /** The same for another set. Default: the standard one. */
    public CollateralCollector withSet(TcbSet changed) {
        return new CollateralCollector(source, pckSource, changed);
    }

    /** What {@code quote} needs, or as much of it as there is. */
    public Collected collect(Quote quote) {
        Map<CollateralPiece, Bytes> pieces = new EnumMap<>(CollateralPiece.class);
        Map<CollateralPiece, FetchException> missing = new EnumMap<>(CollateralPiece.class);
        Map<CollateralPiece, DocumentKey> wanted = new LinkedHashMap<>();
        try {
            PckCertificate pck = pck(quote, pieces);
            wanted.put(
                    CollateralPiece.TCB_INFO,
                    new TcbInfoKey(quote.tee(), pck.extension().fmspc(), set));
            wanted.put(CollateralPiece.PCK_CRL, new PckCrlKey(pck.ca()));
        } catch (FetchException unknownPlatform) {
            missing.put(CollateralPiece.PCK_CHAIN, unknownPlatform);
            for (CollateralPiece piece : new CollateralPiece[] {CollateralPiece.TCB_INFO, CollateralPiece.PCK_CRL}) {
                missing.put(
                        piece,
                        FetchException.of(
                                unknownPlatform.reason(),
                                unknownPlatform.source(),
                                piece.title() + ": not asked for, since only the PCK certificate tells which one it is",
                                unknownPlatform));
            }
        }
        EnclaveIdentity.Id enclave = quote.tee() == Tee.TDX ? EnclaveIdentity.Id.TD_QE : EnclaveIdentity.Id.QE;
        wanted.put(CollateralPiece.QE_IDENTITY, new IdentityKey(enclave, set));
        wanted.put(CollateralPiece.ROOT_CA_CRL, new RootCaCrlKey());
        Map<CollateralPiece, FetchException> stale = new EnumMap<>(CollateralPiece.class);
        fetchAll(wanted, pieces, missing, stale);
        return new Collected(Collateral.of(pieces), missing, stale);
    }

    private void fetchAll(
            Map<CollateralPiece, DocumentKey> wanted,
            Map<CollateralPiece, Bytes> pieces,
            Map<CollateralPiece, FetchException> missing,
            Map<CollateralPiece, FetchException> stale) {
        ExecutorService threads = Executors.newFixedThreadPool(wanted.size(), task -> {
            Thread thread = new Thread(task, "assay collateral");
            thread.setDaemon(true);
            return thread;
        });
        try {
            Map<CollateralPiece, Future<Delivered>> pending = new LinkedHashMap<>();
            wanted.forEach((piece, key) -> {
                Callable<Delivered> task = () -> delivered(key);
                pending.put(piece, threads.submit(task));
            });
            pending.forEach((piece, answer) -> {
                try {
                    Delivered delivered = await(piece, answer);
                    put(piece, delivered.document(), pieces);
                    delivered.failure().ifPresent(failure -> stale.put(piece, failure));
                } catch (FetchException failure) {
                    missing.put(piece, failure);
                }
            });
        } finally {
            threads.shutdownNow();
        }
    }

    /**
     * A document.
     *
     * @param failure why it is not a fresher one, where it should be
     */
    private record Delivered(Document document, Optional<FetchException> failure) {}

    /** A cache knows how fresh its documents are; any other source delivers what it has. */
    private Delivered delivered(DocumentKey key) throws FetchException {
        if (source instanceof CollateralCache cache) {
            CollateralCache.Held held = cache.get(key);
            return new Delivered(CollateralCache.document(held), held.failure());
        }
        return new Delivered(source.fetch(key), Optional.empty());
    }

    private static Delivered await(CollateralPiece piece, Future<Delivered> answer) throws FetchException {
        try {
            return answer.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw FetchException.of(Reason.INTERRUPTED, "", piece.title() + ": interrupted meanwhile", interrupted);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof FetchException failure) {
                throw failure;
            }
            if (failed.getCause() instanceof RuntimeException defect) {
                throw defect;
            }
            throw new IllegalStateException(failed.getCause());
        }
    }

    private static void put(CollateralPiece piece, Document document, Map<CollateralPiece, Bytes> pieces) {
        pieces.put(piece, document.body());
        Optional<CollateralPiece> chain = switch (piece) {
            case TCB_INFO -> Optional.of(CollateralPiece.TCB_INFO_ISSUER_CHAIN);
            case QE_IDENTITY -> Optional.of(CollateralPiece.QE_IDENTITY_ISSUER_CHAIN);
            case PCK_CRL -> Optional.of(CollateralPiece.PCK_CRL_ISSUER_CHAIN);
            default -> Optional.empty();
        };
        if (chain.isPresent() && document.issuerChain().isPresent()) {
            pieces.put(chain.get(), document.issuerChain().get());
        }
    }

    /** The platform's certificate, unverified; one that was fetched becomes a piece. */
    private PckCertificate pck(Quote quote, Map<CollateralPiece, Bytes> pieces) throws FetchException {
        CertificationData data = quote.signature().certificationData();
        try {
            if (data instanceof PckChain chain) {
                return leaf(chain.encoded());
            }
            if (data instanceof PckLeaf leaf) {
                return PckCertificate.of(Certificates.parse(leaf.encoded()));
            }
            Bytes fetched = fetchChain((PlatformReference) data, quote.header().qeId());
            PckCertificate pck = leaf(fetched);
            pieces.put(CollateralPiece.PCK_CHAIN, fetched);
            return pck;
        } catch (MalformedException e) {
            throw FetchException.of(Reason.UNUSABLE_ANSWER, "", "PCK certificate: " + e.getMessage(), e);
        }
    }

    private Bytes fetchChain(PlatformReference platform, Bytes qeId) throws FetchException {
        if (pckSource.isEmpty()) {
            throw FetchException.of(
                    Reason.NOT_FOUND,
                    "",
                    "PCK certificate: the quote carries none (certification data of type " + platform.type()
                            + "), and no source of PCK certificates is configured; name a PCCS");
        }
        return pckSource.get().pckChain(platform, qeId);
    }

    /** The certificate with Intel's extension, wherever it stands in the chain. */
    private static PckCertificate leaf(Bytes chain) throws MalformedException {
        MalformedException last = null;
        for (X509Certificate certificate : Certificates.parsePem(chain)) {
            try {
                return PckCertificate.of(certificate);
            } catch (MalformedException isCa) {
                last = last == null ? isCa : last;
            }
        }
        throw last == null ? new MalformedException("PCK certificate", 0, "nothing", "a certificate") : last;
    }
}
