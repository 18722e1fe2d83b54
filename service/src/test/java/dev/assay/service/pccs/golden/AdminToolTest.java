package dev.assay.service.pccs.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.bytes.Bytes;
import dev.assay.service.pccs.Mode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Intel's administration tool against our server over TLS.
 *
 * <p>Request lines and headers, in their order, are those that its calls of the requests library put on the wire. Source:
 * Intel PCCS, PccsAdminTool/pccsadmin.py.
 */
class AdminToolTest {

    private static final Recordings RECORDINGS = Recordings.open();
    private static final String BASE = "/sgx/certification/v4/";

    @TempDir
    private Path folder;

    /** {@code pccsadmin.py get -s SOURCE}: the address is escaped by the library. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "platforms                                               | 0",
                "platforms?source=reg                                    | 0",
                "platforms?source=reg_na                                 | 0",
                "platforms?source=%5B%5D                                 | 3",
                "platforms?source=%5B00906EA10000%5D                     | 1",
                "platforms?source=%5B00906EA10000,90806F000000%5D        | 2",
            })
    void gets(String target, int expected) throws IOException {
        try (FilledPccs server = FilledPccs.offline(folder, RECORDINGS, true, false)) {
            Answer answer = send(server, "GET", target, List.of(), Bytes.EMPTY);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(Recordings.parse(answer.text())
                            .valueStream()
                            .map(each -> each.get("qe_id"))
                            .distinct())
                    .hasSize(expected);
        }
    }

    /** {@code pccsadmin.py put -i platform_collaterals.json} and {@code put -u .../appraisalpolicy -d -f FMSPC -i policy.jwt}. */
    @Test
    void putsCollateralAndPolicies() throws IOException {
        try (FilledPccs server = FilledPccs.offline(folder, RECORDINGS, true, false)) {
            List<String> json = List.of("Content-Type: application/json");
            Answer collateral = send(server, "PUT", "platformcollateral", json, RECORDINGS.bytes("bodies/full.json"));
            assertThat(collateral.status()).isEqualTo(200);
            JsonNode policy = RECORDINGS.json("bodies/policy-sgx.json");
            String jwt = policy.get("policy").asString();
            String body = "{\"policy\": " + new JsonMapper().writeValueAsString(jwt)
                    + ", \"is_default\": true, \"fmspc\": \"00906EA10000\"}";
            Answer id = send(server, "PUT", "appraisalpolicy", json, Bytes.ofUtf8(body));
            assertThat(id.status()).isEqualTo(200);
            assertThat(id.text()).isEqualTo(Recordings.digest("SHA-384", Bytes.ofUtf8(jwt)));
        }
    }

    /** {@code pccsadmin.py refresh [-f all | -f A,B | -f "[A, B]"]}: the last two are what its help says. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "refresh                                                         | false | true",
                "refresh?type=certs&fmspc=                                       | true  | false",
                "refresh?type=certs&fmspc=00906EA10000                           | true  | false",
                "refresh?type=certs&fmspc=00906EA10000%2C90806F000000            | true  | false",
                "refresh?type=certs&fmspc=%5B00906EA10000%2C+90806F000000%5D     | true  | false",
            })
    void refreshes(String target, boolean certificates, boolean documents) throws IOException {
        try (FilledPccs server = FilledPccs.start(folder, RECORDINGS, Mode.LAZY, true, false)) {
            server.upstream().takeLog();
            Answer answer = send(server, "POST", target, List.of(), Bytes.EMPTY);
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("Operation successful.");
            List<FakePcs.Call> calls = server.upstream().takeLog();
            assertThat(calls.stream().anyMatch(call -> call.path().endsWith("/pckcerts")))
                    .isEqualTo(certificates);
            assertThat(calls.stream().anyMatch(call -> call.path().endsWith("/pckcrl")))
                    .isEqualTo(documents);
        }
    }

    /** Answers of 401 make the tool forget the token that it keeps, so nothing else may answer so. */
    @Test
    void isToldOfAWrongTokenByItsStatus() throws IOException {
        try (FilledPccs server = FilledPccs.offline(folder, RECORDINGS, true, false)) {
            Answer wrong =
                    exchange(server.address(), "GET " + BASE + "platforms HTTP/1.1", "wrong", List.of(), Bytes.EMPTY);
            assertThat(wrong.status()).isEqualTo(401);
            assertThat(wrong.text()).isEqualTo("Authentication failed.");
            assertThat(send(
                                    server,
                                    "PUT",
                                    "platformcollateral",
                                    List.of("Content-Type: application/json"),
                                    Bytes.ofUtf8("{"))
                            .status())
                    .isEqualTo(400);
        }
    }

    private static Answer send(FilledPccs server, String method, String target, List<String> contentType, Bytes body)
            throws IOException {
        return exchange(server.address(), method + " " + BASE + target + " HTTP/1.1", Replay.ADMIN, contentType, body);
    }

    private static Answer exchange(URI server, String requestLine, String token, List<String> contentType, Bytes body)
            throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "Host: " + server.getAuthority(),
                "user-agent: pccsadmin/0.1",
                "Accept-Encoding: gzip, deflate",
                "Accept: */*",
                "Connection: keep-alive"));
        lines.addAll(contentType);
        lines.add("admin-token: " + token);
        if (!requestLine.startsWith("GET ")) {
            lines.add("Content-Length: " + body.length());
        }
        try (RawConnection connection =
                RawConnection.open(server, Optional.of(ThrowAwayTls.careless()), false, Duration.ofSeconds(20))) {
            return connection.exchange(requestLine, lines, body, false);
        }
    }
}
