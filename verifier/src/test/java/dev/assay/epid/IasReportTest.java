package dev.assay.epid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import java.security.cert.CRLReason;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IasReportTest {

    private static final String TIMESTAMP = "\"timestamp\":\"2021-06-01T12:00:00.500000\"";

    /** A report with the given members and the required ones, {@code timestamp} excepted. */
    static String report(String members) {
        return "{\"id\":\"42\",\"isvEnclaveQuoteStatus\":\"OK\",\"isvEnclaveQuoteBody\":\"" + quoteBody(2, 0) + "\","
                + members + "}";
    }

    private static String quoteBody(int version, int signType) {
        byte[] body = new byte[EpidQuoteBody.SIZE];
        body[0] = (byte) version;
        body[2] = (byte) signType;
        return Base64.getEncoder().encodeToString(body);
    }

    private static IasReport parse(String json) throws MalformedException {
        return IasReport.parse(Bytes.ofUtf8(json));
    }

    @Test
    void readsTheRarerMembers() throws MalformedException {
        IasReport report = parse(report(TIMESTAMP + ",\"revocationReason\":1,\"pseManifestStatus\":\"INVALID\","
                + "\"pseManifestHash\":\"" + "AB".repeat(32) + "\",\"nonce\":\"12345\",\"epidPseudonym\":\""
                + Base64.getEncoder().encodeToString(new byte[128])
                + "\",\"tcbEvaluationDataNumber\":16,\"advisoryURL\":\"https://example.com\",\"later\":[1.5,null]"));
        assertThat(report.revocationReason()).contains(CRLReason.KEY_COMPROMISE);
        assertThat(report.pseManifestStatus()).contains(PseManifestStatus.INVALID);
        assertThat(report.pseManifestHash())
                .hasValueSatisfying(hash -> assertThat(hash.hex()).isEqualTo("ab".repeat(32)));
        assertThat(report.nonce()).contains("12345");
        assertThat(report.epidPseudonym()).contains(Bytes.of(new byte[128]));
        assertThat(report.tcbEvaluationDataNumber()).hasValue(16);
        assertThat(report.advisoryUrl()).contains("https://example.com");
        assertThat(report.platformInfoBlob()).isEmpty();
    }

    @Test
    void readsTimestampsWithAndWithoutFractionAsUtc() throws MalformedException {
        assertThat(parse(report("\"timestamp\":\"2015-09-29T10:07:26\"")).timestamp())
                .isEqualTo(Instant.parse("2015-09-29T10:07:26Z"));
        assertThat(parse(report("\"timestamp\":\"2015-09-29T10:07:26.711023123\""))
                        .timestamp())
                .isEqualTo(Instant.parse("2015-09-29T10:07:26.711023123Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2021-06-01T12:00:00Z",
                "2021-06-01T12:00:00+01:00",
                "2021-02-30T12:00:00",
                "2021-06-01T24:00:00",
                "2021-06-01T12:00:60",
                "2021-06-01 12:00:00",
                "12021-06-01T12:00:00",
                "2021-06-01T12:00:00.1234567891",
                "2021-06-01",
                ""
            })
    void refusesOtherTimestamps(String timestamp) {
        assertMalformed(report("\"timestamp\":\"" + timestamp + "\""), "timestamp");
    }

    @Test
    void refusesDuplicateMembers() {
        assertMalformed(report(TIMESTAMP + "," + TIMESTAMP), "uplicate");
        assertMalformed(report(TIMESTAMP + ",\"isvEnclaveQuoteStatus\":\"OK\""), "uplicate");
    }

    @Test
    void refusesTextAfterTheReport() {
        assertMalformed(report(TIMESTAMP) + "{}", "the end");
    }

    @Test
    void refusesWhatIsOutOfItsRange() {
        assertMalformed(report(TIMESTAMP + ",\"version\":1"), "version");
        assertMalformed(report(TIMESTAMP + ",\"version\":6"), "version");
        assertMalformed(report(TIMESTAMP + ",\"version\":\"4\""), "version");
        assertMalformed(report(TIMESTAMP + ",\"revocationReason\":11"), "revocationReason");
        assertMalformed(report(TIMESTAMP + ",\"pseManifestStatus\":\"FINE\""), "pseManifestStatus");
        assertMalformed(report(TIMESTAMP + ",\"pseManifestHash\":\"00\""), "pseManifestHash");
        assertMalformed(report(TIMESTAMP + ",\"platformInfoBlob\":\"ABC\""), "platformInfoBlob");
        assertMalformed(report(TIMESTAMP + ",\"nonce\":\"" + "n".repeat(33) + "\""), "nonce");
        assertMalformed(report(TIMESTAMP + ",\"epidPseudonym\":\"AAAA\""), "epidPseudonym");
        assertMalformed(report(TIMESTAMP + ",\"advisoryIDs\":[1]"), "advisoryIDs");
        assertMalformed(report(TIMESTAMP).replace("\"OK\"", "\"GOOD\""), "isvEnclaveQuoteStatus");
    }

    @Test
    void refusesQuoteBodiesOfAnotherForm() {
        String good = quoteBody(2, 0);
        assertMalformed(report(TIMESTAMP).replace(good, quoteBody(4, 0)), "version");
        assertMalformed(report(TIMESTAMP).replace(good, quoteBody(2, 2)), "signature type");
        assertMalformed(report(TIMESTAMP).replace(good, good + "AAAA"), "435 bytes");
        assertMalformed(report(TIMESTAMP).replace(good, good.substring(4)), "429 bytes");
    }

    @Test
    void refusesOversizeInput() {
        String big = report(TIMESTAMP + ",\"padding\":\"" + "x".repeat(IasReport.MAX_BYTES) + "\"");
        assertMalformed(big, "at most 65536");
        assertThatThrownBy(() -> SignedIasReport.parse(Bytes.ofUtf8(big), "", ""))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("at most 65536");
        assertThatThrownBy(() -> SignedIasReport.parse(Bytes.EMPTY, "A".repeat(1028), ""))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("at most 1024");
        assertThatThrownBy(() -> SignedIasReport.parse(Bytes.EMPTY, "AAAA", "%41".repeat(1 << 16)))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("at most 65536");
    }

    private static void assertMalformed(String json, String part) {
        assertThatThrownBy(() -> parse(json))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining(part);
    }
}
