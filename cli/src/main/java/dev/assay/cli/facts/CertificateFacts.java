package dev.assay.cli.facts;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.pck.Certificates;
import dev.assay.pck.PckCertificate;
import dev.assay.pck.SgxExtension;
import dev.assay.verify.TrustAnchor;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;

/** What an X.509 certificate says. */
public final class CertificateFacts {

    private CertificateFacts() {}

    public static Facts of(X509Certificate certificate) {
        Facts facts = new Facts()
                .add("role", "role", role(certificate))
                .add("subject", "subject", certificate.getSubjectX500Principal().getName())
                .add("issuer", "issuer", certificate.getIssuerX500Principal().getName())
                .add(
                        "serialNumber",
                        "serial number",
                        certificate.getSerialNumber().toString(16))
                .add("notBefore", "valid from", certificate.getNotBefore().toInstant())
                .add("notAfter", "valid until", certificate.getNotAfter().toInstant())
                .add("key", "key", key(certificate))
                .add("signatureAlgorithm", "signed by", certificate.getSigAlgName())
                .add("sha256", "SHA-256", sha256(certificate));
        if (certificate.getExtensionValue(SgxExtension.OID) != null) {
            addPlatform(facts, certificate);
        }
        return facts;
    }

    private static void addPlatform(Facts facts, X509Certificate certificate) {
        try {
            facts.add("platform", "platform", PlatformFacts.of(PckCertificate.of(certificate)));
        } catch (MalformedException e) {
            facts.add("platformProblem", "SGX extension", String.valueOf(e.getMessage()));
        }
    }

    /** What such a certificate is for, by its name: a claim like all the rest. */
    public static String role(X509Certificate certificate) {
        if (certificate.equals(TrustAnchor.intel().root())) {
            return "Intel's root, the very certificate that Assay trusts";
        }
        String name = Certificates.commonName(certificate);
        boolean selfIssued = certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
        if (selfIssued && certificate.getBasicConstraints() >= 0) {
            return "a root";
        }
        if (name.contains("SGX PCK Certificate")) {
            return "PCK certificate: a platform's key at one TCB";
        }
        if (name.contains("TCB Signing")) {
            return "signer of TCB infos and enclave identities";
        }
        if (name.contains("Attestation Report Signing")) {
            return "signer of IAS reports (EPID)";
        }
        if (certificate.getBasicConstraints() >= 0) {
            return name.contains("PCK") ? "CA of PCK certificates" : "a CA";
        }
        return selfIssued ? "self-issued" : "a certificate of another kind";
    }

    private static String key(X509Certificate certificate) {
        return switch (certificate.getPublicKey()) {
            case ECPublicKey ec -> "EC, " + ec.getParams().getCurve().getField().getFieldSize() + " bits";
            case RSAPublicKey rsa -> "RSA, " + rsa.getModulus().bitLength() + " bits";
            default -> certificate.getPublicKey().getAlgorithm();
        };
    }

    private static Bytes sha256(X509Certificate certificate) {
        try {
            return Bytes.of(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException("every JDK has SHA-256, and a certificate that was decoded encodes", e);
        }
    }
}
