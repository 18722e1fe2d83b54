package dev.assay.pck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.Refusal;
import dev.assay.VectorCase;
import dev.assay.Vectors;
import dev.assay.Vectors.Entry;
import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.collateral.CollateralPiece;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.ecdsa.P256Key;
import dev.assay.quote.CertificationData.PckChain;
import dev.assay.quote.Quote;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Certificates and CRLs of the vectors are read as their indexes say. */
class RealCertificatesTest {

    static Stream<Entry> quotesWithChain() {
        return Vectors.entries("quotes").filter(entry -> entry.json().hasNonNull("ca"));
    }

    static Stream<VectorCase> cases() {
        return VectorCase.pool("cases");
    }

    static Stream<Entry> crls() {
        return Vectors.entries("collateral").filter(entry -> entry.text("type").equals("crl"));
    }

    /** File and SHA-256 of the table in vectors/roots/README.md. */
    static Stream<List<String>> roots() throws IOException {
        return Files.readAllLines(Vectors.path("roots", "README.md")).stream()
                .filter(line -> line.startsWith("| intel_"))
                .map(line -> line.split("\\|"))
                .map(cells -> List.of(cells[1].strip(), cells[2].strip(), cells[3].strip(), cells[4].strip()));
    }

    @ParameterizedTest
    @MethodSource("quotesWithChain")
    void chainInQuoteIsThePlatformsAsTheIndexSays(Entry entry) throws MalformedException {
        PckChain chain = (PckChain) Quote.parse(entry.bytes()).signature().certificationData();
        List<X509Certificate> certificates = Certificates.parsePem(chain.encoded());
        assertThat(certificates).hasSize(3);
        PckCertificate pck = PckCertificate.of(certificates.get(0));
        assertThat(pck.extension().fmspc().hex()).isEqualToIgnoringCase(entry.text("fmspc"));
        assertThat(certificates.stream().map(Certificates::commonName))
                .containsExactlyInAnyOrder("Intel SGX PCK Certificate", entry.text("ca"), "Intel SGX Root CA");
        assertThat(entry.text("ca")).containsIgnoringCase(pck.ca().toString());
        assertThat(pck.extension().tcb().cpuSvn())
                .isEqualTo(pck.extension().tcb().components());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void extensionSaysWhatTheCaseSays(VectorCase vector) throws MalformedException {
        JsonNode expected =
                Vectors.json(Vectors.path(vector.name(), "case.json")).get("pck");
        X509Certificate leaf =
                Certificates.parsePem(vector.piece(CollateralPiece.PCK_CHAIN)).get(0);
        PckCertificate pck = PckCertificate.of(leaf);
        SgxExtension extension = pck.extension();
        assertThat(extension.fmspc().hex())
                .isEqualToIgnoringCase(expected.get("fmspc").asString());
        assertThat(extension.pceId()).hasToString(expected.get("pceId").asString());
        assertThat(extension.ppid()).hasToString(expected.get("ppid").asString());
        assertThat(pck.ca()).hasToString(expected.get("ca").asString());
        assertThat(extension.tcb().pceSvn()).isEqualTo(expected.get("pceSvn").asInt());
        assertThat(extension.tcb().cpuSvn()).hasToString(expected.get("cpuSvn").asString());
        for (int i = 0; i < 16; i++) {
            assertThat(extension.tcb().components().at(i))
                    .isEqualTo(expected.get("sgxTcbComponents").get(i).asInt());
        }
        assertThat(leaf.getNotBefore().toInstant())
                .isEqualTo(Instant.parse(expected.get("leafNotBefore").asString()));
        assertThat(leaf.getNotAfter().toInstant())
                .isEqualTo(Instant.parse(expected.get("leafNotAfter").asString()));
        if (expected.hasNonNull("configuration")) {
            JsonNode flags = expected.get("configuration");
            assertThat(extension.configuration())
                    .contains(new SgxExtension.PlatformConfiguration(
                            flags.get("dynamicPlatform").asBoolean(),
                            flags.get("cachedKeys").asBoolean(),
                            flags.get("smtEnabled").asBoolean()));
            assertThat(extension.platformInstanceId().orElseThrow())
                    .hasToString(expected.get("platformInstanceId").asString());
        } else {
            assertThat(extension.configuration()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("crls")
    void crlIsAsItsIndexSaysAndGenuine(Entry entry) throws MalformedException {
        Bytes bytes = entry.bytes();
        Crl crl = Crl.parse(bytes);
        assertThat(crl.der()).isEqualTo(bytes);
        assertThat(crl.issuer().getName()).contains("CN=" + entry.text("issuer"));
        assertThat(crl.thisUpdate()).isEqualTo(Instant.parse(entry.text("thisUpdate")));
        assertThat(crl.nextUpdate()).contains(Instant.parse(entry.text("nextUpdate")));
        assertThat(crl.size()).isEqualTo(entry.number("revokedEntries"));
        assertThat(crl.number()).isPresent();
        assertThat(crl.hasAuthorityKeyId()).isTrue();
        assertThat(crl.hasCriticalExtension()).isFalse();
        assertThat(crl.revokes(BigInteger.TWO.pow(159))).isFalse();
        assertThat(crl.isSignedBy(issuerKey(entry.text("issuer")), Ecdsa.jdk())).isTrue();
        P256Key other = entry.text("issuer").contains("Root")
                ? issuerKey("Intel SGX PCK Platform CA")
                : issuerKey("Intel SGX Root CA");
        assertThat(crl.isSignedBy(other, Ecdsa.jdk())).isFalse();
    }

    private static P256Key issuerKey(String commonName) throws MalformedException {
        String file = switch (commonName) {
            case "Intel SGX Root CA" -> "intel_sgx_root_ca.pem";
            case "Intel SGX PCK Platform CA" -> "intel_sgx_pck_platform_ca.pem";
            case "Intel SGX PCK Processor CA" -> "intel_sgx_pck_processor_ca.pem";
            default -> throw new AssertionError("no certificate of " + commonName);
        };
        X509Certificate issuer = Certificates.parse(Vectors.read(Vectors.path("roots", file)));
        assertThat(Certificates.commonName(issuer)).isEqualTo(commonName);
        return P256Key.ofSubjectPublicKeyInfo(Bytes.of(issuer.getPublicKey().getEncoded()));
    }

    @ParameterizedTest
    @MethodSource("roots")
    void rootsAreWhatTheirTableSays(List<String> row) throws Exception {
        X509Certificate certificate = Certificates.parse(Vectors.read(Vectors.path("roots", row.get(0))));
        assertThat(Certificates.commonName(certificate)).isEqualTo(row.get(1));
        assertThat(row.get(2))
                .isEqualTo(certificate.getNotBefore().toInstant() + " .. "
                        + certificate.getNotAfter().toInstant());
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
        assertThat(HexFormat.of().formatHex(hash)).isEqualTo(row.get(3));
    }

    @Test
    void rootsAsDerAndAsPemAreTheSame() throws MalformedException {
        for (String name : List.of("intel_sgx_root_ca", "intel_sgx_root_ca_2033_superseded")) {
            Path der = Vectors.path("roots", name + ".der");
            Path pem = Vectors.path("roots", name + ".pem");
            assertThat(Certificates.parse(Vectors.read(der))).isEqualTo(Certificates.parse(Vectors.read(pem)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gramine-cert.pem", "intel-sgxsdk-cert.pem", "rats-tls-cert.pem"})
    void raTlsCertificatesAreReadAndAreNoPckCertificates(String file) throws MalformedException {
        Bytes pem = Vectors.read(Vectors.path("ra-tls", file));
        X509Certificate certificate = Certificates.parse(pem);
        assertThat(certificate.getSubjectX500Principal()).isEqualTo(certificate.getIssuerX500Principal());
        Refusal.of(pem, bytes -> PckCertificate.of(Certificates.parse(bytes)));
    }
}
