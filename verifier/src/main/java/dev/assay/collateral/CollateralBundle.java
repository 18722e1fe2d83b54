package dev.assay.collateral;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.internal.json.JsonObject;
import dev.assay.internal.json.JsonText;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Collateral in one JSON document, in the form that users of dcap-qvl have.
 *
 * <p>All members are strings: {@code pck_crl_issuer_chain}, {@code root_ca_crl}, {@code pck_crl},
 * {@code tcb_info_issuer_chain}, {@code tcb_info}, {@code tcb_info_signature}, {@code qe_identity_issuer_chain},
 * {@code qe_identity}, {@code qe_identity_signature}, and {@code pck_certificate_chain} for quotes that carry none.
 * Chains are PEM; CRLs hex of DER, or PEM; the two documents are the signed text itself, their signatures hex.
 */
public final class CollateralBundle {

    private static final Map<String, CollateralPiece> TEXTS = Map.of(
            "pck_crl_issuer_chain", CollateralPiece.PCK_CRL_ISSUER_CHAIN,
            "root_ca_crl", CollateralPiece.ROOT_CA_CRL,
            "pck_crl", CollateralPiece.PCK_CRL,
            "tcb_info_issuer_chain", CollateralPiece.TCB_INFO_ISSUER_CHAIN,
            "qe_identity_issuer_chain", CollateralPiece.QE_IDENTITY_ISSUER_CHAIN,
            "pck_certificate_chain", CollateralPiece.PCK_CHAIN);

    private static final Set<String> KNOWN = Set.of(
            "pck_crl_issuer_chain",
            "root_ca_crl",
            "pck_crl",
            "tcb_info_issuer_chain",
            "tcb_info",
            "tcb_info_signature",
            "qe_identity_issuer_chain",
            "qe_identity",
            "qe_identity_signature",
            "pck_certificate_chain");

    private CollateralBundle() {}

    /** Reads a bundle; a member that is missing is a piece that is missing. */
    public static Collateral parse(Bytes json) throws MalformedException {
        JsonObject bundle = JsonObject.parse("collateral bundle", json);
        bundle.allowOnly(KNOWN);
        Map<CollateralPiece, Bytes> pieces = new EnumMap<>(CollateralPiece.class);
        for (Map.Entry<String, CollateralPiece> text : TEXTS.entrySet()) {
            if (bundle.has(text.getKey())) {
                pieces.put(text.getValue(), Bytes.ofUtf8(bundle.string(text.getKey())));
            }
        }
        readSigned(bundle, "tcb_info", Envelope.TCB_INFO, CollateralPiece.TCB_INFO, pieces);
        readSigned(bundle, "qe_identity", Envelope.ENCLAVE_IDENTITY, CollateralPiece.QE_IDENTITY, pieces);
        return Collateral.of(pieces);
    }

    private static void readSigned(
            JsonObject bundle,
            String name,
            String envelopeMember,
            CollateralPiece piece,
            Map<CollateralPiece, Bytes> pieces)
            throws MalformedException {
        if (bundle.has(name)) {
            String signature = bundle.string(name + "_signature");
            pieces.put(piece, Envelope.join(envelopeMember, Bytes.ofUtf8(bundle.string(name)), signature));
        }
    }

    /** Writes a bundle from which {@link #parse} reads equal documents; CRLs become hex of DER unless they are text. */
    public static Bytes write(Collateral collateral) throws MalformedException {
        Map<String, String> members = new LinkedHashMap<>();
        writeText(collateral, CollateralPiece.PCK_CRL_ISSUER_CHAIN, "pck_crl_issuer_chain", members);
        writeCrl(collateral, CollateralPiece.ROOT_CA_CRL, "root_ca_crl", members);
        writeCrl(collateral, CollateralPiece.PCK_CRL, "pck_crl", members);
        writeText(collateral, CollateralPiece.TCB_INFO_ISSUER_CHAIN, "tcb_info_issuer_chain", members);
        writeSigned(collateral, CollateralPiece.TCB_INFO, Envelope.TCB_INFO, "tcb_info", members);
        writeText(collateral, CollateralPiece.QE_IDENTITY_ISSUER_CHAIN, "qe_identity_issuer_chain", members);
        writeSigned(collateral, CollateralPiece.QE_IDENTITY, Envelope.ENCLAVE_IDENTITY, "qe_identity", members);
        writeText(collateral, CollateralPiece.PCK_CHAIN, "pck_certificate_chain", members);
        return Bytes.ofUtf8(JsonText.object(members));
    }

    private static void writeText(
            Collateral collateral, CollateralPiece piece, String name, Map<String, String> members) {
        collateral.piece(piece).ifPresent(bytes -> members.put(name, bytes.utf8()));
    }

    private static void writeCrl(
            Collateral collateral, CollateralPiece piece, String name, Map<String, String> members) {
        collateral.piece(piece).ifPresent(bytes -> members.put(name, isText(bytes) ? bytes.utf8() : bytes.hex()));
    }

    private static void writeSigned(
            Collateral collateral, CollateralPiece piece, String member, String name, Map<String, String> members)
            throws MalformedException {
        if (collateral.piece(piece).isPresent()) {
            Envelope envelope = Envelope.parse(
                    piece.title(), member, collateral.piece(piece).get());
            members.put(name, envelope.content().source().utf8());
            members.put(name + "_signature", envelope.signature().hex());
        }
    }

    private static boolean isText(Bytes bytes) {
        for (int i = 0; i < bytes.length(); i++) {
            if (bytes.at(i) > 0x7e) {
                return false;
            }
        }
        return true;
    }
}
