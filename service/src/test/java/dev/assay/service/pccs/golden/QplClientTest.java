package dev.assay.service.pccs.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.bytes.Bytes;
import dev.assay.service.pccs.Mode;
import dev.assay.service.pccs.Pccs;
import dev.assay.service.pccs.golden.ClientRun.Sent;
import dev.assay.service.pccs.golden.Wire.Header;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Intel's client against our server, request by request as it was seen on the wire, and with its traps. */
class QplClientTest {

    private static final Recordings RECORDINGS = Recordings.open();
    private static final Optional<SSLContext> CARELESS = Optional.of(ThrowAwayTls.careless());

    /** These were answered by other servers than one that has everything. */
    private static final Set<String> ELSEWHERE = Set.of("qpl-retry-503", "qpl-miss");

    @TempDir
    private static Path folder;

    private static FilledPccs secured;
    private static FilledPccs plain;

    @BeforeAll
    static void startServers() throws IOException {
        secured = FilledPccs.offline(folder.resolve("secured"), RECORDINGS, true, false);
        plain = FilledPccs.offline(folder.resolve("plain"), RECORDINGS, false, false);
    }

    @AfterAll
    static void stopServers() throws IOException {
        secured.close();
        plain.close();
    }

    static Stream<ClientRun> runs() {
        return ClientRun.all(RECORDINGS).stream().filter(run -> run.byIntel() && !ELSEWHERE.contains(run.name()));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void everyRequestIsAnsweredAsByIntelsServer(ClientRun run) throws IOException {
        assertAnsweredAsRecorded(run, secured.address());
        assertAnsweredAsRecorded(run, plain.address());
    }

    @ParameterizedTest
    @MethodSource("runs")
    void callsComeToWhatTheyCameToWithIntelsServer(ClientRun run) throws IOException {
        for (URI server : List.of(secured.address(), plain.address())) {
            FreshConnections connections = new FreshConnections(server, CARELESS, false);
            List<String> results = new QplClient(run, connections).run(run);
            assertThat(results).isEqualTo(run.results());
            // The model has no cache of its own, and asks again where the library does not.
            assertThat(connections.sent().stream().distinct())
                    .isEqualTo(
                            run.requests().stream().map(Sent::text).distinct().toList());
        }
    }

    @Test
    void secureCertificateIsAcceptedByTheNameItWasMadeForAndNoOther() throws IOException {
        ClientRun run = ClientRun.named("qpl-tls", RECORDINGS);
        SSLContext trust = ThrowAwayTls.trusting(ThrowAwayTls.certificateOf(secured.address()));
        FreshConnections named = new FreshConnections(secured.address(), Optional.of(trust), true);
        assertThat(new QplClient(run, named).run(run)).isEqualTo(run.results());

        FreshConnections distrusting =
                new FreshConnections(secured.address(), Optional.of(ThrowAwayTls.client(RECORDINGS)), true);
        assertThatThrownBy(() -> new QplClient(run, distrusting).run(run)).isInstanceOf(SSLException.class);
    }

    @Test
    void missIsToldApartFromTrouble(@TempDir Path empty) throws IOException {
        ClientRun run = ClientRun.named("qpl-miss", RECORDINGS);
        try (FakePcs upstream = new FakePcs(RECORDINGS, "upstream-401");
                Pccs server = PccsUnderTest.start(empty, Mode.LAZY, upstream, false, false)) {
            FreshConnections connections = new FreshConnections(server.address(), Optional.empty(), false);
            assertThat(new QplClient(run, connections).run(run)).isEqualTo(run.results());
            assertThat(connections.sent())
                    .isEqualTo(run.requests().stream().map(Sent::text).toList());
        }
    }

    @Test
    void unknownPlatformIsNamedAsSuchWhereNobodyFetches() throws IOException {
        ClientRun run = ClientRun.named("qpl-quote-config", RECORDINGS);
        Answer answer = new FreshConnections(plain.address(), Optional.empty(), false)
                .get(
                        run.requests().getFirst().requestLine().split(" ", 3)[1].replace("16A5", "0000"),
                        List.of("Accept: */*"),
                        0)
                .getFirst();
        assertThat(answer.status()).isEqualTo(461);
    }

    @Test
    void answersThatTheClientRetriesHaveNoBody(@TempDir Path empty) throws IOException {
        ClientRun run = ClientRun.named("qpl-retry-503", RECORDINGS);
        try (FakePcs upstream = new FakePcs(RECORDINGS, "upstream-503");
                Pccs server = PccsUnderTest.start(empty, Mode.LAZY, upstream, false, false)) {
            FreshConnections connections = new FreshConnections(server.address(), Optional.empty(), false);
            for (Sent request : run.requests()) {
                List<Answer> answers =
                        connections.get(request.requestLine().split(" ", 3)[1], List.of("Accept: */*"), 1);
                assertThat(answers).allSatisfy(answer -> {
                    // The root's CRL is not on the host that is down.
                    assertThat(answer.status())
                            .isIn(request.requestLine().contains("/crl?") ? 200 : 503, 503, 502, 404);
                    assertThat(answer.status() == 503 && !answer.body().isEmpty())
                            .as("503 with a body")
                            .isFalse();
                    assertThat(answer.time()).isLessThan(Duration.ofSeconds(5));
                });
            }
        }
    }

    static void assertAnsweredAsRecorded(ClientRun run, URI server) throws IOException {
        Map<Integer, RawConnection> connections = new HashMap<>();
        try {
            for (Sent request : run.requests()) {
                if (!connections.containsKey(request.connection())) {
                    connections.put(
                            request.connection(), RawConnection.open(server, CARELESS, false, Duration.ofSeconds(20)));
                }
                Answer answer = connections
                        .get(request.connection())
                        .exchange(
                                request.requestLine(),
                                request.headerLines().stream()
                                        .map(line -> line.replace("HOST:PORT", server.getAuthority()))
                                        .toList(),
                                Bytes.EMPTY,
                                false);
                assertThat(answer.status()).as(request.requestLine()).isEqualTo(request.status());
                assertThat(answer.body().length()).as(request.requestLine()).isEqualTo(request.answeredLength());
                assertThat(answer.headers().stream().map(Header::name))
                        .as(request.requestLine())
                        .containsAll(request.answeredHeaders());
            }
        } finally {
            for (RawConnection connection : connections.values()) {
                connection.close();
            }
        }
    }
}
