package dev.assay.service.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Makes the certificate that a server proves itself with when nobody gives it one: X.509 v3, P-256, for the names of this
 * machine, for 397 days. Clients trust it once it is in their store; it signs nothing else.
 */
final class OwnCertificate {

    private static final Duration VALID = Duration.ofDays(397);

    /** Clocks of clients go wrong. */
    private static final Duration BEFORE = Duration.ofHours(24);

    /** The rest of its time within which a new one is made: 30 days for whoever has to distribute it. */
    static final Duration RENEW_WITHIN = Duration.ofDays(30);

    private OwnCertificate() {}

    static Path certificateFile(Path folder) {
        return folder.resolve("certificate.pem");
    }

    static Path keyFile(Path folder) {
        return folder.resolve("key.pem");
    }

    /** Writes a new pair, the key readable by the owner alone. Each file is there whole or not at all. */
    static void write(Path folder, Set<String> names, Instant at) throws IdentityException {
        try {
            Files.createDirectories(folder);
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            X509CertificateHolder certificate = certificate(pair, names, at);
            replace(keyFile(folder), pem("PRIVATE KEY", pair.getPrivate().getEncoded()), "rw-------");
            replace(certificateFile(folder), pem("CERTIFICATE", certificate.getEncoded()), "rw-r--r--");
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IdentityException("cannot make a certificate in " + folder + ": " + e.getMessage(), e);
        }
    }

    private static X509CertificateHolder certificate(KeyPair pair, Set<String> names, Instant at)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        SecureRandom random = new SecureRandom();
        String host = names.iterator().next();
        X500Name name = new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.O, "Assay PCCS")
                .addRDN(BCStyle.CN, host.length() > 64 ? "pccs" : host)
                .build();
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name,
                new BigInteger(127, random).setBit(126),
                Date.from(at.minus(BEFORE)),
                Date.from(at.plus(VALID).minus(BEFORE)),
                name,
                pair.getPublic());
        JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        builder.addExtension(Extension.subjectAlternativeName, false, alternatives(names));
        builder.addExtension(
                Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(pair.getPublic()));
        return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()));
    }

    private static GeneralNames alternatives(Set<String> names) {
        List<GeneralName> alternatives = new ArrayList<>();
        for (String name : names) {
            boolean address = name.indexOf(':') >= 0 || name.matches("[0-9.]+");
            alternatives.add(new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, name));
        }
        return new GeneralNames(alternatives.toArray(GeneralName[]::new));
    }

    /** The names of this machine, the one it is mostly called by first, and those of loopback. */
    static Set<String> names(InetSocketAddress listen) {
        Set<String> names = new LinkedHashSet<>();
        String host = System.getenv().getOrDefault("HOSTNAME", "");
        if (host.isEmpty()) {
            host = hostnameFile();
        }
        if (host.matches("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")) {
            names.add(host);
        }
        names.add("localhost");
        names.add("127.0.0.1");
        names.add("::1");
        if (listen.getAddress() != null && !listen.getAddress().isAnyLocalAddress()) {
            String address = listen.getAddress().getHostAddress();
            int scope = address.indexOf('%');
            names.add(scope < 0 ? address : address.substring(0, scope));
            String asked = listen.getHostString();
            if (asked.matches("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?") && !asked.equals(address)) {
                names.add(asked);
            }
        }
        return names;
    }

    /** The kernel's word, rather than a resolver's that may take seconds. */
    private static String hostnameFile() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname"), StandardCharsets.US_ASCII)
                    .strip();
        } catch (IOException e) {
            return "";
        }
    }

    private static void replace(Path file, byte[] content, String permissions) throws IOException {
        Path fresh = file.resolveSibling("." + file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try {
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
        } catch (UnsupportedOperationException e) {
            Files.createFile(fresh);
        } catch (FileAlreadyExistsException e) {
            throw new IOException("another process makes " + fresh + " at the same time", e);
        }
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
        try {
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static byte[] pem(String label, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return ("-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
