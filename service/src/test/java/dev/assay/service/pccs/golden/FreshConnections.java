package dev.assay.service.pccs.golden;

import dev.assay.bytes.Bytes;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** How the client libraries talk: a connection for each request, and the same one for its retries; with a list of what was sent. */
final class FreshConnections {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final URI server;
    private final Optional<SSLContext> trust;
    private final boolean named;
    private final List<String> sent = new ArrayList<>();

    /** To a server; {@code named} if its certificate must name it. */
    FreshConnections(URI server, Optional<SSLContext> trust, boolean named) {
        this.server = server;
        this.trust = trust;
        this.named = named;
    }

    /** Answers to as many tries as it takes: 503 is tried again up to {@code retries} times. */
    List<Answer> get(String target, List<String> headerLines, int retries) throws IOException {
        List<Answer> answers = new ArrayList<>();
        try (RawConnection connection = RawConnection.open(server, trust, named, TIMEOUT)) {
            for (int left = retries; ; left--) {
                String requestLine = "GET " + target + " HTTP/1.1";
                List<String> lines = new ArrayList<>(List.of("Host: " + server.getAuthority()));
                lines.addAll(headerLines);
                sent.add(requestLine + "\nHost: HOST:PORT\n" + String.join("\n", headerLines));
                Answer answer = connection.exchange(requestLine, lines, Bytes.EMPTY, false);
                answers.add(answer);
                if (answer.status() != 503 || left == 0) {
                    return answers;
                }
            }
        }
    }

    /** Request lines and headers in the form of {@link ClientRun.Sent#text}. */
    List<String> sent() {
        return sent;
    }
}
