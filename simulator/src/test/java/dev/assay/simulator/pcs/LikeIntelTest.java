package dev.assay.simulator.pcs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.bytes.Bytes;
import dev.assay.simulator.Forge;
import dev.assay.simulator.pcs.PcsClient.Reply;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Names, encodings and layout are those of Intel's own answers, as recorded in {@code vectors/pccs-golden/pcs}. */
class LikeIntelTest {

    private static final Path GOLDEN = Path.of("..", "vectors", "pccs-golden", "pcs");
    private static final JsonMapper JSON = new JsonMapper();
    private static JsonNode index;
    private static StandInPcs pcs;
    private static PcsPlatform platform;

    @BeforeAll
    static void start() throws IOException {
        index = JSON.readTree(Files.readString(GOLDEN.resolve("index.json")));
        PcsCatalog catalog = PcsCatalog.of(3, Forge.DEFAULT_INSTANT);
        platform = catalog.add(PcsPlatform.Kind.SINGLE_PACKAGE);
        catalog.add(PcsPlatform.Kind.CLIENT);
        pcs = StandInPcs.start(catalog, InstantSource.fixed(Forge.DEFAULT_INSTANT));
    }

    @AfterAll
    static void stop() {
        pcs.close();
    }

    static Stream<String> paths() {
        return index.get("scenarios")
                .get("default")
                .get("routes")
                .valueStream()
                .map(route -> route.get("path").asString())
                .distinct();
    }

    @Test
    void servesEveryRouteThatWasRecorded() {
        assertThat(paths().filter(path -> PcsRoute.at(path).isEmpty())).isEmpty();
    }

    @Test
    void answersWithTheHeadersOfRecordedAnswers() throws Exception {
        for (JsonNode route : index.get("scenarios")
                .get("default")
                .get("routes")
                .valueStream()
                .toList()) {
            if (route.get("method").asString().equals("GET")) {
                String head = head(route);
                assertThat(head).as(route.toString()).startsWith("HTTP/1.1 200 OK\r\n");
                JsonNode headers = route.get("answer").get("headers");
                for (String name : headers.propertyNames()) {
                    assertThat(names(head)).as(route.toString()).contains(name);
                    if (name.equals("Content-Type")) {
                        assertThat(head)
                                .contains(
                                        "\r\n" + name + ": " + headers.get(name).asString() + "\r\n");
                    }
                }
                Set<String> more = names(head);
                more.removeAll(Set.copyOf(headers.propertyNames()));
                assertThat(more).as(route.toString()).containsExactlyInAnyOrder("Content-Length", "Date", "Request-ID");
            }
        }
    }

    @Test
    void encodesChainsAsIntelDoes() throws Exception {
        for (JsonNode chain : index.get("chains").valueStream().toList()) {
            String recorded = chain.asString();
            String decoded = java.net.URLDecoder.decode(recorded, StandardCharsets.UTF_8);
            assertThat(PcsAnswer.percentEncoded(Bytes.ofUtf8(decoded))).isEqualTo(recorded);
        }
        String ours = PcsClient.get(pcs.url(PcsRoute.QE_IDENTITY)).header("SGX-Enclave-Identity-Issuer-Chain");
        assertThat(shape(ours))
                .isEqualTo(shape(index.get("chains").get("tcb-signing").asString()));
    }

    @ParameterizedTest
    @CsvSource({
        "sgx/certification/v4/qe/identity,identity-qe-standard.json",
        "sgx/certification/v4/qve/identity,identity-qve-standard.json",
        "sgx/certification/v4/tcbevaluationdatanumbers,evalnumbers-sgx.json",
        "sgx/certification/v4/tcb?fmspc=A55A7E570000,tcb-sgx-00a06d080000-standard.json",
        "tdx/certification/v4/tcb?fmspc=A55A7E570000,tcb-tdx-00a06d080000-standard.json"
    })
    void laysDocumentsOutAsIntelDoes(String path, String recorded) throws Exception {
        String ours = PcsClient.get(URI.create("http://127.0.0.1:" + pcs.port() + "/" + path))
                .body()
                .utf8();
        String intel = Files.readString(GOLDEN.resolve("bodies").resolve(recorded));
        assertThat(members(ours)).containsAll(required(members(intel)));
        assertThat(members(intel)).containsAll(required(members(ours)));
        assertThat(ours.replaceAll("\"[^\"]*\"", "")).doesNotContain(" ");
        assertThat(ours).matches("(?s)\\{\"[a-zA-Z]+\":\\{.*\\},\"signature\":\"[0-9a-f]{128}\"\\}");
        assertThat(intel).matches("(?s)\\{\"[a-zA-Z]+\":\\{.*\\},\"signature\":\"[0-9a-f]{128}\"\\}");
    }

    @Test
    void laysListsOfCertificatesOutAsIntelDoes() throws Exception {
        Reply reply = PcsClient.get(
                URI.create(pcs.url(PcsRoute.PCKCERTS) + "?pceid=0000&encrypted_ppid=" + platform.encryptedPpid()));
        String intel =
                Files.readString(GOLDEN.resolve("bodies").resolve("pckcerts-1d5c0f3b7a9e42d8b6c1a0f4e2d37788.json"));
        String first = reply.body().utf8().replaceFirst("\\},\\{.*", "}]");
        assertThat(shape(first)).isEqualTo(shape(intel));
    }

    /** What is neither a value in hex or base64 nor a number. */
    private static String shape(String text) {
        return text.replaceAll("-----BEGIN%20CERTIFICATE-----%0A.*?-----END%20CERTIFICATE-----%0A", "<certificate>")
                .replaceAll("\"[0-9A-F]+\"", "<hex>")
                .replaceAll(":[0-9]+", ":<number>");
    }

    /** Names of all members, in their order and without repetition. */
    private static List<String> members(String json) {
        return java.util.regex.Pattern.compile("\"([A-Za-z0-9]+)\":")
                .matcher(json)
                .results()
                .map(found -> found.group(1))
                .distinct()
                .toList();
    }

    /** Not every level has advisories, and not every component a category and a type. */
    private static List<String> required(List<String> members) {
        Set<String> optional = Set.of("advisoryIDs", "category", "type");
        return members.stream().filter(name -> !optional.contains(name)).toList();
    }

    private static Set<String> names(String head) {
        Set<String> names = new TreeSet<>();
        head.lines()
                .skip(1)
                .filter(line -> line.contains(":"))
                .forEach(line -> names.add(line.replaceFirst(":.*", "")));
        return names;
    }

    /** Status line and headers over the wire for what the recorded route was asked. */
    private static String head(JsonNode route) throws IOException {
        StringBuilder query = new StringBuilder();
        for (String name : route.has("query") ? route.get("query").propertyNames() : Set.<String>of()) {
            String value = switch (name) {
                case "fmspc" -> "A55A7E570000";
                case "encrypted_ppid" -> platform.encryptedPpid().hex();
                case "tcbEvaluationDataNumber" -> "20";
                default -> route.get("query").get(name).asString();
            };
            query.append(query.isEmpty() ? '?' : '&').append(name).append('=').append(value);
        }
        String request = "GET " + route.get("path").asString() + query
                + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        try (Socket socket = new Socket("127.0.0.1", pcs.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            return answer.substring(0, answer.indexOf("\r\n\r\n") + 2);
        }
    }
}
