package dev.assay.simulator;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.pck.Certificates;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/**
 * A certificate that was minted.
 *
 * @param der the certificate
 */
public record TestCertificate(Bytes der) {

    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

    /** The certificate as the JDK reads it. */
    public X509Certificate x509() {
        try {
            return Certificates.parseDer(der);
        } catch (MalformedException e) {
            throw new IllegalStateException("this certificate was minted so that it cannot be read", e);
        }
    }

    /** PEM with a line break at the end. */
    public Bytes pem() {
        return Bytes.ofUtf8("-----BEGIN CERTIFICATE-----\n"
                + LINES.encodeToString(der.toArray())
                + "\n-----END CERTIFICATE-----\n");
    }

    /** PEM of {@code certificates} in their order. */
    public static Bytes pem(List<TestCertificate> certificates) {
        return Bytes.concat(certificates.stream().map(TestCertificate::pem).toArray(Bytes[]::new));
    }
}
