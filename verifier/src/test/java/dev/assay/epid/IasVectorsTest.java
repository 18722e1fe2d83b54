package dev.assay.epid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.Vectors;
import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.verify.ReasonCode;
import dev.assay.verify.Rejection;
import dev.assay.verify.TrustDomain;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** All of {@code vectors/ias-epid}, against their {@code case.json}. */
class IasVectorsTest {

    private static final int SAMPLES_PER_REPORT = 150;

    static Stream<Path> all() {
        return Vectors.list("ias-epid").stream();
    }

    static Stream<Path> signed() {
        return all().filter(folder -> Files.exists(folder.resolve("signature.b64")));
    }

    static Stream<Path> readable() {
        return all().filter(folder -> expected(folder).get("quoteBody").isObject());
    }

    static Stream<Path> templates() {
        return all().filter(folder -> expected(folder).get("quoteBody").isString());
    }

    @Test
    void knowsEveryFolder() {
        assertThat(all()).hasSize(18);
        assertThat(signed()).hasSize(8);
        assertThat(readable()).hasSize(16);
        assertThat(templates()).hasSize(2);
    }

    @ParameterizedTest
    @MethodSource("readable")
    void readsEveryField(Path folder) throws MalformedException {
        Bytes json = Vectors.read(folder.resolve("avr.json"));
        JsonNode expected = expected(folder);
        IasReport report = IasReport.parse(json);
        assertThat(report.encoded()).isEqualTo(json);
        assertThat(report.quoteStatus().name())
                .isEqualTo(expected.get("quoteStatus").asString());
        assertThat(report.advisoryIds())
                .containsExactlyElementsOf(expected.get("advisoryIds")
                        .valueStream()
                        .map(JsonNode::asString)
                        .toList());
        if (expected.get("version").isNull()) {
            assertThat(report.version()).isEmpty();
        } else {
            assertThat(report.version()).hasValue(expected.get("version").asInt());
        }
        assertThat(report.timestamp())
                .isEqualTo(Instant.parse(expected.get("timestamp").asString() + "Z"));
        assertThat(report.platformInfoBlob().isPresent())
                .isEqualTo(expected.get("hasPlatformInfoBlob").asBoolean());
        assertQuoteBody(report.quoteBody(), expected.get("quoteBody"));
    }

    private static void assertQuoteBody(EpidQuoteBody body, JsonNode expected) {
        assertThat(body.encoded().length()).isEqualTo(expected.get("length").asInt());
        assertThat(body.version()).isEqualTo(expected.get("version").asInt());
        assertThat(body.isLinkable()).isEqualTo(expected.get("signType").asInt() == 1);
        assertThat(body.epidGroupId().hex())
                .isEqualTo(expected.get("epidGroupId").asString());
        assertThat(body.qeSvn()).isEqualTo(expected.get("qeSvn").asInt());
        assertThat(body.pceSvn()).isEqualTo(expected.get("pceSvn").asInt());
        assertThat(body.extendedGroupId()).isZero();
        assertThat(body.basename().hex()).isEqualTo(expected.get("basename").asString());
        assertThat(body.report().cpuSvn().hex())
                .isEqualTo(expected.get("cpuSvn").asString());
        assertThat(body.report().attributes().encoded().hex())
                .isEqualTo(expected.get("attributes").asString());
        assertThat(body.report().mrEnclave().hex())
                .isEqualTo(expected.get("mrEnclave").asString());
        assertThat(body.report().mrSigner().hex())
                .isEqualTo(expected.get("mrSigner").asString());
        assertThat(body.report().isvProdId())
                .isEqualTo(expected.get("isvProdId").asInt());
        assertThat(body.report().isvSvn()).isEqualTo(expected.get("isvSvn").asInt());
        assertThat(body.report().reportData().hex())
                .isEqualTo(expected.get("reportData").asString());
    }

    @ParameterizedTest
    @MethodSource("templates")
    void refusesReportsWhoseQuoteIsAPlaceholder(Path folder) {
        assertThatThrownBy(() -> IasReport.parse(Vectors.read(folder.resolve("avr.json"))))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("isvEnclaveQuoteBody");
    }

    @ParameterizedTest
    @MethodSource("signed")
    void verifiesWhatIntelSigned(Path folder) throws MalformedException {
        JsonNode expected = expected(folder);
        assertThat(expected.get("genuineIntel").asBoolean()).isTrue();
        Instant at = Instant.parse(expected.get("verifyAt").asString()).plus(1, ChronoUnit.SECONDS);
        IasVerification.Verified verified = verified(answer(folder), ReportAge.atMost(Duration.ofMinutes(1), at));
        assertThat(verified.report().quoteStatus().name())
                .isEqualTo(expected.get("quoteStatus").asString());
        assertThat(verified.trustDomain()).isEqualTo(new TrustDomain.Intel());
    }

    @ParameterizedTest
    @MethodSource("signed")
    void verifiesWithoutTheCaAndWithEncodedHeaders(Path folder) throws MalformedException {
        SignedIasReport answer = answer(folder);
        verified(
                new SignedIasReport(
                        answer.body(), answer.signature(), answer.certificates().subList(0, 1)),
                ReportAge.acceptAny());
        String header =
                URLEncoder.encode(pem(folder), StandardCharsets.US_ASCII).replace("+", "%20");
        verified(SignedIasReport.parse(answer.body(), signature(folder), header), ReportAge.acceptAny());
    }

    @ParameterizedTest
    @MethodSource("signed")
    void refusesEveryChangedByteOfTheReport(Path folder) throws MalformedException {
        SignedIasReport answer = answer(folder);
        Random random = new Random(0x1a5);
        for (int i = 0; i < SAMPLES_PER_REPORT; i++) {
            Bytes changed = changed(answer.body(), random);
            assertThat(IasVerifier.intel()
                            .verify(
                                    new SignedIasReport(changed, answer.signature(), answer.certificates()),
                                    ReportAge.acceptAny()))
                    .isInstanceOfSatisfying(
                            IasVerification.Rejected.class,
                            rejected -> assertThat(rejected.reasons())
                                    .singleElement()
                                    .extracting(Rejection::code)
                                    .isEqualTo(ReasonCode.IAS_REPORT_SIGNATURE));
        }
    }

    @ParameterizedTest
    @MethodSource("signed")
    void refusesEveryChangedByteOfTheSignature(Path folder) throws MalformedException {
        SignedIasReport answer = answer(folder);
        for (int i = 0; i < answer.signature().length(); i++) {
            byte[] changed = answer.signature().toArray();
            changed[i] ^= (byte) (1 << (i % 8));
            assertThat(IasVerifier.intel()
                            .verify(
                                    new SignedIasReport(answer.body(), Bytes.of(changed), answer.certificates()),
                                    ReportAge.acceptAny()))
                    .isInstanceOf(IasVerification.Rejected.class);
        }
    }

    @ParameterizedTest
    @MethodSource("signed")
    void refusesEveryOtherSpellingOfTheSignature(Path folder) throws MalformedException {
        String text = signature(folder).strip();
        Random random = new Random(0x51);
        for (int i = 0; i < text.length(); i++) {
            char other = (char) (' ' + 1 + random.nextInt(94));
            if (other == text.charAt(i)) {
                continue;
            }
            String changed = text.substring(0, i) + other + text.substring(i + 1);
            try {
                SignedIasReport answer =
                        SignedIasReport.parse(Vectors.read(folder.resolve("avr.json")), changed, pem(folder));
                assertThat(IasVerifier.intel().verify(answer, ReportAge.acceptAny()))
                        .isInstanceOf(IasVerification.Rejected.class);
            } catch (MalformedException e) {
                assertThat(e).hasMessageContaining("signature");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("signed")
    void refusesTheSigningCertificateWithOneBitChanged(Path folder) throws MalformedException {
        Bytes forged = Vectors.read(Vectors.path("peer-negative/ias/ias_report_signing_cert_bad_signature.pem"));
        SignedIasReport answer = SignedIasReport.parse(
                Vectors.read(folder.resolve("avr.json")),
                signature(folder),
                forged.latin1() + Vectors.read(folder.resolve("signing_ca.pem")).latin1());
        assertThat(IasVerifier.intel().verify(answer, ReportAge.acceptAny()))
                .isInstanceOfSatisfying(
                        IasVerification.Rejected.class,
                        rejected -> assertThat(rejected.reasons())
                                .singleElement()
                                .extracting(Rejection::code)
                                .isEqualTo(ReasonCode.CERTIFICATE_SIGNATURE));
    }

    private static IasVerification.Verified verified(SignedIasReport answer, ReportAge age) {
        IasVerification verification = IasVerifier.intel().verify(answer, age);
        assertThat(verification).isInstanceOf(IasVerification.Verified.class);
        return (IasVerification.Verified) verification;
    }

    private static Bytes changed(Bytes bytes, Random random) {
        byte[] changed = bytes.toArray();
        changed[random.nextInt(changed.length)] ^= (byte) (1 + random.nextInt(255));
        return Bytes.of(changed);
    }

    private static SignedIasReport answer(Path folder) throws MalformedException {
        return SignedIasReport.parse(Vectors.read(folder.resolve("avr.json")), signature(folder), pem(folder));
    }

    private static String signature(Path folder) {
        return Vectors.read(folder.resolve("signature.b64")).latin1();
    }

    private static String pem(Path folder) {
        return Stream.of("signing_cert.pem", "signing_ca.pem")
                .map(name -> Vectors.read(folder.resolve(name)).latin1())
                .reduce("", String::concat);
    }

    private static JsonNode expected(Path folder) {
        return JsonMapper.shared()
                .readTree(Vectors.read(folder.resolve("case.json")).toArray());
    }

    @Test
    void pinsTheCaInTheVectors() throws MalformedException {
        assertThat(List.of(IasAnchor.intel().certificate()))
                .isEqualTo(dev.assay.pck.Certificates.parsePem(
                        Vectors.read(Vectors.path("roots/intel_ias_report_signing_ca.pem"))));
    }
}
