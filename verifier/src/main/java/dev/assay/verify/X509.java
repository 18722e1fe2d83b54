package dev.assay.verify;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.ecdsa.P256Key;
import dev.assay.ecdsa.P256Signature;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Set;
import javax.security.auth.x500.X500Principal;

/** What steps ask of a certificate, in this library's types. */
final class X509 {

    private static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";

    /** Key usage and basic constraints. */
    private static final Set<String> EXPECTED_CRITICAL = Set.of("2.5.29.15", "2.5.29.19");

    private X509() {}

    /** Whether two names are the same; equal encodings, as Intel's are, spare the work of comparing by RFC 5280's rules. */
    static boolean sameName(X500Principal one, X500Principal other) {
        return Arrays.equals(one.getEncoded(), other.getEncoded()) || one.equals(other);
    }

    static P256Key key(X509Certificate certificate) throws MalformedException {
        return P256Key.ofSubjectPublicKeyInfo(
                Bytes.of(certificate.getPublicKey().getEncoded()));
    }

    static Bytes encoded(X509Certificate certificate) {
        try {
            return Bytes.of(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was decoded cannot be encoded", e);
        }
    }

    static boolean isSignedBy(P256Key issuerKey, X509Certificate certificate, Ecdsa ecdsa) throws MalformedException {
        if (!certificate.getSigAlgOID().equals(ECDSA_WITH_SHA256)) {
            throw new MalformedException(
                    "certificate, signature algorithm", 0, certificate.getSigAlgName(), "SHA256withECDSA");
        }
        try {
            return ecdsa.verify(
                    issuerKey,
                    Bytes.of(certificate.getTBSCertificate()),
                    P256Signature.atEndOf(encoded(certificate), Bytes.of(certificate.getSignature())));
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was decoded cannot be encoded", e);
        }
    }

    /**
     * Whether nothing is critical but what DCAP's certificates have. Constraints that this library does not apply must not
     * be there.
     */
    static boolean hasOnlyExpectedCriticalExtensions(X509Certificate certificate) {
        Set<String> critical = certificate.getCriticalExtensionOIDs();
        return critical == null || EXPECTED_CRITICAL.containsAll(critical);
    }

    /** Whether the certificate may sign certificates below which {@code depth} more CAs follow, and CRLs. */
    static boolean isCa(X509Certificate certificate, int depth) {
        boolean[] usage = certificate.getKeyUsage();
        return certificate.getBasicConstraints() >= depth && usage != null && usage[5] && usage[6];
    }
}
