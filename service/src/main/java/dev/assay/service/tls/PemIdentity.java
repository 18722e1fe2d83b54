package dev.assay.service.tls;

import dev.assay.bytes.Bytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/**
 * A certificate with its chain, and the key that belongs to it.
 *
 * @param chain the server's certificate first
 * @param warnings what clients may not like about it
 */
record PemIdentity(List<X509Certificate> chain, PrivateKey key, List<String> warnings) {

    private static final int LONGEST_CHAIN = 10;

    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    PemIdentity {
        chain = List.copyOf(chain);
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads a pair of files.
     *
     * @throws IdentityException unless key and certificate belong together and the certificate is in date
     */
    static PemIdentity read(Path certificateFile, Bytes certificate, Path keyFile, Bytes key, Instant at)
            throws IdentityException {
        List<X509Certificate> chain = certificates(certificateFile, certificate);
        X509Certificate leaf = chain.getFirst();
        PrivateKey privateKey = key(keyFile, key);
        requireSameKey(certificateFile, leaf.getPublicKey(), keyFile, privateKey);
        if (leaf.getVersion() != 3) {
            throw new IdentityException(certificateFile + " is an X.509 certificate of version " + leaf.getVersion()
                    + ", which clients refuse; expected version 3. Make a new one, or let this server make its own.");
        }
        if (leaf.getNotAfter().toInstant().isBefore(at)) {
            throw new IdentityException(certificateFile + " expired on "
                    + leaf.getNotAfter().toInstant() + "; put a new one in its place.");
        }
        return new PemIdentity(chain, privateKey, warnings(certificateFile, leaf, at));
    }

    private static List<String> warnings(Path file, X509Certificate leaf, Instant at) throws IdentityException {
        List<String> warnings = new ArrayList<>();
        try {
            if (leaf.getSubjectAlternativeNames() == null) {
                warnings.add(file + " has no subject alternative name: clients that check names refuse it.");
            }
            if (leaf.getExtendedKeyUsage() != null
                    && !leaf.getExtendedKeyUsage().contains("1.3.6.1.5.5.7.3.1")) {
                warnings.add(file + " is not for servers by its extended key usage: clients may refuse it.");
            }
        } catch (java.security.cert.CertificateParsingException e) {
            throw new IdentityException(file + " has names or usages that cannot be read: " + e.getMessage(), e);
        }
        if (leaf.getNotBefore().toInstant().isAfter(at)) {
            warnings.add(file + " is valid only from " + leaf.getNotBefore().toInstant() + ".");
        }
        return warnings;
    }

    private static List<X509Certificate> certificates(Path file, Bytes pem) throws IdentityException {
        List<X509Certificate> chain = new ArrayList<>();
        try {
            for (Certificate part : CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.toArray()))) {
                if (part instanceof X509Certificate certificate && chain.size() < LONGEST_CHAIN) {
                    chain.add(certificate);
                }
            }
        } catch (CertificateException | RuntimeException e) {
            throw new IdentityException(file + " is no PEM file of certificates: " + e.getMessage(), e);
        }
        if (chain.isEmpty()) {
            throw new IdentityException(
                    file + " has no certificate; expected \"-----BEGIN CERTIFICATE-----\" and the server's first.");
        }
        return chain;
    }

    /** Most keys are PKCS#8, which the JDK reads; the library for all others costs a third of a second at the start. */
    private static PrivateKey key(Path file, Bytes pem) throws IdentityException {
        Matcher plain = PKCS8.matcher(pem.latin1());
        return plain.find() ? pkcs8(file, plain.group(1)) : otherKey(file, pem);
    }

    private static PrivateKey pkcs8(Path file, String base64) throws IdentityException {
        try {
            PKCS8EncodedKeySpec spec =
                    new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64));
            try {
                return KeyFactory.getInstance("EC").generatePrivate(spec);
            } catch (InvalidKeySpecException notOnACurve) {
                return KeyFactory.getInstance("RSA").generatePrivate(spec);
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IdentityException(file + " holds a private key that cannot be read: " + e.getMessage(), e);
        }
    }

    private static PrivateKey otherKey(Path file, Bytes pem) throws IdentityException {
        JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
        try (PEMParser parser = parser(pem)) {
            for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
                switch (part) {
                    case PrivateKeyInfo info -> {
                        return converter.getPrivateKey(info);
                    }
                    case PEMKeyPair pair -> {
                        return converter.getPrivateKey(pair.getPrivateKeyInfo());
                    }
                    case PEMEncryptedKeyPair encrypted -> throw encrypted(file);
                    case PKCS8EncryptedPrivateKeyInfo encrypted -> throw encrypted(file);
                    default -> {
                        // EC PARAMETERS stand before the key in files that openssl ecparam writes.
                    }
                }
            }
        } catch (PEMException e) {
            throw new IdentityException(file + " holds a private key that cannot be read: " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            throw new IdentityException(file + " is no PEM file of a private key: " + e.getMessage(), e);
        }
        throw new IdentityException(
                file + " has no private key; expected PKCS#8 (BEGIN PRIVATE KEY), EC or RSA in PEM.");
    }

    private static IdentityException encrypted(Path file) {
        return new IdentityException(
                file + " is encrypted; expected a key without a password, readable by this user alone"
                        + " (openssl pkey -in FILE -out PLAIN).");
    }

    private static PEMParser parser(Bytes pem) {
        return new PEMParser(new StringReader(pem.latin1()));
    }

    private static void requireSameKey(Path certificateFile, PublicKey open, Path keyFile, PrivateKey secret)
            throws IdentityException {
        String algorithm = switch (secret.getAlgorithm()) {
            case "EC", "ECDSA" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default ->
                throw new IdentityException(
                        keyFile + " is a key of the kind " + secret.getAlgorithm() + "; expected EC or RSA.");
        };
        byte[] probe = "which key belongs to which certificate".getBytes(StandardCharsets.US_ASCII);
        try {
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(secret);
            signer.update(probe);
            byte[] signature = signer.sign();
            Signature verifier = Signature.getInstance(algorithm);
            verifier.initVerify(open);
            verifier.update(probe);
            if (verifier.verify(signature)) {
                return;
            }
        } catch (GeneralSecurityException e) {
            throw new IdentityException(
                    "the key in " + keyFile + " and the certificate in " + certificateFile + " do not belong together: "
                            + e.getMessage(),
                    e);
        }
        throw new IdentityException(
                "the key in " + keyFile + " does not belong to the first certificate in " + certificateFile + ".");
    }
}
