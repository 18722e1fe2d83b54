package dev.assay.simulator;

import dev.assay.bytes.Bytes;
import dev.assay.ecdsa.P256Key;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;

/**
 * A certificate to be minted; every part of it may be changed first.
 *
 * @param issuer name of the issuer
 * @param subject name of the subject
 * @param serialNumber unique among the issuer's certificates
 * @param notBefore first instant of validity, in whole seconds
 * @param notAfter last instant of validity, in whole seconds
 * @param key the certified key
 * @param extensions in their order
 * @param signer the key that signs; by right the issuer's
 */
public record CertificateDraft(
        X500Principal issuer,
        X500Principal subject,
        BigInteger serialNumber,
        Instant notBefore,
        Instant notAfter,
        P256Key key,
        List<CertificateExtension> extensions,
        TestKey signer) {

    public CertificateDraft {
        extensions = List.copyOf(extensions);
    }

    public CertificateDraft withIssuer(X500Principal changed) {
        return new CertificateDraft(changed, subject, serialNumber, notBefore, notAfter, key, extensions, signer);
    }

    public CertificateDraft withSubject(X500Principal changed) {
        return new CertificateDraft(issuer, changed, serialNumber, notBefore, notAfter, key, extensions, signer);
    }

    /** A subject that differs from the simulator's usual ones only in its common name. */
    public CertificateDraft withCommonName(String commonName) {
        return withSubject(TestPki.name(commonName));
    }

    public CertificateDraft withSerialNumber(BigInteger changed) {
        return new CertificateDraft(issuer, subject, changed, notBefore, notAfter, key, extensions, signer);
    }

    public CertificateDraft withNotBefore(Instant changed) {
        return new CertificateDraft(issuer, subject, serialNumber, changed, notAfter, key, extensions, signer);
    }

    public CertificateDraft withNotAfter(Instant changed) {
        return new CertificateDraft(issuer, subject, serialNumber, notBefore, changed, key, extensions, signer);
    }

    public CertificateDraft withKey(P256Key changed) {
        return new CertificateDraft(issuer, subject, serialNumber, notBefore, notAfter, changed, extensions, signer);
    }

    /** Another key signs; the issuer's name stays. */
    public CertificateDraft withSigner(TestKey changed) {
        return new CertificateDraft(issuer, subject, serialNumber, notBefore, notAfter, key, extensions, changed);
    }

    /** Adds an extension, or replaces the one with the same OID. */
    public CertificateDraft with(CertificateExtension extension) {
        return withExtensions(Stream.concat(without(extension.oid()).extensions.stream(), Stream.of(extension))
                .toList());
    }

    /** Leaves the extension with the given OID out. */
    public CertificateDraft without(String oid) {
        return withExtensions(extensions.stream()
                .filter(extension -> !extension.oid().equals(oid))
                .toList());
    }

    private CertificateDraft withExtensions(List<CertificateExtension> changed) {
        return new CertificateDraft(issuer, subject, serialNumber, notBefore, notAfter, key, changed, signer);
    }

    /** The certificate: X.509 version 3, ECDSA with SHA-256. */
    public TestCertificate mint() {
        X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                X500Name.getInstance(issuer.getEncoded()),
                serialNumber,
                DerTime.of(notBefore),
                DerTime.of(notAfter),
                X500Name.getInstance(subject.getEncoded()),
                SubjectPublicKeyInfo.getInstance(key.subjectPublicKeyInfo().toArray()));
        try {
            for (CertificateExtension extension : extensions) {
                builder.addExtension(
                        new ASN1ObjectIdentifier(extension.oid()),
                        extension.critical(),
                        extension.value().toArray());
            }
            return new TestCertificate(
                    Bytes.of(builder.build(new TestContentSigner(signer)).getEncoded()));
        } catch (IOException e) {
            throw new IllegalStateException("a certificate cannot be encoded", e);
        }
    }
}
