package dev.assay.simulator.pcs;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.ecdsa.P256Key;
import dev.assay.simulator.CertificateDraft;
import dev.assay.simulator.CertificateExtension;
import dev.assay.simulator.TestCertificate;
import dev.assay.simulator.TestKey;
import dev.assay.simulator.TestPki;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/**
 * A TLS identity for localhost by a throw-away CA: new keys each time, never stored, valid from 2018 to 2049.
 *
 * @param anchorPem PEM of the CA, which clients have to trust
 * @param serverContext with the identity
 * @param clientContext trusts the CA and nobody else
 */
public record TestTls(Bytes anchorPem, SSLContext serverContext, SSLContext clientContext) {

    private static final Instant NOT_BEFORE = Instant.parse("2018-05-21T10:45:10Z");
    private static final Instant NOT_AFTER = Instant.parse("2049-12-31T23:59:59Z");
    private static final X500Principal CA = TestPki.name("ASSAY TEST TLS CA");

    /** A fresh identity for {@code localhost}, 127.0.0.1 and ::1. */
    public static TestTls fresh() {
        SecureRandom random = new SecureRandom();
        byte[] secret = new byte[40];
        random.nextBytes(secret);
        TestKey caKey = TestKey.of(Bytes.of(secret));
        TestCertificate ca = draft(
                        CA,
                        caKey.publicKey(),
                        caKey,
                        random,
                        CertificateExtension.ca(0),
                        CertificateExtension.caKeyUsage())
                .mint();
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            KeyPair pair = generator.generateKeyPair();
            TestCertificate leaf = draft(
                            TestPki.name("ASSAY TEST TLS localhost"),
                            P256Key.ofSubjectPublicKeyInfo(
                                    Bytes.of(pair.getPublic().getEncoded())),
                            caKey,
                            random,
                            CertificateExtension.notCa(),
                            CertificateExtension.signerKeyUsage(),
                            extension(
                                    Extension.extendedKeyUsage.getId(),
                                    new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth)),
                            extension(Extension.subjectAlternativeName.getId(), localhost()))
                    .mint();
            return new TestTls(ca.pem(), server(pair, leaf, ca), client(ca));
        } catch (GeneralSecurityException | IOException | MalformedException e) {
            throw new IllegalStateException("every JDK can make a TLS identity on P-256", e);
        }
    }

    private static CertificateDraft draft(
            X500Principal subject,
            P256Key key,
            TestKey caKey,
            SecureRandom random,
            CertificateExtension... extensions) {
        CertificateDraft draft = new CertificateDraft(
                CA,
                subject,
                new BigInteger(120, random).setBit(120),
                NOT_BEFORE,
                NOT_AFTER,
                key,
                List.of(CertificateExtension.authorityKeyId(caKey.publicKey()), CertificateExtension.subjectKeyId(key)),
                caKey);
        for (CertificateExtension extension : extensions) {
            draft = draft.with(extension);
        }
        return draft;
    }

    private static GeneralNames localhost() {
        return new GeneralNames(new GeneralName[] {
            new GeneralName(GeneralName.dNSName, "localhost"),
            new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
            new GeneralName(GeneralName.iPAddress, "::1")
        });
    }

    private static CertificateExtension extension(String oid, ASN1Encodable content) throws IOException {
        return new CertificateExtension(
                oid, false, Bytes.of(content.toASN1Primitive().getEncoded(ASN1Encoding.DER)));
    }

    private static SSLContext server(KeyPair pair, TestCertificate leaf, TestCertificate ca)
            throws GeneralSecurityException, IOException {
        char[] password = new char[0];
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, password);
        keys.setKeyEntry("localhost", pair.getPrivate(), password, new Certificate[] {leaf.x509(), ca.x509()});
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private static SSLContext client(TestCertificate ca) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, new char[0]);
        trusted.setCertificateEntry("ca", ca.x509());
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
