package dev.assay.verify;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.collateral.EnclaveIdentity;
import dev.assay.collateral.Signed;
import dev.assay.collateral.TcbEvaluationDataNumbers;
import dev.assay.collateral.TcbInfo;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.pck.Certificates;
import dev.assay.pck.Crl;
import dev.assay.pck.PckCertificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * Verifies documents of collateral one by one, for whoever keeps or passes them on without a quote at hand.
 *
 * <p><b>Guarantees.</b> What is returned was signed under the anchor and is what it was asked to be; it was read from the
 * very bytes that the signature covers.
 *
 * <p><b>Your part.</b> Nothing is said of dates and revocation: an expired document is genuine, and one that is older than
 * its signer's certificate is too. {@link QuoteVerifier} judges both where a quote depends on them. Compare FMSPC, enclave
 * and CA with those that you asked for.
 *
 * <p>Verifiers may be shared by threads; keep one.
 */
public final class DocumentVerifier {

    private interface Step<T> {
        T run() throws Refused, MalformedException;
    }

    private final TrustAnchor anchor;
    private final Ecdsa ecdsa;
    private final ChainLeadsToAnchor chains;

    private DocumentVerifier(TrustAnchor anchor, Ecdsa ecdsa) {
        this.anchor = anchor;
        this.ecdsa = ecdsa;
        this.chains = new ChainLeadsToAnchor(anchor, ecdsa);
    }

    /** A verifier under Intel's root, with the fastest arithmetic at hand. */
    public static DocumentVerifier intel() {
        return of(TrustAnchor.intel(), Ecdsa.preferred());
    }

    /** A verifier under {@code anchor}, with arithmetic by {@code ecdsa}. */
    public static DocumentVerifier of(TrustAnchor anchor, Ecdsa ecdsa) {
        return new DocumentVerifier(anchor, ecdsa);
    }

    public TrustAnchor anchor() {
        return anchor;
    }

    /**
     * A TCB info of version 2 or 3.
     *
     * @param json as PCS delivers it, the signature included
     * @param issuerChain PEM of the signer's certificate and the root, in any order
     */
    public TcbInfo tcbInfo(Bytes json, Bytes issuerChain) throws NotGenuineException {
        return prove("TCB info", () -> {
            TcbInfo tcbInfo = signed("TCB info", ReasonCode.TCB_INFO_SIGNATURE, Signed.tcbInfo(json), issuerChain);
            if (tcbInfo.version() < 2) {
                throw new MalformedException("TCB info, version", 0, "" + tcbInfo.version(), "2 or 3");
            }
            return tcbInfo;
        });
    }

    /** An identity of one of Intel's enclaves; parameters as in {@link #tcbInfo}. */
    public EnclaveIdentity enclaveIdentity(Bytes json, Bytes issuerChain) throws NotGenuineException {
        return prove(
                "enclave identity",
                () -> signed(
                        "enclave identity",
                        ReasonCode.QE_IDENTITY_SIGNATURE,
                        Signed.enclaveIdentity(json),
                        issuerChain));
    }

    /** A list of TCB evaluation data numbers; parameters as in {@link #tcbInfo}. */
    public TcbEvaluationDataNumbers tcbEvaluationDataNumbers(Bytes json, Bytes issuerChain) throws NotGenuineException {
        return prove(
                "TCB evaluation data numbers",
                () -> signed(
                        "TCB evaluation data numbers",
                        ReasonCode.TCB_INFO_SIGNATURE,
                        Signed.tcbEvaluationDataNumbers(json),
                        issuerChain));
    }

    /**
     * A CRL of PCK certificates.
     *
     * @param crl DER, PEM or hex of DER
     * @param issuerChain PEM of the CA's certificate and the root, in any order
     */
    public Crl pckCrl(Bytes crl, Bytes issuerChain) throws NotGenuineException {
        return prove("PCK CRL", () -> {
            TrustedCertificate ca = chains.pckCa("issuer chain of the PCK CRL", Certificates.parsePem(issuerChain));
            return CrlIsAuthentic.prove("PCK CRL", Crl.parse(crl), ca.x509().getSubjectX500Principal(), ca.key(), ecdsa)
                    .crl();
        });
    }

    /** The root's CRL: DER, PEM or hex of DER. */
    public Crl rootCaCrl(Bytes crl) throws NotGenuineException {
        return prove(
                "root CA CRL",
                () -> CrlIsAuthentic.prove("root CA CRL", Crl.parse(crl), anchor.name(), anchor.key(), ecdsa)
                        .crl());
    }

    /**
     * A PCK certificate.
     *
     * @param certificate PEM or DER
     * @param issuerChain PEM of its CA and the root, in any order
     */
    public PckCertificate pckCertificate(Bytes certificate, Bytes issuerChain) throws NotGenuineException {
        return prove("PCK certificate", () -> {
            List<X509Certificate> chain = new ArrayList<>();
            chain.add(Certificates.parse(certificate));
            chain.addAll(Certificates.parsePem(issuerChain));
            return chains.pck("PCK certificate", chain).pck();
        });
    }

    private <T> T signed(String what, ReasonCode code, Signed<T> document, Bytes issuerChain)
            throws Refused, MalformedException {
        TrustedCertificate signer = chains.tcbSigner("issuer chain of the " + what, Certificates.parsePem(issuerChain));
        return DocumentIsSigned.prove(what, code, document, signer, ecdsa);
    }

    private static <T> T prove(String what, Step<T> step) throws NotGenuineException {
        try {
            return step.run();
        } catch (Refused refused) {
            throw new NotGenuineException(refused.rejection());
        } catch (MalformedException e) {
            throw new NotGenuineException(Refused.malformed(what, e).rejection());
        }
    }
}
