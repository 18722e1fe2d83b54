package dev.assay.service.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerIdentityTest {

    private static final Duration NEVER = Duration.ofDays(1);
    private static final InetSocketAddress LISTEN = new InetSocketAddress(InetAddress.getLoopbackAddress(), 8081);
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    private Path folder;

    @Test
    void makesACertificateThatClientsTake() throws Exception {
        try (ServerIdentity identity = ServerIdentity.own(folder, LISTEN, NEVER, InstantSource.fixed(NOW))) {
            X509Certificate certificate = read();
            assertThat(identity.sslContext()).isNotNull();
            assertThat(certificate.getVersion()).isEqualTo(3);
            assertThat(certificate.getPublicKey().getAlgorithm()).isEqualTo("EC");
            assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
            assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
            assertThat(certificate.getSubjectAlternativeNames().toString())
                    .contains("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1");
            assertThat(Duration.between(
                            certificate.getNotBefore().toInstant(),
                            certificate.getNotAfter().toInstant()))
                    .isEqualTo(Duration.ofDays(397));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("key.pem"))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void keepsItsCertificateUntilAMonthBeforeItsEnd() throws Exception {
        ServerIdentity.own(folder, LISTEN, NEVER, InstantSource.fixed(NOW)).close();
        X509Certificate first = read();
        Instant later = NOW.plus(Duration.ofDays(300));
        ServerIdentity.own(folder, LISTEN, NEVER, InstantSource.fixed(later)).close();
        assertThat(read()).isEqualTo(first);
        Instant nearlyOver = first.getNotAfter().toInstant().minus(Duration.ofDays(29));
        ServerIdentity.own(folder, LISTEN, NEVER, InstantSource.fixed(nearlyOver))
                .close();
        assertThat(read()).isNotEqualTo(first);
    }

    @Test
    void refusesAKeyThatBelongsToAnotherCertificate() throws Exception {
        OwnCertificate.write(folder.resolve("a"), Set.of("localhost"), NOW);
        OwnCertificate.write(folder.resolve("b"), Set.of("localhost"), NOW);
        assertThatThrownBy(() -> ServerIdentity.ofFiles(
                        folder.resolve("a/certificate.pem"),
                        folder.resolve("b/key.pem"),
                        NEVER,
                        InstantSource.fixed(NOW)))
                .isInstanceOf(IdentityException.class)
                .hasMessageContaining("b/key.pem does not belong to the first certificate in");
    }

    @Test
    void refusesWhatHasExpired() throws Exception {
        OwnCertificate.write(folder, Set.of("localhost"), NOW.minus(Duration.ofDays(500)));
        assertThatThrownBy(() -> ServerIdentity.ofFiles(
                        folder.resolve("certificate.pem"), folder.resolve("key.pem"), NEVER, InstantSource.fixed(NOW)))
                .isInstanceOf(IdentityException.class)
                .hasMessageContaining("expired on");
    }

    @Test
    void saysWhatIsMissing() {
        assertThatThrownBy(() -> ServerIdentity.ofFiles(
                        folder.resolve("none.pem"), folder.resolve("key.pem"), NEVER, InstantSource.fixed(NOW)))
                .isInstanceOf(IdentityException.class)
                .hasMessageContaining("none.pem is not there");
    }

    @Test
    void takesAPairOnlyOnceBothFilesBelongTogether() throws Exception {
        OwnCertificate.write(folder, Set.of("localhost"), NOW);
        OwnCertificate.write(folder.resolve("next"), Set.of("localhost"), NOW);
        Path certificate = folder.resolve("certificate.pem");
        try (ServerIdentity identity =
                ServerIdentity.ofFiles(certificate, folder.resolve("key.pem"), NEVER, InstantSource.fixed(NOW))) {
            X509Certificate first = identity.certificate();
            Files.writeString(certificate, "half a certifi", StandardCharsets.US_ASCII);
            identity.look();
            assertThat(identity.certificate()).isEqualTo(first);
            move("certificate.pem");
            identity.look();
            assertThat(identity.certificate())
                    .as("the key is still the old one")
                    .isEqualTo(first);
            move("key.pem");
            identity.look();
            assertThat(identity.certificate()).isEqualTo(read()).isNotEqualTo(first);
        }
    }

    private void move(String name) throws Exception {
        Files.move(folder.resolve("next").resolve(name), folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    private X509Certificate read() throws Exception {
        try (var stream = Files.newInputStream(folder.resolve("certificate.pem"))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(stream);
        }
    }
}
