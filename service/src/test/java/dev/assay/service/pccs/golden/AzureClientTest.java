package dev.assay.service.pccs.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.bytes.Bytes;
import dev.assay.service.pccs.golden.ClientRun.Sent;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Azure's client against our server with the manners of Azure's THIM, request by request as it was seen on the wire. */
class AzureClientTest {

    private static final Recordings RECORDINGS = Recordings.open();

    @TempDir
    private static Path folder;

    private static FilledPccs secured;
    private static FilledPccs plain;

    @BeforeAll
    static void startServers() throws IOException {
        secured = FilledPccs.offline(folder.resolve("secured"), RECORDINGS, true, true);
        plain = FilledPccs.offline(folder.resolve("plain"), RECORDINGS, false, true);
        for (FilledPccs server : List.of(secured, plain)) { // one of the runs asks below v3
            assertThat(server.send(
                                    "PUT /sgx/certification/v3/platformcollateral",
                                    List.of("Content-Type: application/json"),
                                    RECORDINGS.bytes("bodies/put-v3.json"))
                            .status())
                    .isEqualTo(200);
        }
    }

    @AfterAll
    static void stopServers() throws IOException {
        secured.close();
        plain.close();
    }

    static Stream<ClientRun> runs() {
        return ClientRun.all(RECORDINGS).stream().filter(ClientRun::byAzure);
    }

    @ParameterizedTest
    @MethodSource("runs")
    void everyAnswerHasWhatAzuresClientNeeds(ClientRun run) throws IOException {
        for (Sent request : run.requests()) {
            // The client decides by the kind of collateral whether it asks over TLS; a server has to cope with both.
            for (FilledPccs server : List.of(secured, plain)) {
                Answer answer = send(server.address(), request);
                assertThat(AzureClient.problems(request, answer))
                        .as(server.address().getScheme() + " " + request.requestLine())
                        .isEmpty();
            }
        }
    }

    @Test
    void crlsAndDocumentsAreTheOnesThatWereAskedFor() throws IOException {
        ClientRun sgx = ClientRun.named("azure-collateral-sgx", RECORDINGS);
        Map<Integer, String> derOrBody = Map.of(
                0, "pcs/bodies/pckcrl-processor.der",
                1, "pcs/bodies/rootca-crl.der",
                2, "golden/9c6bc3b99db55545.json",
                3, "golden/314bda27a571e42e.json");
        for (Map.Entry<Integer, String> expected : derOrBody.entrySet()) {
            Answer answer = send(plain.address(), sgx.requests().get(expected.getKey()));
            Bytes found = expected.getKey() < 2
                    ? Bytes.of(Base64.getMimeDecoder().decode(answer.text().replaceAll("-----[^-]+-----", "")))
                    : answer.body();
            assertThat(found).isEqualTo(RECORDINGS.bytes(expected.getValue()));
        }
    }

    @Test
    void otherClientsStillGetTheMannersOfIntelsServer() throws IOException {
        QplClientTest.assertAnsweredAsRecorded(ClientRun.named("qpl-quote-config", RECORDINGS), plain.address());
        QplClientTest.assertAnsweredAsRecorded(ClientRun.named("qpl-collateral-sgx-3.0", RECORDINGS), plain.address());
        QplClientTest.assertAnsweredAsRecorded(ClientRun.named("qpl-collateral-tdx-3.1", RECORDINGS), plain.address());
    }

    /** Intel's sample configuration for Azure adds a header and a parameter, and its client reads THIM's JSON. */
    @Test
    void intelsClientWithItsConfigurationForAzureTakesTheJson() throws IOException {
        ClientRun run = ClientRun.named("qpl-quote-config-custom", RECORDINGS);
        FreshConnections connections = new FreshConnections(plain.address(), Optional.empty(), false);
        assertThat(new QplClient(run, connections).run(run)).isEqualTo(run.results());
        assertThat(send(plain.address(), run.requests().getFirst()).text()).startsWith("{\"pckCert\":");
    }

    @Test
    void modelStumblesOverTheAnswersOfIntelsServer() {
        Sent certificate =
                ClientRun.named("azure-quote-config", RECORDINGS).requests().getFirst();
        Sent crl =
                ClientRun.named("azure-collateral-sgx", RECORDINGS).requests().getFirst();
        Answer pem = new Answer(
                200,
                List.of(new Wire.Header("SGX-TCBm", "00")),
                Bytes.ofUtf8("-----BEGIN CERTIFICATE-----\n"),
                Duration.ZERO);
        assertThat(AzureClient.problems(certificate, pem))
                .hasSize(2)
                .anySatisfy(problem -> assertThat(problem).startsWith("no max-age"))
                .anySatisfy(problem -> assertThat(problem).startsWith("no JSON"));
        Answer refused = new Answer(400, List.of(), Bytes.ofUtf8("Invalid request parameters."), Duration.ZERO);
        assertThat(AzureClient.problems(crl, refused))
                .singleElement()
                .asString()
                .startsWith("status 400");
        List<Wire.Header> headers = new ArrayList<>(List.of(new Wire.Header("Cache-Control", "max-age=60")));
        Answer der = new Answer(200, headers, RECORDINGS.bytes("pcs/bodies/pckcrl-processor.der"), Duration.ZERO);
        assertThat(AzureClient.problems(crl, der)).hasSize(2);
    }

    private static Answer send(URI server, Sent request) throws IOException {
        try (RawConnection connection =
                RawConnection.open(server, Optional.of(ThrowAwayTls.careless()), false, Duration.ofSeconds(20))) {
            return connection.exchange(
                    request.requestLine(),
                    request.headerLines().stream()
                            .map(line -> line.replace("HOST:PORT", server.getAuthority()))
                            .toList(),
                    Bytes.EMPTY,
                    false);
        }
    }
}
