package dev.assay.pck;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.ecdsa.P256Key;
import java.security.cert.X509Certificate;
import javax.security.auth.x500.X500Principal;

/**
 * A PCK certificate: a platform's provisioning certification key at one TCB.
 *
 * @param x509 the certificate
 * @param key its public key, which signs the quoting enclave's report
 * @param extension which platform and which TCB
 */
public record PckCertificate(X509Certificate x509, P256Key key, SgxExtension extension) {

    /** Which of Intel's CAs issues certificates of a platform. */
    public enum Ca {
        /** For single-package platforms. */
        PROCESSOR("processor"),
        /** For multi-package platforms, and newer single-package ones. */
        PLATFORM("platform");

        private final String text;

        Ca(String text) {
            this.text = text;
        }

        /** The CA of that name; any other name than one with "Platform" is counted to the Processor CA. */
        public static Ca named(X500Principal name) {
            return DistinguishedNames.commonName(name).contains("Platform") ? PLATFORM : PROCESSOR;
        }

        /** The value of the {@code ca} parameter of Intel's API. */
        @Override
        public String toString() {
            return text;
        }
    }

    /** Reads key and SGX extension of {@code x509}. */
    public static PckCertificate of(X509Certificate x509) throws MalformedException {
        byte[] wrapped = x509.getExtensionValue(SgxExtension.OID);
        if (wrapped == null) {
            throw new MalformedException("PCK certificate", 0, "no SGX extension", "extension " + SgxExtension.OID);
        }
        Bytes extension = DerReader.over(Bytes.of(wrapped)).element("OCTET STRING", DerReader.OCTET_STRING);
        return new PckCertificate(
                x509,
                P256Key.ofSubjectPublicKeyInfo(Bytes.of(x509.getPublicKey().getEncoded())),
                SgxExtension.parse(extension));
    }

    /** The CA that the issuer's name says; certificates of other issuers are counted to the Processor CA. */
    public Ca ca() {
        return Ca.named(x509.getIssuerX500Principal());
    }
}
