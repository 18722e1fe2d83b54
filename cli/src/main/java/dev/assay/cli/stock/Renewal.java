package dev.assay.cli.stock;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.Collateral;
import dev.assay.collateral.CollateralPiece;
import dev.assay.pck.PckCertificate;
import dev.assay.provision.CollateralCache;
import dev.assay.provision.Document;
import dev.assay.provision.DocumentKey;
import dev.assay.provision.FetchException;
import dev.assay.provision.GenuineDocument;
import dev.assay.provision.MisfiledException;
import dev.assay.provision.TcbSet;
import dev.assay.verify.DocumentVerifier;
import dev.assay.verify.NotGenuineException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What renewing a set of collateral came to.
 *
 * @param collateral the set with what was renewed in it
 * @param renewed titles of the documents that are as new as they can be had
 * @param kept titles of the others, and why they stay
 */
public record Renewal(Collateral collateral, List<String> renewed, Map<String, String> kept) {

    private interface Key {
        DocumentKey read() throws NotGenuineException;
    }

    private static final class Work {
        private Collateral collateral;
        private final List<String> renewed = new ArrayList<>();
        private final Map<String, String> kept = new LinkedHashMap<>();

        Work(Collateral collateral) {
            this.collateral = collateral;
        }
    }

    public Renewal {
        renewed = List.copyOf(renewed);
    }

    /** Renews each document of {@code old} from {@code source}; what is not genuine there is fetched by nobody. */
    public static Renewal of(Collateral old, CollateralCache source, DocumentVerifier verifier, TcbSet set) {
        Work work = new Work(old);
        renew(
                work,
                CollateralPiece.TCB_INFO,
                Optional.of(CollateralPiece.TCB_INFO_ISSUER_CHAIN),
                source,
                verifier,
                () -> {
                    var info = verifier.tcbInfo(
                            bytes(old, CollateralPiece.TCB_INFO), bytes(old, CollateralPiece.TCB_INFO_ISSUER_CHAIN));
                    return new DocumentKey.TcbInfoKey(info.tee(), info.fmspc(), set);
                });
        renew(
                work,
                CollateralPiece.QE_IDENTITY,
                Optional.of(CollateralPiece.QE_IDENTITY_ISSUER_CHAIN),
                source,
                verifier,
                () -> {
                    var identity = verifier.enclaveIdentity(
                            bytes(old, CollateralPiece.QE_IDENTITY),
                            bytes(old, CollateralPiece.QE_IDENTITY_ISSUER_CHAIN));
                    return new DocumentKey.IdentityKey(identity.id(), set);
                });
        renew(
                work,
                CollateralPiece.PCK_CRL,
                Optional.of(CollateralPiece.PCK_CRL_ISSUER_CHAIN),
                source,
                verifier,
                () -> {
                    var crl = verifier.pckCrl(
                            bytes(old, CollateralPiece.PCK_CRL), bytes(old, CollateralPiece.PCK_CRL_ISSUER_CHAIN));
                    return new DocumentKey.PckCrlKey(PckCertificate.Ca.named(crl.issuer()));
                });
        renew(work, CollateralPiece.ROOT_CA_CRL, Optional.empty(), source, verifier, DocumentKey.RootCaCrlKey::new);
        return new Renewal(work.collateral, work.renewed, work.kept);
    }

    private static Bytes bytes(Collateral collateral, CollateralPiece piece) {
        return collateral.piece(piece).orElse(Bytes.EMPTY);
    }

    private static void renew(
            Work work,
            CollateralPiece piece,
            Optional<CollateralPiece> chain,
            CollateralCache source,
            DocumentVerifier verifier,
            Key key) {
        Optional<Bytes> old = work.collateral.piece(piece);
        if (old.isEmpty()) {
            return;
        }
        try {
            DocumentKey named = key.read();
            CollateralCache.Held held = source.get(named);
            if (held.failure().isPresent()) {
                work.kept.put(piece.title(), String.valueOf(held.failure().get().getMessage()));
                return;
            }
            if (isOlder(held.document(), named, old.get(), chain.map(some -> bytes(work.collateral, some)), verifier)) {
                work.kept.put(
                        piece.title(),
                        "what the source has is older: of " + held.document().issued());
                return;
            }
            work.collateral = work.collateral.with(piece, held.document().body());
            if (chain.isPresent()) {
                work.collateral = work.collateral.with(
                        chain.get(), held.document().issuerChain().orElse(Bytes.EMPTY));
            }
            work.renewed.add(piece.title());
        } catch (NotGenuineException e) {
            work.kept.put(piece.title(), "it is not genuine: " + e.rejection());
        } catch (FetchException e) {
            work.kept.put(piece.title(), String.valueOf(e.getMessage()));
        }
    }

    private static boolean isOlder(
            GenuineDocument fetched, DocumentKey key, Bytes old, Optional<Bytes> chain, DocumentVerifier verifier) {
        try {
            return fetched.isOlderThan(GenuineDocument.prove(new Document(key, old, chain), verifier));
        } catch (NotGenuineException | MisfiledException e) {
            return false; // what is forged, or of another set, may be replaced
        }
    }
}
