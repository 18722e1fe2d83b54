package dev.assay.epid;

import dev.assay.bytes.Bytes;
import dev.assay.pck.Certificates;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;

/** An attestation service with keys of its own, which signs whatever a test wants. */
final class FakeIas {

    static final String CA_NAME = "CN=Intel SGX Attestation Report Signing CA,O=Intel Corporation,C=US";
    static final String SIGNER_NAME = "CN=Intel SGX Attestation Report Signing,O=Intel Corporation,C=US";
    static final Instant FROM = Instant.parse("2020-01-01T00:00:00Z");
    static final Instant UNTIL = Instant.parse("2022-01-01T00:00:00Z");

    private static final KeyPair CA_KEYS = keys(3072);
    private static final KeyPair SIGNER_KEYS = keys(2048);

    /** What a certificate says; the makers below change one thing each. */
    record Profile(
            String subject, String issuer, KeyPair keys, KeyPair issuerKeys, boolean ca, int usage, Instant until) {

        Profile subject(String changed) {
            return new Profile(changed, issuer, keys, issuerKeys, ca, usage, until);
        }

        Profile keys(KeyPair changed) {
            return new Profile(subject, issuer, changed, issuerKeys, ca, usage, until);
        }

        Profile issuerKeys(KeyPair changed) {
            return new Profile(subject, issuer, keys, changed, ca, usage, until);
        }

        Profile ca(boolean changed) {
            return new Profile(subject, issuer, keys, issuerKeys, changed, usage, until);
        }

        Profile usage(int changed) {
            return new Profile(subject, issuer, keys, issuerKeys, ca, changed, until);
        }

        X509Certificate certificate() {
            return FakeIas.certificate(this);
        }
    }

    private FakeIas() {}

    static Profile ca() {
        return new Profile(CA_NAME, CA_NAME, CA_KEYS, CA_KEYS, true, KeyUsage.keyCertSign | KeyUsage.cRLSign, UNTIL);
    }

    static Profile signer() {
        return new Profile(SIGNER_NAME, CA_NAME, SIGNER_KEYS, CA_KEYS, false, KeyUsage.digitalSignature, UNTIL);
    }

    static IasAnchor anchor() {
        return IasAnchor.testOnly(ca().certificate());
    }

    /** An answer that is right in everything but what its certificates say. */
    static SignedIasReport answer(String body, X509Certificate... certificates) {
        Bytes bytes = Bytes.ofUtf8(body);
        return new SignedIasReport(bytes, sign(SIGNER_KEYS, bytes.toArray()), List.of(certificates));
    }

    static SignedIasReport answer(String body) {
        return answer(body, signer().certificate(), ca().certificate());
    }

    static KeyPair keys(int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509Certificate certificate(Profile profile) {
        try {
            AlgorithmIdentifier algorithm =
                    new AlgorithmIdentifier(PKCSObjectIdentifiers.sha256WithRSAEncryption, DERNull.INSTANCE);
            ExtensionsGenerator extensions = new ExtensionsGenerator();
            extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(profile.ca()));
            extensions.addExtension(Extension.keyUsage, true, new KeyUsage(profile.usage()));
            V3TBSCertificateGenerator content = new V3TBSCertificateGenerator();
            content.setSerialNumber(new org.bouncycastle.asn1.ASN1Integer(BigInteger.ONE));
            content.setSignature(algorithm);
            content.setIssuer(new X500Name(profile.issuer()));
            content.setSubject(new X500Name(profile.subject()));
            content.setStartDate(new Time(Date.from(FROM)));
            content.setEndDate(new Time(Date.from(profile.until())));
            content.setSubjectPublicKeyInfo(
                    SubjectPublicKeyInfo.getInstance(profile.keys().getPublic().getEncoded()));
            content.setExtensions(extensions.generate());
            var unsigned = content.generateTBSCertificate();
            ASN1EncodableVector parts = new ASN1EncodableVector();
            parts.add(unsigned);
            parts.add(algorithm);
            parts.add(new DERBitString(
                    sign(profile.issuerKeys(), unsigned.getEncoded()).toArray()));
            return Certificates.parseDer(Bytes.of(new DERSequence(parts).getEncoded()));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Bytes sign(KeyPair keys, byte[] message) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(keys.getPrivate());
            signature.update(message);
            return Bytes.of(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
