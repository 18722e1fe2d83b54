package dev.assay.service.pccs.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.provision.DocumentKey.TcbInfoKey;
import dev.assay.service.pccs.Mode;
import dev.assay.service.pccs.Pccs;
import dev.assay.service.pccs.PccsOptions;
import dev.assay.service.pccs.faults.RawClient.Said;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that no honest client sends, byte by byte. */
@Timeout(60)
class HostileRequestsTest {

    private static final Duration SILENCE = Duration.ofMillis(300);
    private static final String V4 = "/sgx/certification/v4/";

    /** All the names that an answer's headers may have. */
    private static final Set<String> NAMES = Set.of(
            "assay-cause",
            "cache-control",
            "connection",
            "content-length",
            "content-security-policy",
            "content-type",
            "date",
            "etag",
            "keep-alive",
            "platform-count",
            "request-id",
            "sgx-enclave-identity-issuer-chain",
            "tcb-info-issuer-chain",
            "transfer-encoding",
            "warning",
            "x-content-type-options");

    @TempDir
    Path folder;

    private World world;
    private Pccs pccs;

    @BeforeEach
    void start() throws Exception {
        world = World.start();
        world.platform(1, World.fmspc(1));
        pccs = Pccs.start(world.options(new PccsOptions.Database.Folder(folder), Mode.LAZY));
    }

    @AfterEach
    void stop() {
        pccs.close();
        world.close();
    }

    private Said ask(String request) throws IOException {
        return RawClient.ask(pccs.address(), request, SILENCE);
    }

    private static String get(String target, String... headers) {
        String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + more + "Connection: close\r\n\r\n";
    }

    private static String post(String headers, String body) {
        return "POST " + V4 + "platforms HTTP/1.1\r\nHost: localhost\r\nuser-token: " + Tokens.USER
                + "\r\nContent-Type: application/json\r\n" + headers + "\r\n" + body;
    }

    private void assertStillServes() throws Exception {
        TcbInfoKey key = World.sgx(World.fmspc(1));
        assertThat(ask(get(World.target(key))).status()).isEqualTo(200);
    }

    private static void assertNothingInjected(Said said) {
        Set<String> names = new TreeSet<>();
        for (String line : said.headers().subList(1, said.headers().size())) {
            assertThat(line).contains(": ").doesNotContain("\r").doesNotContain("\n");
            names.add(line.substring(0, line.indexOf(':')).toLowerCase(java.util.Locale.ROOT));
        }
        assertThat(NAMES).as(said.text()).containsAll(names);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tcb?fmspc=%0d%0aInjected:%20yes",
                "tcb?fmspc=00906ED50000&update=%0D%0AInjected:%20yes%0D%0A%0D%0A<html>",
                "crl?uri=https://certificates.trustedservices.intel.com/IntelSGXRootCA.der%0d%0aInjected:%20yes",
                "crl?uri=%0d%0aInjected:%20yes",
                "crl?uri=%E5%98%8A%E5%98%8DInjected:%20yes",
                "pckcert?qeid=%0d%0aInjected:%20yes&pceid=0000&cpusvn=00000000000000000000000000000000&pcesvn=0000",
                "pckcrl?ca=%0d%0aInjected:%20yes",
                "fmspcs?platform=%0aInjected:%20yes",
                "platforms?source=%0d%0aInjected:%20yes",
                "tcb?fmspc%5b%0d%0aInjected:%20yes%5d=1",
                "%0d%0aInjected:%20yes"
            })
    void noParameterReachesAHeaderAsALine(String target) throws Exception {
        Said said = ask(get(V4 + target, "admin-token: " + Tokens.ADMIN));
        assertThat(said.status()).as(said.text()).isBetween(400, 499);
        assertNothingInjected(said);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00000000000000000000000000000000\rInjected: yes",
                "0000000000000000\r\n Injected: yes",
                "00000000000000000000000000000000\u0000",
                "0000000000000000000000000000000\u0085",
                "<script>alert(1)</script>"
            })
    void noRequestIdReachesAHeaderAsALine(String id) throws Exception {
        Said said = ask(get(World.target(World.sgx(World.fmspc(1))), "Request-ID: " + id));
        assertThat(said.status()).as(said.text()).isIn(200, 400);
        assertNothingInjected(said);
        assertThat(said.text()).doesNotContain("script");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/sgx/certification/v4//platforms",
                "//sgx/certification/v4/platforms",
                "/sgx/certification/v4/platforms/",
                "/sgx/certification/v4/./platforms",
                "/sgx/certification/v4/tcb/../platforms",
                "/sgx/certification/v4/%70latforms",
                "/sgx/certification/v4%2fplatforms",
                "/SGX/certification/v4/platforms",
                "/sgx/certification/v4/platforms;admin",
                "/sgx/certification/v4/platforms%00",
                "/sgx/certification/v4/tcb/..%2fplatforms",
                "/sgx/certification/v4/..\\v4\\platforms",
                "/status/",
                "/%73tatus",
                "/sgx/../status",
                "/../../../../etc/passwd",
                "/sgx/certification/v4/platforms",
                "/status"
            })
    void noPathLeadsAroundTheToken(String path) throws Exception {
        Said said = ask(get(path));
        assertThat(said.status()).as(said.text()).isIn(400, 401, 404);
        assertThat(said.text()).doesNotContain("platform-count").doesNotContain("root:");
    }

    @Test
    void anAddressOfAnotherServerIsNotGoneTo() throws Exception {
        Said said = ask(get("http://127.0.0.1:1" + V4 + "platforms"));
        assertThat(said.status()).as(said.text()).isIn(400, 401, 404);
    }

    @Test
    void tokensCountOnlyOnceRightAndInTheirHeader() throws Exception {
        String platforms = V4 + "platforms?source=[]";
        assertThat(ask(get(platforms, "admin-token: " + Tokens.ADMIN)).status()).isEqualTo(200);
        for (List<String> wrong : List.of(
                List.of("admin-token: wrong"),
                List.of("admin-token:"),
                List.of("admin-token: " + Tokens.ADMIN + "x"),
                List.of("admin-token: " + Tokens.ADMIN.toUpperCase(java.util.Locale.ROOT)),
                List.of("admin-token: " + Tokens.hash(Tokens.ADMIN)),
                List.of("admin-token: " + Tokens.USER),
                List.of("user-token: " + Tokens.ADMIN),
                List.of("admin-token: " + Tokens.ADMIN, "admin-token: " + Tokens.ADMIN),
                List.of("admin-token: wrong", "admin-token: " + Tokens.ADMIN),
                List.of("admin-token: " + Tokens.ADMIN + ", " + Tokens.ADMIN),
                List.of("admin-token: " + "x".repeat(10_000)),
                List.of("Cookie: admin-token=" + Tokens.ADMIN),
                List.of("Authorization: Bearer " + Tokens.ADMIN))) {
            Said said = ask(get(platforms, wrong.toArray(String[]::new)));
            assertThat(said.status()).as("%s: %s", wrong, said.text()).isEqualTo(401);
            assertThat(said.text()).doesNotContain(Tokens.ADMIN);
        }
        assertThat(ask(get(platforms + "&admin-token=" + Tokens.ADMIN)).status())
                .isEqualTo(401);
    }

    @Test
    void headersThatAreTooLongOrTooManyAreRefused() throws Exception {
        Said line = ask(get(V4 + "tcb?fmspc=" + "0".repeat(100_000)));
        assertThat(line.status()).as(line.text()).isIn(400, 414);
        assertThat(line.closed()).isTrue();
        Said one = ask(get(V4 + "tcb?fmspc=00906ED50000", "X: " + "x".repeat(100_000)));
        assertThat(one.status()).as(one.text()).isIn(400, 431);
        assertThat(one.closed()).isTrue();
        StringBuilder many = new StringBuilder("X0: x");
        for (int i = 1; i < 10_000; i++) {
            many.append("\r\nX").append(i).append(": x");
        }
        Said headers = ask(get(V4 + "tcb?fmspc=00906ED50000", many.toString()));
        assertThat(headers.status()).as(headers.text()).isIn(400, 431);
        assertThat(headers.closed()).isTrue();
        assertStillServes();
    }

    @Test
    void aBodyWithoutEndIsCutOffAtTheLimit() throws Exception {
        try (RawClient client = RawClient.to(pccs.address())) {
            client.send(post("Transfer-Encoding: chunked\r\n", ""));
            String chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";
            int sent = 0;
            try {
                while (sent < 1_000) {
                    client.send(chunk);
                    sent++;
                }
            } catch (IOException hungUp) {
                assertThat(sent).isLessThan(1_000);
            }
            Said said = client.listen(Duration.ofSeconds(5));
            assertThat(said.closed()).isTrue();
            assertThat(said.statuses()).as(said.text()).isSubsetOf(413, 400);
            // Two MiB are the limit, four more are read so that the client comes to read the answer.
            assertThat(sent).as("chunks of 64 KiB taken").isLessThan(400);
        }
        assertStillServes();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: -1\r\n",
                "Content-Length: abc\r\n",
                "Content-Length: 99999999999999999999\r\n",
                "Content-Length: 0x10\r\n",
                "Content-Length: 2\r\nContent-Length: 40\r\n",
                "Content-Length: 2, 40\r\n",
                "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n",
                "Transfer-Encoding : chunked\r\n",
                "Transfer-Encoding: xchunked\r\n",
                "Transfer-Encoding: chunked, identity\r\n",
                "Transfer-Encoding: identity\r\nContent-Length: 2\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
                "Transfer-Encoding:\u000bchunked\r\n",
                "Content-Length : 2\r\n",
                " Content-Length: 2\r\n"
            })
    void noTwoWaysToReadALengthLetASecondRequestIn(String length) throws Exception {
        String second = "GET /sgx/certification/v4/platforms?source=[] HTTP/1.1\r\nHost: localhost\r\nadmin-token: "
                + Tokens.ADMIN + "\r\n\r\n";
        Said said = ask(post(length, "{}\r\n0\r\n\r\n" + second));
        assertThat(said.text()).as("the answer to the second request").doesNotContain("platform-count");
        assertThat(said.statuses())
                .as(said.text())
                .allSatisfy(status -> assertThat(status).isBetween(400, 499));
        assertStillServes();
    }

    @Test
    void aBodyThatIsShorterThanAnnouncedIsNotTaken() throws Exception {
        try (RawClient client = RawClient.to(pccs.address())) {
            client.send(post("Content-Length: 3000\r\n", World.registration(world.platform(2, World.fmspc(1)))));
        }
        Thread.sleep(200);
        assertThat(ask(get(V4 + "platforms?source=[]", "admin-token: " + Tokens.ADMIN))
                        .text())
                .contains("platform-count: 0");
        assertStillServes();
    }

    @Test
    void whoWantsNoMoreIsHungUpOn() throws Exception {
        for (String target : List.of("/health/live", V4 + "platforms", V4 + "rootcacrl", "/nowhere")) {
            assertThat(ask(get(target)).closed()).as(target).isTrue();
            Said kept = ask(get(target).replace("Connection: close\r\n", ""));
            assertThat(kept.closed()).as("%s, kept", target).isFalse();
        }
        String json = World.registration(world.platform(3, World.fmspc(1)));
        Said registered = RawClient.ask(
                pccs.address(),
                post("Connection: close\r\nContent-Length: " + json.length() + "\r\n", json),
                Duration.ofSeconds(4));
        assertThat(registered.status()).as(registered.text()).isEqualTo(200);
        assertThat(registered.closed()).isTrue();
    }

    @Test
    void garbageIsNoRequest() throws Exception {
        for (String garbage : List.of(
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "GET / HTTP/9.9\r\n\r\n",
                "GET /\r\n\r\n",
                "\r\n\r\n\r\n\r\n",
                "G\u0000T / HTTP/1.1\r\n\r\n",
                "GET /sgx/certification/v4/tcb HTTP/1.1\r\nno colon here\r\n\r\n",
                "GET /sgx/certification/v4/tcb HTTP/1.1\r\n: no name\r\n\r\n")) {
            Said said = ask(garbage);
            assertThat(said.statuses())
                    .as("%s: %s", garbage, said.text())
                    .allSatisfy(status -> assertThat(status).isBetween(400, 505));
        }
        assertStillServes();
    }
}
