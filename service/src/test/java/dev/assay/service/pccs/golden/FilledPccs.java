package dev.assay.service.pccs.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.bytes.Bytes;
import dev.assay.service.pccs.Mode;
import dev.assay.service.pccs.Pccs;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** A server that has what Intel's had when the clients were recorded: {@code bodies/full.json} and the SGX policy. */
record FilledPccs(FakePcs upstream, Pccs server) implements AutoCloseable {

    /** Without an upstream that would be asked. */
    static FilledPccs offline(Path folder, Recordings recordings, boolean tls, boolean thim) throws IOException {
        return start(folder, recordings, Mode.OFFLINE, tls, thim);
    }

    static FilledPccs start(Path folder, Recordings recordings, Mode mode, boolean tls, boolean thim)
            throws IOException {
        FakePcs upstream = new FakePcs(recordings, "default");
        FilledPccs filled = new FilledPccs(upstream, PccsUnderTest.start(folder, mode, upstream, tls, thim));
        filled.put("platformcollateral", recordings.bytes("bodies/full.json"));
        filled.put("appraisalpolicy", recordings.bytes("bodies/policy-sgx.json"));
        return filled;
    }

    /** With the port, and with the name that its own certificate has. */
    URI address() {
        URI address = server.address();
        return URI.create(address.getScheme() + "://localhost:" + address.getPort());
    }

    /** As the administrator. */
    void put(String what, Bytes body) throws IOException {
        Answer answer = send("PUT /sgx/certification/v4/" + what, List.of("Content-Type: application/json"), body);
        assertThat(answer.status()).as(what + ": " + answer.excerpt()).isEqualTo(200);
    }

    /** With the administrator's token. */
    Answer send(String requestLine, List<String> headerLines, Bytes body) throws IOException {
        Optional<SSLContext> trust = Optional.of(ThrowAwayTls.careless());
        try (RawConnection connection = RawConnection.open(address(), trust, false, Duration.ofSeconds(20))) {
            List<String> lines = new ArrayList<>(List.of("Host: " + address().getAuthority()));
            lines.addAll(headerLines);
            lines.add("admin-token: " + Replay.ADMIN);
            lines.add("Content-Length: " + body.length());
            return connection.exchange(requestLine + " HTTP/1.1", lines, body, false);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        upstream.close();
    }
}
