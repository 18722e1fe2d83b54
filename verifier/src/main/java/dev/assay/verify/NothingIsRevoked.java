package dev.assay.verify;

import dev.assay.pck.Certificates;
import java.security.cert.X509Certificate;

/**
 * Proves that no certificate of any chain stands on a CRL: the root CRL covers the CAs and the TCB signers, the PCK CRL
 * the platform's certificate. Intel's quote verification call looks at the last alone.
 */
final class NothingIsRevoked {

    private NothingIsRevoked() {}

    static void proveTcbSigner(String where, TrustedCertificate signer, TrustedCrl rootCrl) throws Refused {
        prove(
                ReasonCode.TCB_SIGNER_REVOKED,
                where,
                signer.x509(),
                rootCrl,
                "fetch the document anew: it will come with another signer's certificate");
    }

    static void provePckCa(String where, TrustedCertificate ca, TrustedCrl rootCrl) throws Refused {
        prove(
                ReasonCode.PCK_CA_REVOKED,
                where,
                ca.x509(),
                rootCrl,
                "the platform needs a certificate of another CA: fetch its PCK certificates anew");
    }

    static void provePck(String where, TrustedPck pck, TrustedCrl pckCrl) throws Refused {
        prove(
                ReasonCode.PCK_REVOKED,
                where,
                pck.pck().x509(),
                pckCrl,
                "do not trust this platform; its owner must talk to Intel");
    }

    private static void prove(ReasonCode code, String where, X509Certificate certificate, TrustedCrl crl, String advice)
            throws Refused {
        if (crl.crl().revokes(certificate.getSerialNumber())) {
            throw new Refused(
                    code,
                    where + ", " + Certificates.commonName(certificate),
                    "serial number " + certificate.getSerialNumber().toString(16) + " on the "
                            + crl.validity().what(),
                    "a certificate that is not revoked",
                    advice);
        }
    }
}
