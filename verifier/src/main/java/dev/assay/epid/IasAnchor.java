package dev.assay.epid;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.pck.Certificates;
import dev.assay.verify.TrustDomain;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;

/**
 * The authority whose signature counts: a CA, pinned by its public key and its name.
 *
 * <p>Key and name, not the certificate: the same CA may have certificates of several dates.
 */
public final class IasAnchor {

    private final X509Certificate certificate;
    private final TrustDomain domain;

    private IasAnchor(X509Certificate certificate, TrustDomain domain) {
        this.certificate = certificate;
        this.domain = domain;
    }

    /**
     * "Intel SGX Attestation Report Signing CA", RSA-3072, valid from 2016-11-14 to 2049-12-31, SHA-256 of its DER
     * 7b42e41ec43b91db834a065de4f98a13c44d695570e839cfa8921e584e40735d.
     */
    public static IasAnchor intel() {
        return IntelCa.ANCHOR;
    }

    /**
     * Somebody else's CA. Whoever holds its key can make any report: for tests, never for decisions. What it signs is
     * verified in a trust domain that says so.
     */
    public static IasAnchor testOnly(X509Certificate ca) {
        return new IasAnchor(ca, new TrustDomain.Test(sha256(ca)));
    }

    /** A certificate of the CA. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** Whom to believe when this CA has signed: Intel, or nobody. */
    public TrustDomain domain() {
        return domain;
    }

    @Override
    public String toString() {
        return Certificates.commonName(certificate) + " (" + domain + ")";
    }

    private static Bytes sha256(X509Certificate certificate) {
        try {
            return RsaKey.sha256(Bytes.of(certificate.getEncoded()));
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was decoded cannot be encoded", e);
        }
    }

    /** Read when first asked for. */
    private static final class IntelCa {

        static final IasAnchor ANCHOR = load();

        private static IasAnchor load() {
            try (InputStream pem = IasAnchor.class.getResourceAsStream("intel-ias-report-signing-ca.pem")) {
                if (pem == null) {
                    throw new IllegalStateException("intel-ias-report-signing-ca.pem is not in this library's jar");
                }
                return new IasAnchor(Certificates.parse(Bytes.of(pem.readAllBytes())), new TrustDomain.Intel());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (MalformedException e) {
                throw new IllegalStateException("intel-ias-report-signing-ca.pem in this library's jar is damaged", e);
            }
        }
    }
}
