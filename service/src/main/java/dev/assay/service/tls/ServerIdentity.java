package dev.assay.service.tls;

import dev.assay.bytes.Bytes;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.conscrypt.Conscrypt;

/**
 * How a server proves who it is, kept up to date: when its files change, new connections see the new certificate, and those that
 * are open go on. A pair that is half written, wrong or expired changes nothing, and is told to the log.
 */
public final class ServerIdentity implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("dev.assay.tls");
    private static final int LONGEST_FILE = 1_000_000;

    /** The bytes of both files, to see whether they changed: dates of files lie. */
    private record Pair(Bytes certificate, Bytes key) {}

    private final Path certificateFile;
    private final Path keyFile;
    private final Optional<Path> own;
    private final Set<String> ownNames;
    private final InstantSource clock;
    private final Provider provider;
    private final ChangingKey keys;
    private final SSLContext context;
    private final Thread watcher;
    private final Duration poll;
    private Pair used;
    private Pair refused;

    private ServerIdentity(
            Path certificateFile,
            Path keyFile,
            Optional<Path> own,
            Set<String> ownNames,
            Duration poll,
            InstantSource clock)
            throws IdentityException {
        this.certificateFile = certificateFile;
        this.keyFile = keyFile;
        this.own = own;
        this.ownNames = ownNames;
        this.clock = clock;
        this.provider = Conscrypt.newProvider();
        if (own.isPresent()) {
            renew(own.get());
        }
        this.used = readFiles();
        this.refused = used;
        PemIdentity first = parse(used);
        this.keys = new ChangingKey(first.chain(), forBoringSsl(first.key()));
        this.context = context();
        this.poll = poll;
        this.watcher = Thread.ofPlatform().daemon().name("tls-certificate").unstarted(this::watch);
    }

    /**
     * A certificate of its own for the names of this machine, made on first use, and anew 30 days before it expires.
     *
     * @param folder where {@code certificate.pem} and {@code key.pem} are kept
     * @param poll how often files are looked at
     */
    public static ServerIdentity own(Path folder, InetSocketAddress listen, Duration poll, InstantSource clock)
            throws IdentityException {
        ServerIdentity identity = new ServerIdentity(
                OwnCertificate.certificateFile(folder),
                OwnCertificate.keyFile(folder),
                Optional.of(folder),
                OwnCertificate.names(listen),
                poll,
                clock);
        identity.watcher.start();
        return identity;
    }

    /** The certificate, with its chain, and the key in these PEM files. */
    public static ServerIdentity ofFiles(Path certificate, Path key, Duration poll, InstantSource clock)
            throws IdentityException {
        ServerIdentity identity = new ServerIdentity(certificate, key, Optional.empty(), Set.of(), poll, clock);
        identity.watcher.start();
        return identity;
    }

    /** For the server's side of TLS 1.2 and 1.3. */
    public SSLContext sslContext() {
        return context;
    }

    /** The certificate that new connections see. */
    public X509Certificate certificate() {
        return keys.certificate();
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(poll);
                look();
            }
        } catch (InterruptedException e) {
            // Closed: nobody needs the files any more.
            return;
        }
    }

    /** Takes what is in the files now if it is another pair that belongs together. */
    synchronized void look() {
        try {
            if (own.isPresent()) {
                renew(own.get());
            }
            Pair found = readFiles();
            if (found.equals(used) || found.equals(refused)) {
                return;
            }
            refused = found;
            PemIdentity next = parse(found);
            keys.change(next.chain(), forBoringSsl(next.key()));
            used = found;
            LOG.log(
                    Level.INFO,
                    "New certificate from " + certificateFile + ", valid until "
                            + next.chain().getFirst().getNotAfter().toInstant());
        } catch (IdentityException e) {
            LOG.log(Level.ERROR, "The certificate before it stays in use: " + e.getMessage());
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "The certificate before it stays in use: a defect met " + certificateFile, e);
        }
    }

    private void renew(Path folder) throws IdentityException {
        Instant now = clock.instant();
        if (Files.exists(certificateFile) && Files.exists(keyFile)) {
            try {
                PemIdentity there = parse(readFiles());
                Instant end = there.chain().getFirst().getNotAfter().toInstant();
                if (end.minus(OwnCertificate.RENEW_WITHIN).isAfter(now)) {
                    return;
                }
            } catch (IdentityException e) {
                LOG.log(Level.WARNING, "Making a new certificate, because " + e.getMessage());
            }
        }
        OwnCertificate.write(folder, ownNames, now);
        LOG.log(Level.INFO, "Made a certificate for " + String.join(", ", ownNames) + " in " + certificateFile);
    }

    private PemIdentity parse(Pair pair) throws IdentityException {
        PemIdentity identity =
                PemIdentity.read(certificateFile, pair.certificate(), keyFile, pair.key(), clock.instant());
        identity.warnings().forEach(warning -> LOG.log(Level.WARNING, warning));
        return identity;
    }

    private Pair readFiles() throws IdentityException {
        return new Pair(read(certificateFile), read(keyFile));
    }

    private static Bytes read(Path file) throws IdentityException {
        try (var stream = Files.newInputStream(file)) {
            byte[] bytes = stream.readNBytes(LONGEST_FILE + 1);
            if (bytes.length > LONGEST_FILE) {
                throw new IdentityException(file + " has more than " + LONGEST_FILE + " bytes: no certificate or key.");
            }
            return Bytes.of(bytes);
        } catch (NoSuchFileException e) {
            throw new IdentityException(file + " is not there.", e);
        } catch (IOException e) {
            throw new IdentityException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The key as BoringSSL holds it: a key of the JDK would be translated in each handshake. */
    private PrivateKey forBoringSsl(PrivateKey key) throws IdentityException {
        try {
            return KeyFactory.getInstance(key.getAlgorithm().equals("RSA") ? "RSA" : "EC", provider)
                    .generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IdentityException(keyFile + " holds a key that TLS cannot use: " + e.getMessage(), e);
        }
    }

    private SSLContext context() throws IdentityException {
        try {
            SSLContext made = SSLContext.getInstance("TLS", provider);
            made.init(new KeyManager[] {keys}, new TrustManager[] {new NobodyIsAsked()}, new SecureRandom());
            return made;
        } catch (GeneralSecurityException e) {
            throw new IdentityException("TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        watcher.interrupt();
    }
}
