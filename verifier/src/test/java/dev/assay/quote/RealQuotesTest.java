package dev.assay.quote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.assay.Vectors;
import dev.assay.Vectors.Entry;
import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.ecdsa.P256Key;
import dev.assay.ecdsa.P256Signature;
import dev.assay.quote.CertificationData.PlatformReference;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Every quote of the vectors is read as its index says; the index was made by another parser. */
class RealQuotesTest {

    static Stream<Entry> quotes() {
        return Vectors.entries("quotes");
    }

    static Stream<Entry> paddedQuotes() {
        return Vectors.entries("quotes/with-trailing-bytes");
    }

    @ParameterizedTest
    @MethodSource("quotes")
    void everyFieldIsAsTheIndexSays(Entry entry) throws MalformedException {
        Quote quote = Quote.parse(entry.bytes());
        for (Map.Entry<String, JsonNode> member : entry.json().properties()) {
            // Where the index's own parser gave up it has no say on signatures.
            if (member.getKey().equals("quoteSignature") && entry.json().has("parseNote")) {
                continue;
            }
            compare(member.getKey(), member.getValue(), quote);
        }
        assertThat(entry.json().get("body").size()).isGreaterThanOrEqualTo(8);
    }

    private static void compare(String name, JsonNode expected, Quote quote) {
        switch (name) {
            case "size" -> assertThat(quote.encode().length()).isEqualTo(expected.asInt());
            case "version" -> assertThat(quote.header().version()).isEqualTo(expected.asInt());
            case "tee" -> assertThat(quote.tee()).hasToString(expected.asString());
            case "certDataType" ->
                assertThat(quote.signature().certificationData().type()).isEqualTo(expected.asInt());
            case "debug" -> assertThat(isDebug(quote)).isEqualTo(expected.asBoolean());
            case "userData" -> assertThat(quote.header().userData()).hasToString(expected.asString());
            case "qeSvnHeader" -> assertThat(quote.header().qeSvn()).isEqualTo(expected.asInt());
            case "pceSvnHeader" -> assertThat(quote.header().pceSvn()).isEqualTo(expected.asInt());
            case "qeIsvSvn" -> assertThat(quote.signature().qeReport().isvSvn()).isEqualTo(expected.asInt());
            case "qeAuthDataLength" ->
                assertThat(quote.signature().qeAuthData().length()).isEqualTo(expected.asInt());
            case "certDataLength" ->
                assertThat(quote.signature().certificationData().encoded().length())
                        .isEqualTo(expected.asInt());
            case "trailingBytesUpstream" -> assertThat(quote.trailing()).isEqualTo(Bytes.EMPTY);
            case "quoteSignature" ->
                assertThat(signatureIsValid(quote))
                        .isEqualTo(expected.asString().equals("valid"));
            case "certData" ->
                compareReference(expected, (PlatformReference) quote.signature().certificationData());
            case "body" ->
                expected.properties().forEach(field -> compareBody(field.getKey(), field.getValue(), quote.body()));
            // The file itself, and what its certificates say, which PckCertificateTest compares.
            case "file", "sha256", "source", "parseNote", "fmspc", "ca", "chainToIntelRoot" -> {}
            case "qeReportSignature", "attestationKeyBinding" -> {}
            default -> fail("the index has a member that no test compares: " + name);
        }
    }

    private static void compareBody(String name, JsonNode expected, QuoteBody body) {
        if (name.equals("reportData")) {
            assertThat(body.reportData()).hasToString(expected.asString());
        } else if (body instanceof SgxReport report) {
            Object found = switch (name) {
                case "cpuSvn" -> report.cpuSvn();
                case "miscSelect" -> report.miscSelect();
                case "attributes" -> report.attributes().encoded();
                case "mrEnclave" -> report.mrEnclave();
                case "mrSigner" -> report.mrSigner();
                case "isvProdId" -> report.isvProdId();
                case "isvSvn" -> report.isvSvn();
                default -> fail("no such field of an SGX report: " + name);
            };
            assertThat(found).as(name).hasToString(expected.asString());
        } else if (body instanceof TdReport report) {
            if (name.equals("rtMr")) {
                assertThat(report.rtMrs().stream().map(Bytes::hex))
                        .containsExactlyElementsOf(
                                expected.valueStream().map(JsonNode::asString).toList());
                return;
            }
            Bytes found = switch (name) {
                case "teeTcbSvn" -> report.teeTcbSvn();
                case "mrSeam" -> report.mrSeam();
                case "mrSignerSeam" -> report.mrSignerSeam();
                case "seamAttributes" -> report.seamAttributes();
                case "tdAttributes" -> report.tdAttributes().encoded();
                case "xfam" -> report.xfam();
                case "mrTd" -> report.mrTd();
                case "mrConfigId" -> report.mrConfigId();
                case "mrOwner" -> report.mrOwner();
                case "mrOwnerConfig" -> report.mrOwnerConfig();
                case "teeTcbSvn2" -> report.teeTcbSvn2().orElseThrow();
                case "mrServiceTd" -> report.mrServiceTd().orElseThrow();
                default -> fail("no such field of a TD report: " + name);
            };
            assertThat(found).as(name).hasToString(expected.asString());
        }
    }

    private static void compareReference(JsonNode expected, PlatformReference reference) {
        assertThat(reference.ppid())
                .hasToString(expected.get("ppidOrEncryptedPpid").asString());
        assertThat(reference.cpuSvn()).hasToString(expected.get("cpuSvn").asString());
        assertThat(reference.pceSvn()).isEqualTo(expected.get("pceSvn").asInt());
        assertThat(reference.pceId().map(Bytes::hex).orElse(""))
                .isEqualTo(expected.get("pceId").asString());
    }

    private static boolean isDebug(Quote quote) {
        return quote.body() instanceof SgxReport report
                ? report.attributes().isDebug()
                : ((TdReport) quote.body()).tdAttributes().isDebug();
    }

    private static boolean signatureIsValid(Quote quote) {
        try {
            return Ecdsa.jdk()
                    .verify(
                            P256Key.of(quote.signature().attestationKey()),
                            quote.signedBytes(),
                            P256Signature.of(quote.signature().signature()));
        } catch (MalformedException e) {
            return false;
        }
    }

    @ParameterizedTest
    @MethodSource("quotes")
    void writesBackTheSameBytes(Entry entry) throws MalformedException {
        Bytes bytes = entry.bytes();
        assertThat(Quote.parse(bytes).encode()).isEqualTo(bytes);
        assertThat(bytes.startsWith(Quote.parse(bytes).signedBytes())).isTrue();
    }

    @ParameterizedTest
    @MethodSource("paddedQuotes")
    void keepsWhatFollowsTheQuoteApart(Entry entry) throws MalformedException {
        Bytes bytes = entry.bytes();
        Quote quote = Quote.parse(bytes);
        assertThat(quote.trailing().length()).isEqualTo(entry.number("trailingBytes"));
        assertThat(quote.trailing().isZero())
                .isEqualTo(entry.json().get("trailingAllZero").asBoolean());
        assertThat(quote.encode()).isEqualTo(bytes);
        JsonNode without = entry.json().get("quoteWithoutTrail");
        if (!without.isNull()) {
            Quote bare = Quote.parse(Vectors.read(Vectors.path("quotes", without.asString())));
            assertThat(new Quote(quote.header(), quote.body(), quote.signature(), Bytes.EMPTY))
                    .isEqualTo(bare);
        }
    }
}
