package dev.assay.cli.stock;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.collateral.Collateral;
import dev.assay.collateral.CollateralPiece;
import dev.assay.collateral.EnclaveIdentity;
import dev.assay.collateral.TcbInfo;
import dev.assay.pck.Certificates;
import dev.assay.pck.Crl;
import dev.assay.pck.PckCertificate;
import dev.assay.verify.DocumentVerifier;
import dev.assay.verify.NotGenuineException;
import dev.assay.verify.Rejection;
import dev.assay.verify.TrustDomain;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What collateral is there, document by document.
 *
 * @param place where it lies
 * @param trustDomain under whose root it was verified
 * @param at the instant that says what has expired
 * @param items one a document
 */
public record Inventory(String place, TrustDomain trustDomain, Instant at, List<Item> items) {

    private static final String END = "-----END CERTIFICATE-----";

    /** What is to be said of a document. */
    public enum State {
        /** Genuine and in date. */
        CURRENT,
        /** Genuine; there should be a newer one. */
        EXPIRED,
        /** Signed by another than who should have, damaged, or without its issuer chain. */
        NOT_GENUINE,
        MISSING
    }

    /**
     * A document.
     *
     * @param title what people call it
     * @param name its file name, or its key in a cache
     * @param size in bytes
     * @param content for what it is, in a few words
     * @param problem why it is not genuine
     */
    public record Item(
            String title,
            String name,
            State state,
            long size,
            String content,
            Optional<Instant> issued,
            Optional<Instant> nextUpdate,
            Optional<Rejection> problem) {

        static Item missing(CollateralPiece piece) {
            return new Item(
                    piece.title(),
                    piece.fileName(),
                    State.MISSING,
                    0,
                    "",
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }
    }

    public Inventory {
        items = List.copyOf(items);
    }

    /** Takes stock of a set; the PCK chain counts only where there is one. */
    public static Inventory of(String place, Collateral collateral, DocumentVerifier verifier, Instant at) {
        List<Item> items = new ArrayList<>();
        for (CollateralPiece piece : List.of(
                CollateralPiece.TCB_INFO,
                CollateralPiece.QE_IDENTITY,
                CollateralPiece.PCK_CRL,
                CollateralPiece.ROOT_CA_CRL,
                CollateralPiece.PCK_CHAIN)) {
            Optional<Bytes> bytes = collateral.piece(piece);
            if (bytes.isPresent()) {
                items.add(item(piece, bytes.get(), collateral, verifier, at));
            } else if (piece != CollateralPiece.PCK_CHAIN) {
                items.add(Item.missing(piece));
            }
        }
        return new Inventory(place, verifier.anchor().domain(), at, items);
    }

    private static Item item(
            CollateralPiece piece, Bytes bytes, Collateral collateral, DocumentVerifier verifier, Instant at) {
        try {
            Content content = prove(piece, bytes, collateral, verifier);
            boolean expired = content.nextUpdate().filter(at::isAfter).isPresent();
            return new Item(
                    piece.title(),
                    piece.fileName(),
                    expired ? State.EXPIRED : State.CURRENT,
                    bytes.length(),
                    content.text(),
                    content.issued(),
                    content.nextUpdate(),
                    Optional.empty());
        } catch (NotGenuineException e) {
            return new Item(
                    piece.title(),
                    piece.fileName(),
                    State.NOT_GENUINE,
                    bytes.length(),
                    "",
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(e.rejection()));
        }
    }

    private record Content(String text, Optional<Instant> issued, Optional<Instant> nextUpdate) {}

    private static Content prove(CollateralPiece piece, Bytes bytes, Collateral collateral, DocumentVerifier verifier)
            throws NotGenuineException {
        return switch (piece) {
            case TCB_INFO -> {
                TcbInfo info = verifier.tcbInfo(bytes, chain(collateral, CollateralPiece.TCB_INFO_ISSUER_CHAIN));
                yield new Content(
                        info.tee() + ", FMSPC " + info.fmspc() + ", set " + info.tcbEvaluationDataNumber(),
                        Optional.of(info.issueDate()),
                        Optional.of(info.nextUpdate()));
            }
            case QE_IDENTITY -> {
                EnclaveIdentity identity =
                        verifier.enclaveIdentity(bytes, chain(collateral, CollateralPiece.QE_IDENTITY_ISSUER_CHAIN));
                yield new Content(
                        identity.id() + ", set " + identity.tcbEvaluationDataNumber(),
                        Optional.of(identity.issueDate()),
                        Optional.of(identity.nextUpdate()));
            }
            case PCK_CRL -> {
                Crl crl = verifier.pckCrl(bytes, chain(collateral, CollateralPiece.PCK_CRL_ISSUER_CHAIN));
                yield content("ca=" + PckCertificate.Ca.named(crl.issuer()) + ", ", crl);
            }
            case ROOT_CA_CRL -> content("", verifier.rootCaCrl(bytes));
            case PCK_CHAIN -> ofPckChain(bytes, verifier);
            case TCB_INFO_ISSUER_CHAIN, QE_IDENTITY_ISSUER_CHAIN, PCK_CRL_ISSUER_CHAIN ->
                throw new IllegalArgumentException(piece + " is proven with its document");
        };
    }

    private static Bytes chain(Collateral collateral, CollateralPiece piece) {
        return collateral.piece(piece).orElse(Bytes.EMPTY);
    }

    private static Content content(String lead, Crl crl) {
        return new Content(lead + crl.size() + " revoked", Optional.of(crl.thisUpdate()), crl.nextUpdate());
    }

    private static Content ofPckChain(Bytes chain, DocumentVerifier verifier) throws NotGenuineException {
        PckCertificate pck = pck(chain, verifier);
        X509Certificate first = pck.x509();
        return new Content(
                "FMSPC " + pck.extension().fmspc() + ", ca=" + pck.ca(),
                Optional.of(first.getNotBefore().toInstant()),
                Optional.of(first.getNotAfter().toInstant()));
    }

    private static PckCertificate pck(Bytes chain, DocumentVerifier verifier) throws NotGenuineException {
        String text = chain.utf8();
        int end = text.indexOf(END) + END.length();
        try {
            X509Certificate first = Certificates.parsePem(chain).get(0);
            return verifier.pckCertificate(Bytes.of(first.getEncoded()), Bytes.ofUtf8(text.substring(end)));
        } catch (MalformedException | CertificateEncodingException e) {
            // The verifier says what is wrong with it.
            return verifier.pckCertificate(chain, chain);
        }
    }

    /** Whether there is something, and all of it is what it should be. */
    public boolean isSound() {
        return items.stream().noneMatch(item -> item.state() == State.NOT_GENUINE || item.state() == State.EXPIRED)
                && items.stream().anyMatch(item -> item.state() == State.CURRENT);
    }

    /** What expires next, or has been expired for longest. */
    public Optional<Item> firstToExpire() {
        return items.stream()
                .filter(item -> item.nextUpdate().isPresent())
                .min(Comparator.comparing(item -> item.nextUpdate().orElseThrow()));
    }

    /** Whether there is no document at all. */
    public boolean isEmpty() {
        return items.stream().allMatch(item -> item.state() == State.MISSING);
    }
}
