package dev.assay.epid;

import dev.assay.bytes.Bytes;
import dev.assay.pck.Certificates;
import dev.assay.verify.ReasonCode;
import dev.assay.verify.Rejection;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Proves that a report's signing certificate was issued by the anchor, for signing reports. */
final class ReportSigningChain {

    static final String SIGNER_NAME = "Intel SGX Attestation Report Signing";

    private static final String SHA256_WITH_RSA = "1.2.840.113549.1.1.11";
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int KEY_CERT_SIGN = 5;
    private static final int SIGNER_BITS = 2048;
    private static final String CA = "CA certificate";
    private static final String SIGNER = "signing certificate";
    private static final String TAKE_HEADER =
            "Take both certificates from the header X-IASReport-Signing-Certificate of the same response.";

    private final X509Certificate ca;
    private final X509Certificate signer;
    private final IasAnchor anchor;

    private ReportSigningChain(X509Certificate signer, X509Certificate ca, IasAnchor anchor) {
        this.signer = signer;
        this.ca = ca;
        this.anchor = anchor;
    }

    /** A signing certificate, and after it the CA, for which the anchor's own certificate stands in. */
    static Optional<ReportSigningChain> of(List<X509Certificate> certificates, IasAnchor anchor) {
        return switch (certificates.size()) {
            case 1 -> Optional.of(new ReportSigningChain(certificates.get(0), anchor.certificate(), anchor));
            case 2 -> Optional.of(new ReportSigningChain(certificates.get(0), certificates.get(1), anchor));
            default -> Optional.empty();
        };
    }

    /** The key that signs reports, when {@link #flaw} finds none. */
    Optional<RsaKey> signerKey() {
        return RsaKey.of(signer.getPublicKey());
    }

    /** What is wrong with the chain, whatever the time. */
    Optional<Rejection> flaw() {
        Optional<RsaKey> caKey = RsaKey.of(ca.getPublicKey());
        if (!isAnchor() || caKey.isEmpty()) {
            return rejection(
                    ReasonCode.CHAIN_UNTRUSTED,
                    CA,
                    "\"" + Certificates.commonName(ca) + "\" with another key or name",
                    "the key and the name of \"" + Certificates.commonName(anchor.certificate()) + "\"",
                    "Do not believe this report: whoever signed it is not the trusted authority.");
        }
        if (!isSignedBy(ca, caKey.get())) {
            return rejection(ReasonCode.CHAIN_UNTRUSTED, CA, "a wrong signature", "one by its own key", TAKE_HEADER);
        }
        if (!signer.getIssuerX500Principal().equals(ca.getSubjectX500Principal()) || !isSignedBy(signer, caKey.get())) {
            return rejection(
                    ReasonCode.CERTIFICATE_SIGNATURE,
                    SIGNER,
                    "no signature by \"" + Certificates.commonName(ca) + "\"",
                    "a certificate that the CA has issued and signed",
                    TAKE_HEADER);
        }
        return unfit();
    }

    private Optional<Rejection> unfit() {
        if (ca.getBasicConstraints() < 0 || !hasUsage(ca, KEY_CERT_SIGN)) {
            return unfit(CA, "no CA flag, or a key that may not sign certificates", "a CA");
        }
        if (signer.getBasicConstraints() >= 0 || !hasUsage(signer, DIGITAL_SIGNATURE)) {
            return unfit(SIGNER, "a CA, or a key that may not sign data", "a certificate for signing data");
        }
        if (!Certificates.commonName(signer).equals(SIGNER_NAME)) {
            return unfit(SIGNER, "\"" + Certificates.commonName(signer) + "\"", "\"" + SIGNER_NAME + "\"");
        }
        if (ca.hasUnsupportedCriticalExtension() || signer.hasUnsupportedCriticalExtension()) {
            return unfit("certificates", "a critical extension that is not known", "none");
        }
        if (signerKey().filter(key -> key.bits() == SIGNER_BITS).isEmpty()) {
            return unfit(SIGNER, "another key", "RSA of 2048 bits with exponent 65537");
        }
        return Optional.empty();
    }

    /** Which certificates were out of date at {@code at}. */
    List<Rejection> flawsAt(Instant at) {
        List<Rejection> flaws = new ArrayList<>();
        validityFlaw(CA, ca, at).ifPresent(flaws::add);
        validityFlaw(SIGNER, signer, at).ifPresent(flaws::add);
        return flaws;
    }

    private static Optional<Rejection> validityFlaw(String where, X509Certificate certificate, Instant at) {
        Instant from = certificate.getNotBefore().toInstant();
        Instant until = certificate.getNotAfter().toInstant();
        boolean early = at.isBefore(from);
        return early || at.isAfter(until)
                ? rejection(
                        early ? ReasonCode.NOT_YET_VALID : ReasonCode.EXPIRED,
                        where,
                        "a report made at " + at,
                        "one made from " + from + " to " + until,
                        "Do not believe this report: its signer had no authority at that time.")
                : Optional.empty();
    }

    private boolean isAnchor() {
        X509Certificate pinned = anchor.certificate();
        return ca.getSubjectX500Principal().equals(pinned.getSubjectX500Principal())
                && Bytes.of(ca.getPublicKey().getEncoded())
                        .equals(Bytes.of(pinned.getPublicKey().getEncoded()));
    }

    private static boolean isSignedBy(X509Certificate certificate, RsaKey key) {
        try {
            return certificate.getSigAlgOID().equals(SHA256_WITH_RSA)
                    && key.verifies(Bytes.of(certificate.getTBSCertificate()), Bytes.of(certificate.getSignature()));
        } catch (CertificateEncodingException unreadable) {
            return false;
        }
    }

    private static boolean hasUsage(X509Certificate certificate, int bit) {
        boolean[] usage = certificate.getKeyUsage();
        return usage != null && usage[bit];
    }

    private static Optional<Rejection> unfit(String where, String found, String expected) {
        return rejection(ReasonCode.CERTIFICATE_UNFIT, where, found, expected, TAKE_HEADER);
    }

    private static Optional<Rejection> rejection(
            ReasonCode code, String where, String found, String expected, String advice) {
        return Optional.of(new Rejection(code, where, found, expected, advice));
    }
}
