package dev.assay.pck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.Refusal;
import dev.assay.Vectors;
import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import java.security.cert.X509Certificate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CertificatesTest {

    private static final Bytes DER = Vectors.read(Vectors.path("roots", "intel_sgx_root_ca.der"));
    private static final String PEM =
            Vectors.read(Vectors.path("roots", "intel_sgx_root_ca.pem")).utf8().strip();

    static Stream<String> chainsOfTwo() {
        return Stream.of(
                PEM + "\n" + PEM,
                PEM + PEM,
                PEM + "\r\n\r\n" + PEM + "\r\n",
                (PEM + "\n" + PEM).replace("\n", "\r\n"),
                "\n \t" + PEM + "\n" + PEM + "\n\0",
                PEM + "\n" + PEM + "\0\0\0\n");
    }

    @ParameterizedTest
    @MethodSource("chainsOfTwo")
    void blanksAroundCertificatesMeanNothing(String pem) throws MalformedException {
        X509Certificate root = Certificates.parseDer(DER);
        assertThat(Certificates.parsePem(Bytes.ofUtf8(pem))).containsExactly(root, root);
    }

    static Stream<String> noChains() {
        return Stream.of(
                "",
                "\0",
                "{}",
                "subject=Intel\n" + PEM,
                PEM + "\ntext\n" + PEM,
                PEM + "\ntext",
                PEM.substring(0, PEM.length() - 1),
                PEM.replace("-----BEGIN", "----BEGIN"),
                "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----",
                "-----BEGIN CERTIFICATE-----END CERTIFICATE-----",
                PEM + "\n-----BEGIN CERTIFICATE-----END CERTIFICATE-----",
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
                PEM.replaceFirst("MII", "MI"),
                PEM.replaceFirst("CERTIFICATE-----\n", "CERTIFICATE-----\n" + PEM),
                (PEM + "\n").repeat(9),
                (PEM + "\n").repeat(100));
    }

    @ParameterizedTest
    @MethodSource("noChains")
    void textThatIsNotCertificatesAloneIsRefused(String pem) {
        Refusal.of(Bytes.ofUtf8(pem), Certificates::parsePem);
    }

    @Test
    void aCertificateEndsWhereItsInputDoes() {
        Refusal.of(Bytes.concat(DER, Bytes.literal("00")), Certificates::parseDer);
        Refusal.of(Bytes.concat(DER, DER), Certificates::parseDer);
        for (int length = 0; length < DER.length(); length++) {
            Refusal.of(DER.slice(0, length), Certificates::parseDer);
        }
    }

    @Test
    void onlyDefiniteLengthsAreDer() {
        assertThat(DER.slice(0, 2)).hasToString("3082");
        Refusal.of(Bytes.concat(Bytes.literal("3080"), DER.from(4), Bytes.literal("0000")), Certificates::parseDer);
    }

    @Test
    void textIsNotDer() {
        Refusal.of(Bytes.ofUtf8(PEM), Certificates::parseDer);
    }

    @Test
    void oneMeansOne() throws MalformedException {
        assertThat(Certificates.parse(DER)).isEqualTo(Certificates.parse(Bytes.ofUtf8(PEM)));
        Refusal.of(Bytes.ofUtf8(PEM + "\n" + PEM), Certificates::parse);
        Refusal.of(Bytes.EMPTY, Certificates::parse);
    }

    @Test
    void inputsBeyondAnyChainAreRefusedUnread() {
        Bytes large = Bytes.of(new byte[(64 << 10) + 1]);
        assertThat(Refusal.of(large, Certificates::parsePem).found()).isEqualTo("65537 bytes");
        assertThat(Refusal.of(large, Certificates::parseDer).found()).isEqualTo("65537 bytes");
    }
}
