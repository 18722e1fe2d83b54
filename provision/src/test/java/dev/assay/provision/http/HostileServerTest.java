package dev.assay.provision.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.provision.Document;
import dev.assay.provision.DocumentKey;
import dev.assay.provision.FetchException;
import dev.assay.provision.FetchException.Reason;
import dev.assay.provision.Golden;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class HostileServerTest {

    private static final DocumentKey ROOT = new DocumentKey.RootCaCrlKey();
    private static final Duration SHORT = Duration.ofMillis(700);

    private static IntelPcs pcs(URI uri, Duration deadline) {
        ProvisioningHttp http = ProvisioningHttp.of(HttpOptions.standard()).within(deadline);
        return IntelPcs.at(uri.resolve("/"), http).withRootCaCrl(uri);
    }

    private static FetchException failure(RawServer server, Duration deadline) {
        return catchThrowableOfType(
                FetchException.class, () -> pcs(server.uri("/"), deadline).fetch(ROOT));
    }

    private static void assertEndsInTime(RawServer.Behaviour behaviour) {
        try (RawServer server = new RawServer(behaviour)) {
            long start = System.nanoTime();
            FetchException failure = failure(server, SHORT);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SHORT.multipliedBy(6));
            assertThat(failure.reason()).isEqualTo(Reason.TIMED_OUT);
            assertThat(failure).hasMessageContaining("700 ms");
        }
    }

    @Test
    void aServerThatSaysNothingHoldsNobody() {
        assertEndsInTime((connection, socket, out) -> Thread.sleep(5000));
    }

    @Test
    void aServerThatDripsItsHeadersHoldsNobody() {
        assertEndsInTime((connection, socket, out) -> {
            RawServer.write(out, "HTTP/1.1 200 OK\r\n");
            for (int i = 0; i < 100; i++) {
                RawServer.write(out, "X-" + i + ": 1\r\n");
                Thread.sleep(50);
            }
        });
    }

    @Test
    void aServerThatDripsItsBodyHoldsNobody() {
        assertEndsInTime((connection, socket, out) -> {
            RawServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
            for (int i = 0; i < 100; i++) {
                RawServer.write(out, "x");
                Thread.sleep(50);
            }
        });
    }

    @Test
    void aBodyThatIsAnnouncedTooLongIsNotRead() {
        try (RawServer server = new RawServer((connection, socket, out) -> {
            RawServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n");
            byte[] some = new byte[1 << 16];
            for (int i = 0; i < 2000; i++) {
                out.write(some);
            }
        })) {
            FetchException failure = failure(server, Duration.ofSeconds(10));
            assertThat(failure.reason()).isEqualTo(Reason.UNUSABLE_ANSWER);
            assertThat(failure).hasMessageContaining("10000000000 bytes announced, expected at most 4194304");
        }
    }

    @Test
    void aBodyWithoutEndIsGivenUp() throws Exception {
        try (RawServer server = new RawServer((connection, socket, out) -> {
            RawServer.write(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            byte[] chunk = new byte[0x10000];
            for (int i = 0; i < 20000; i++) {
                RawServer.write(out, "10000\r\n");
                out.write(chunk);
                RawServer.write(out, "\r\n");
            }
        })) {
            FetchException failure = failure(server, Duration.ofSeconds(10));
            assertThat(failure.reason()).isEqualTo(Reason.UNUSABLE_ANSWER);
            assertThat(failure).hasMessageContaining("more than 4194304 bytes");
            for (int i = 0; i < 500 && !server.brokenOff; i++) {
                Thread.sleep(20);
            }
            assertThat(server.brokenOff).as("the connection was closed").isTrue();
        }
    }

    @Test
    void aLongComplaintIsCut() {
        try (RawServer server = new RawServer((connection, socket, out) -> {
            RawServer.write(out, "HTTP/1.1 404 Not Found\r\nContent-Length: 10000000000\r\n\r\n");
            RawServer.write(out, "No cache \u0007data for this platform.\n" + "x".repeat(100_000));
            Thread.sleep(3000);
        })) {
            FetchException failure = failure(server, Duration.ofSeconds(10));
            assertThat(failure.reason()).isEqualTo(Reason.NOT_FOUND);
            assertThat(failure).hasMessageEndingWith("it says \"No cache ?data for this platform.\"");
        }
    }

    @Test
    void aBodyThatIsCutOffIsTriedOnceMore() throws Exception {
        byte[] crl = Golden.body("rootca-crl.der");
        try (RawServer server = new RawServer((connection, socket, out) -> {
            RawServer.write(out, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + crl.length + "\r\n\r\n");
            out.write(crl, 0, connection == 1 ? 20 : crl.length);
            out.flush();
        })) {
            Document document = pcs(server.uri("/"), Duration.ofSeconds(10)).fetch(ROOT);
            assertThat(document.body().toArray()).isEqualTo(crl);
            assertThat(server.connections).hasValue(2);
        }
    }

    @Test
    void aBodyThatIsAlwaysCutOffIsNoAnswer() {
        try (RawServer server = new RawServer((connection, socket, out) ->
                RawServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc"))) {
            FetchException failure = failure(server, Duration.ofSeconds(10));
            assertThat(failure.reason()).isEqualTo(Reason.UNUSABLE_ANSWER);
            assertThat(failure).hasMessageContaining("cut off after 3 bytes");
            assertThat(server.connections).hasValue(2);
        }
    }

    @Test
    void aConnectionThatIsResetIsTriedOnceMore() throws Exception {
        byte[] crl = Golden.body("rootca-crl.der");
        try (RawServer server = new RawServer((connection, socket, out) -> {
            if (connection == 1) {
                socket.setSoLinger(true, 0);
                return;
            }
            RawServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: " + crl.length + "\r\n\r\n");
            out.write(crl);
        })) {
            assertThat(pcs(server.uri("/"), Duration.ofSeconds(10)).fetch(ROOT).key())
                    .isEqualTo(ROOT);
        }
    }

    @Test
    void noHttpIsNoAnswer() {
        try (RawServer server =
                new RawServer((connection, socket, out) -> RawServer.write(out, "SSH-2.0-OpenSSH_9.2\r\n\r\n"))) {
            assertThat(failure(server, Duration.ofSeconds(10)).reason())
                    .isIn(Reason.UNUSABLE_ANSWER, Reason.UNREACHABLE);
        }
    }

    @Test
    void aRedirectIsNotFollowed() {
        try (FakeServer elsewhere = new FakeServer();
                FakeServer server = new FakeServer()) {
            server.then(FakeServer.Reply.of(301, "Location", elsewhere.uri("/x").toString()));
            FetchException failure = catchThrowableOfType(
                    FetchException.class,
                    () -> pcs(server.uri("/"), Duration.ofSeconds(10)).fetch(ROOT));
            assertThat(failure).hasMessageContaining("a redirect, which is not followed to http://127.0.0.1:");
            assertThat(elsewhere.calls()).isZero();
        }
    }

    @Test
    void nobodyThereAndNoSuchHostAreUnreachable() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        for (String address : new String[] {"http://127.0.0.1:" + port + "/", "http://no-such-host.invalid/"}) {
            FetchException failure = catchThrowableOfType(
                    FetchException.class,
                    () -> pcs(URI.create(address), Duration.ofSeconds(10)).fetch(ROOT));
            assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(Reason.UNREACHABLE);
        }
    }

    @Test
    void anInterruptedCallEndsAndKeepsTheInterrupt() throws Exception {
        try (RawServer server = new RawServer((connection, socket, out) -> Thread.sleep(5000))) {
            Thread.currentThread().interrupt();
            FetchException failure = failure(server, Duration.ofSeconds(10));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(failure.reason()).isEqualTo(Reason.INTERRUPTED);
        }
    }
}
