package dev.assay.verify;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.collateral.Collateral;
import dev.assay.collateral.CollateralPiece;
import dev.assay.collateral.EnclaveIdentity;
import dev.assay.collateral.Signed;
import dev.assay.collateral.TcbInfo;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.pck.Certificates;
import dev.assay.pck.Crl;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Proves that every piece of a set of collateral was issued under the anchor and that no issuer is revoked. Source: Intel
 * QVL, {@code VerifyTCBInfo}, {@code VerifyEnclaveIdentity} and the CRL half of {@code VerifyPCKCertificate}.
 */
final class CollateralIsGenuine {

    private final ChainLeadsToAnchor chains;
    private final TrustAnchor anchor;
    private final Ecdsa ecdsa;
    private final Collateral collateral;
    private final Findings findings;

    private CollateralIsGenuine(
            ChainLeadsToAnchor chains, TrustAnchor anchor, Ecdsa ecdsa, Collateral collateral, Findings findings) {
        this.chains = chains;
        this.anchor = anchor;
        this.ecdsa = ecdsa;
        this.collateral = collateral;
        this.findings = findings;
    }

    /** The proven collateral, or null when {@code findings} say what is wrong or missing. */
    static @Nullable Snapshot prove(
            ChainLeadsToAnchor chains, TrustAnchor anchor, Ecdsa ecdsa, Collateral collateral, Findings findings) {
        return new CollateralIsGenuine(chains, anchor, ecdsa, collateral, findings).prove();
    }

    private @Nullable Snapshot prove() {
        // A chain first: when the anchor is the wrong one, it says so, and a CRL could only say that a signature is
        // wrong.
        TrustedCertificate pckCrlIssuer = chain(CollateralPiece.PCK_CRL_ISSUER_CHAIN, chains::pckCa);
        TrustedCrl rootCrl = rootCrl();
        TrustedCrl pckCrl = pckCrl(pckCrlIssuer);
        TrustedCertificate tcbInfoSigner = chain(CollateralPiece.TCB_INFO_ISSUER_CHAIN, chains::tcbSigner);
        TcbInfo tcbInfo =
                document(CollateralPiece.TCB_INFO, ReasonCode.TCB_INFO_SIGNATURE, Signed::tcbInfo, tcbInfoSigner);
        TrustedCertificate identitySigner = chain(CollateralPiece.QE_IDENTITY_ISSUER_CHAIN, chains::tcbSigner);
        EnclaveIdentity qeIdentity = document(
                CollateralPiece.QE_IDENTITY, ReasonCode.QE_IDENTITY_SIGNATURE, Signed::enclaveIdentity, identitySigner);
        if (rootCrl == null
                || pckCrlIssuer == null
                || pckCrl == null
                || tcbInfoSigner == null
                || tcbInfo == null
                || identitySigner == null
                || qeIdentity == null) {
            return null;
        }
        findings.check(
                () -> NothingIsRevoked.provePckCa(CollateralPiece.PCK_CRL_ISSUER_CHAIN.title(), pckCrlIssuer, rootCrl));
        findings.check(() ->
                NothingIsRevoked.proveTcbSigner(CollateralPiece.TCB_INFO_ISSUER_CHAIN.title(), tcbInfoSigner, rootCrl));
        findings.check(() -> NothingIsRevoked.proveTcbSigner(
                CollateralPiece.QE_IDENTITY_ISSUER_CHAIN.title(), identitySigner, rootCrl));
        List<Validity> validities = new ArrayList<>();
        validities.add(new Validity(CollateralPiece.TCB_INFO.title(), tcbInfo.issueDate(), tcbInfo.nextUpdate()));
        validities.add(
                new Validity(CollateralPiece.QE_IDENTITY.title(), qeIdentity.issueDate(), qeIdentity.nextUpdate()));
        validities.add(pckCrl.validity());
        validities.add(rootCrl.validity());
        validities.addAll(tcbInfoSigner.validities());
        validities.addAll(identitySigner.validities());
        validities.addAll(pckCrlIssuer.validities());
        return findings.isEmpty() ? new Snapshot(tcbInfo, qeIdentity, rootCrl, pckCrl, pckCrlIssuer, validities) : null;
    }

    private @Nullable TrustedCrl rootCrl() {
        Crl crl = piece(CollateralPiece.ROOT_CA_CRL, Crl::parse);
        return crl == null
                ? null
                : findings.attempt(() -> CrlIsAuthentic.prove(
                        CollateralPiece.ROOT_CA_CRL.title(), crl, anchor.name(), anchor.key(), ecdsa));
    }

    private @Nullable TrustedCrl pckCrl(@Nullable TrustedCertificate issuer) {
        Crl crl = piece(CollateralPiece.PCK_CRL, Crl::parse);
        return crl == null || issuer == null
                ? null
                : findings.attempt(() -> CrlIsAuthentic.prove(
                        CollateralPiece.PCK_CRL.title(),
                        crl,
                        issuer.x509().getSubjectX500Principal(),
                        issuer.key(),
                        ecdsa));
    }

    private interface ChainStep {
        TrustedCertificate prove(String where, List<X509Certificate> chain) throws Refused;
    }

    private @Nullable TrustedCertificate chain(CollateralPiece piece, ChainStep step) {
        List<X509Certificate> chain = piece(piece, Certificates::parsePem);
        return chain == null ? null : findings.attempt(() -> step.prove(piece.title(), chain));
    }

    private <T> @Nullable T document(
            CollateralPiece piece, ReasonCode code, Parser<Signed<T>> parser, @Nullable TrustedCertificate signer) {
        Signed<T> document = piece(piece, parser);
        return document == null || signer == null
                ? null
                : findings.attempt(() -> DocumentIsSigned.prove(piece.title(), code, document, signer, ecdsa));
    }

    private interface Parser<T> {
        T parse(Bytes bytes) throws MalformedException;
    }

    private <T> @Nullable T piece(CollateralPiece piece, Parser<T> parser) {
        Bytes bytes = collateral.piece(piece).orElse(null);
        if (bytes == null) {
            findings.missing(piece);
            return null;
        }
        return findings.attempt(() -> {
            try {
                return parser.parse(bytes);
            } catch (MalformedException e) {
                throw Refused.malformed(piece, e);
            }
        });
    }
}
