package dev.assay.service.pccs.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.service.pccs.http.RunningPccs.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** What clients see over TLS. */
@Timeout(60)
class PccsContractTest {

    private static final String V4 = "/sgx/certification/v4/";
    private static final String TCB = V4 + "tcb?fmspc=00906EA10000";
    private static final String PCK = "pckcert?qeid=16A5B41EBB076D263A1E39E64E7175E7"
            + "&cpusvn=0F0F0205FF8007000000000000000000&pcesvn=0900&pceid=0000";

    @TempDir
    private static Path folder;

    private static RunningPccs pccs;

    @BeforeAll
    static void start() throws Exception {
        pccs = RunningPccs.start(folder, false);
        pccs.fill();
    }

    @AfterAll
    static void stop() {
        pccs.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    /sgx/certification/v4/tcb?fmspc=00906ea10000                                | TCB-Info-Issuer-Chain | tcb-signing
                    /sgx/certification/v4/tcb?fmspc=00906EA10000&update=EARLY                   | TCB-Info-Issuer-Chain | tcb-signing
                    /tdx/certification/v4/tcb?fmspc=00A06D080000                                | TCB-Info-Issuer-Chain | tcb-signing
                    /sgx/certification/v4/qe/identity                                           | SGX-Enclave-Identity-Issuer-Chain | tcb-signing
                    /sgx/certification/v4/qve/identity                                          | SGX-Enclave-Identity-Issuer-Chain | tcb-signing
                    /tdx/certification/v4/qe/identity?update=standard                           | SGX-Enclave-Identity-Issuer-Chain | tcb-signing
                    /sgx/certification/v4/pckcrl?ca=processor                                   | SGX-PCK-CRL-Issuer-Chain | pck-processor
                    /sgx/certification/v4/pckcrl?ca=PLATFORM&encoding=DER                       | SGX-PCK-CRL-Issuer-Chain | pck-platform
                    """)
    void sendsTheIssuerChainByteByByteAsIntelDoes(String target, String header, String chain) throws Exception {
        Reply reply = pccs.get(target);
        String chains = Files.readString(Path.of("..", "vectors", "pccs-golden", "chains.json"));
        String expected = JsonMapper.shared().readTree(chains).get(chain).asString();
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header(header)).isEqualTo(expected);
        assertThat(reply.header("Request-ID")).matches("[0-9a-f]{32}");
        assertThat(reply.header("Assay-Expired")).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    400 | /sgx/certification/v4/tcb
                    400 | /sgx/certification/v4/tcb?fmspc=00906EA1000
                    400 | /sgx/certification/v4/tcb?fmspc=00906EA10000&update=all
                    400 | /sgx/certification/v4/tcb?fmspc=00906EA10000&update=early&tcbEvaluationDataNumber=16
                    400 | /sgx/certification/v4/tcb?fmspc=00906EA10000&tcbEvaluationDataNumber=0
                    400 | /sgx/certification/v4/tcb?fmspc=00906EA10000&update[a]=early
                    400 | /sgx/certification/v4/pckcrl?ca=root
                    400 | /sgx/certification/v4/pckcert?qeid=1&cpusvn=00&pcesvn=0900&pceid=0000
                    400 | /sgx/certification/v4/crl?uri=https://example.com/IntelSGXRootCA.der
                    400 | /sgx/certification/v4/crl?uri=xhttps://certificates.trustedservices.intel.com/IntelSGXRootCA.der
                    404 | /sgx/certification/v4/tcb?fmspc=FFFFFFFFFFFF
                    404 | /sgx/certification/v3/tcb?fmspc=00906EA10000
                    404 | /sgx/certification/v4/crl?uri=https://certificates.trustedservices.intel.com/IntelSGXRootCA.crl
                    404 | /sgx/V4/tcb?fmspc=00906EA10000
                    404 | /sgx/certification/v5/tcb?fmspc=00906EA10000
                    404 | /tdx/certification/v4/platforms
                    401 | /sgx/certification/v4/platforms
                    401 | /sgx/certification/v4/refresh
                    401 | /status
                    """)
    void refusesWithIntelsStatus(int status, String target) throws Exception {
        Reply reply = pccs.get(target);
        assertThat(reply.status()).isEqualTo(status);
        if (target.startsWith(V4)) {
            assertThat(reply.header("Assay-Cause")).isNotEmpty();
            assertThat(reply.body())
                    .isIn("Invalid request parameters.", "Authentication failed.", "No cache data for this platform.");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/sgx/certification/v4/../v4/rootcacrl",
                "/sgx/certification/v4/%2e%2e/rootcacrl",
                "/sgx/certification/v4/rootcacrl%00",
                "//sgx/certification/v4/rootcacrl",
                "/sgx/certification/v4/rootcacrl;a=b",
                "/sgx/certification/v4/qe%2Fidentity",
                "/sgx/certification/v4/%zz"
            })
    void findsNothingUnderATrickOfAPath(String target) throws Exception {
        assertThat(pccs.get(target).status()).isIn(400, 404);
    }

    @Test
    void answersAnUnknownPlatformWithIntelsOwnReason() throws Exception {
        Reply reply = pccs.get(V4 + PCK.replace("16A5", "0000"));
        assertThat(reply.head()).startsWith("HTTP/1.1 461 unknown\r\n");
        assertThat(reply.body()).isEqualTo("The platform was not found in the cache.");
    }

    @Test
    void deliversAPckCertificateWithAllItsHeaders() throws Exception {
        Reply reply = pccs.get(V4 + PCK);
        assertThat(reply.body()).startsWith("-----BEGIN CERTIFICATE-----");
        assertThat(reply.header("SGX-TCBm")).isEqualTo("0D0D02040180030000000000000000000900");
        assertThat(reply.header("SGX-FMSPC")).isEqualTo("00906EA10000");
        assertThat(reply.header("SGX-PCK-Certificate-CA-Type")).isEqualTo("PROCESSOR");
    }

    @Test
    void takesAnUnescapedAddressOfACrlAsIntelsClientSendsIt() throws Exception {
        String uri = "https://certificates.trustedservices.intel.com/IntelSGXRootCA.der";
        Reply raw = pccs.get(V4 + "crl?uri=" + uri);
        Reply escaped = pccs.get(V4 + "crl?uri=" + uri.replace(":", "%3A").replace("/", "%2F"));
        assertThat(raw.status()).isEqualTo(200);
        assertThat(escaped.body()).isEqualTo(raw.body());
        assertThat(raw.header("Content-Type")).isEqualTo("application/pkix-crl");
    }

    @Test
    void saysNothingMoreToWhoHasTheDocument() throws Exception {
        Reply first = pccs.get(TCB);
        Reply again = pccs.get(TCB, "If-None-Match: \"other\", " + first.header("ETag"));
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.header("TCB-Info-Issuer-Chain")).isEqualTo(first.header("TCB-Info-Issuer-Chain"));
        assertThat(pccs.get(TCB, "If-None-Match: \"other\"").status()).isEqualTo(200);
    }

    @Test
    void answersHeadWithTheHeadersOfGet() throws Exception {
        Reply head = pccs.send(RunningPccs.request("HEAD", TCB));
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Length"))
                .isEqualTo(Integer.toString(pccs.get(TCB).body().length()));
        assertThat(head.header("TCB-Info-Issuer-Chain")).isNotEmpty();
    }

    @Test
    void echoesARequestIdOnlyIfItIsOne() throws Exception {
        assertThat(pccs.get(TCB, "Request-ID: 0123456789abcdef0123456789ABCDEF").header("Request-ID"))
                .isEqualTo("0123456789abcdef0123456789ABCDEF");
        assertThat(pccs.get(TCB, "Request-ID: 0123456789abcdef0123456789abcdef<")
                        .header("Request-ID"))
                .matches("[0-9a-f]{32}");
    }

    @Test
    void warnsOfTheOldApiOnEveryAnswer() throws Exception {
        for (String route : new String[] {"pckcrl?ca=processor", "tcb?fmspc=FFFFFFFFFFFF", "nothing", "platforms"}) {
            assertThat(pccs.get("/sgx/certification/v3/" + route).header("Warning"))
                    .startsWith("299 - ");
        }
    }

    @Test
    void sendsNoBodyWithWhatClientsTryAgain() throws Exception {
        Reply reply = pccs.send(
                RunningPccs.request("POST", V4 + "refresh", "admin-token: " + RunningPccs.ADMIN, "Content-Length: 0"));
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.header("Content-Length")).isEqualTo("0");
        assertThat(reply.header("Assay-Cause")).isNotEmpty();
    }

    @Test
    void doesNotLetACauseSplitTheAnswer() throws Exception {
        Reply reply = pccs.get(V4 + "crl?uri=a%0D%0AInjected:%20yes%0D%0A%0D%0Abody%C3%A9");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.header("Injected")).isEmpty();
        assertThat(reply.header("Assay-Cause")).contains("Injected: yes").doesNotContain("é");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "admin-token: wrong", "user-token: " + RunningPccs.USER, "admin-token: "})
    void refusesAWriteBeforeItReadsTheBody(String token) throws Exception {
        try (SSLSocket socket = pccs.connect()) {
            String head = "PUT " + V4 + "platformcollateral HTTP/1.1\r\nHost: localhost\r\n"
                    + (token.isEmpty() ? "" : token + "\r\n") + "Content-Length: 1000000\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            assertThat(RunningPccs.read(socket, false).status()).isEqualTo(401);
        }
    }

    @Test
    void refusesTwoTokens() throws Exception {
        Reply reply = pccs.get(V4 + "platforms", "admin-token: " + RunningPccs.ADMIN, "admin-token: x");
        assertThat(reply.status()).isEqualTo(401);
    }

    @Test
    void refusesALongBodyThatIsAnnounced() throws Exception {
        Reply reply = pccs.send("PUT " + V4 + "platformcollateral HTTP/1.1\r\nHost: localhost\r\nadmin-token: "
                + RunningPccs.ADMIN + "\r\nContent-Length: 2097153\r\n\r\n");
        assertThat(reply.status()).isEqualTo(413);
        assertThat(reply.body()).isEqualTo("Content too large.");
    }

    @Test
    void refusesALongBodyThatComesInChunks() throws Exception {
        String chunk = "40000\r\n" + "x".repeat(0x40000) + "\r\n";
        Reply reply = pccs.send("PUT " + V4 + "platformcollateral HTTP/1.1\r\nHost: localhost\r\nadmin-token: "
                + RunningPccs.ADMIN + "\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk.repeat(9) + "0\r\n\r\n");
        assertThat(reply.status()).isEqualTo(413);
    }

    @Test
    void refusesJsonThatIsNone() throws Exception {
        Reply reply = pccs.send("POST " + V4 + "platforms HTTP/1.1\r\nHost: localhost\r\nuser-token: "
                + RunningPccs.USER + "\r\nContent-Length: 13\r\n\r\n{\"qe_id\":\"A\",");
        assertThat(reply.status()).isEqualTo(400);
    }

    @Test
    void closesAConnectionWhoseHeadersTrickle() throws Exception {
        long start = System.nanoTime();
        try (SSLSocket socket = pccs.connect()) {
            byte[] head = ("GET " + TCB + " HTTP/1.1\r\nHost: localhost\r\nX: ").getBytes(StandardCharsets.US_ASCII);
            socket.getOutputStream().write(head);
            boolean open = true;
            while (open && Duration.ofNanos(System.nanoTime() - start).toSeconds() < 30) {
                Thread.sleep(250);
                try {
                    socket.getOutputStream().write('x');
                } catch (IOException e) {
                    open = false;
                }
            }
            assertThat(open).as("still open after 30 s").isFalse();
        }
    }

    @Test
    void showsMetricsAndHealthAndFacts() throws Exception {
        pccs.get(TCB);
        assertThat(pccs.get("/health/live").status()).isEqualTo(200);
        assertThat(pccs.get("/health/ready").status()).isEqualTo(200);
        assertThat(pccs.get("/metrics").body())
                .contains("assay_pccs_requests_total{route=\"sgx/tcb\",status=\"200\"}")
                .contains(
                        "assay_pccs_document_next_update_seconds{api=\"4\",document=\"sgx/tcb/00906ea10000/standard\"} -")
                .contains("assay_pccs_database_up 1.0");
        assertThat(pccs.get("/status", "admin-token: " + RunningPccs.ADMIN).body())
                .contains("\"documents\"", "sgx/tcb/00906ea10000/standard");
    }

    @Test
    void forgetsAReadyAnswerOnceTheCacheChanges() throws Exception {
        String policies = V4 + "appraisalpolicy?fmspc=00906EA10000";
        assertThat(pccs.get(policies).status()).isEqualTo(404);
        String json = Files.readString(Path.of("..", "vectors", "pccs-golden", "bodies", "policy-sgx.json"));
        String newer = Files.readString(Path.of("..", "vectors", "pccs-golden", "bodies", "policy-sgx-newer.json"));
        put(json);
        String first = pccs.get(policies).body();
        put(newer);
        assertThat(pccs.get(policies).body()).isNotEmpty().isNotEqualTo(first);
    }

    private static void put(String json) throws IOException {
        Reply reply = pccs.send("PUT " + V4 + "appraisalpolicy HTTP/1.1\r\nHost: localhost\r\nadmin-token: "
                + RunningPccs.ADMIN + "\r\nContent-Length: " + json.length() + "\r\n\r\n" + json);
        assertThat(reply.status()).isEqualTo(200);
    }
}
