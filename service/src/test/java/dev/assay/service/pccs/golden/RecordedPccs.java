package dev.assay.service.pccs.golden;

import dev.assay.bytes.Bytes;
import dev.assay.service.pccs.golden.Conversation.Step;
import dev.assay.service.pccs.golden.Wire.Header;
import dev.assay.service.pccs.golden.Wire.Message;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** A server that answers the steps of a conversation as they were recorded, or with one thing changed. */
final class RecordedPccs implements AutoCloseable {

    /** What is answered. */
    record Canned(int status, List<Header> headers, Bytes body) {

        Canned withStatus(int other) {
            return new Canned(other, headers, body);
        }

        Canned withBody(Bytes other) {
            return new Canned(status, headers, other);
        }

        Canned without(String header) {
            return new Canned(
                    status,
                    headers.stream()
                            .filter(each -> !each.name().equalsIgnoreCase(header))
                            .toList(),
                    body);
        }

        Canned with(String header, String value) {
            List<Header> changed = new ArrayList<>(without(header).headers());
            changed.add(new Header(header, value));
            return new Canned(status, changed, body);
        }

        String header(String name) {
            return Header.first(headers, name).orElseThrow();
        }
    }

    private final Queue<Canned> answers = new ConcurrentLinkedQueue<>();
    private final List<Message> requests = new ArrayList<>();
    private final WireServer server;

    private RecordedPccs() throws IOException {
        this.server = WireServer.start(this::serve);
    }

    /** Answers as recorded. */
    static RecordedPccs of(Conversation conversation, Recordings recordings) throws IOException {
        return of(conversation, recordings, "", UnaryOperator.identity());
    }

    /** Answers as recorded, but for one step. */
    static RecordedPccs of(
            Conversation conversation, Recordings recordings, String changed, UnaryOperator<Canned> change)
            throws IOException {
        RecordedPccs pccs = new RecordedPccs();
        Map<String, Bytes> bodies = bodies(recordings);
        for (Step step : conversation.steps()) {
            Canned canned = canned(step, recordings, bodies);
            pccs.answers.add(step.id().equals(changed) ? change.apply(canned) : canned);
        }
        return pccs;
    }

    /** Gives these answers, in order. */
    static RecordedPccs of(List<Canned> answers) throws IOException {
        RecordedPccs pccs = new RecordedPccs();
        pccs.answers.addAll(answers);
        return pccs;
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    /** What came over the wire. */
    synchronized List<Message> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void serve(Socket socket) throws IOException {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        for (Optional<Message> next = Wire.readRequest(in); next.isPresent(); next = Wire.readRequest(in)) {
            synchronized (this) {
                requests.add(next.get());
            }
            Canned canned = answers.remove();
            Wire.writeAnswer(
                    socket.getOutputStream(),
                    canned.status(),
                    canned.headers(),
                    canned.body(),
                    next.get().startLine().startsWith("HEAD "));
        }
    }

    private static Map<String, Bytes> bodies(Recordings recordings) throws IOException {
        Map<String, Bytes> bodies = new HashMap<>();
        try (Stream<Path> files = Files.list(recordings.folder().resolve("golden"))) {
            for (Path file : files.toList()) {
                Bytes body = Bytes.of(Files.readAllBytes(file));
                bodies.put(Recordings.digest("SHA-256", body), body);
            }
        }
        return bodies;
    }

    /** What was answered to a step. */
    static Canned canned(Step step, Recordings recordings) throws IOException {
        return canned(step, recordings, bodies(recordings));
    }

    private static Canned canned(Step step, Recordings recordings, Map<String, Bytes> bodies) {
        JsonNode recorded = step.recorded();
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("Request-ID", "0123456789abcdef0123456789abcdef"));
        headers.add(new Header("ETag", "W/\"1\""));
        for (JsonNode header : recorded.get("headers")) {
            String name = header.get(0).asString();
            String value = header.get(1).asString();
            if (!name.equals("Content-Length")) {
                headers.add(new Header(name, value.startsWith("@") ? recordings.chain(value.substring(1)) : value));
            }
        }
        Bytes body = bodies.get(recorded.path("bodySha256").asString(""));
        if (body == null) {
            body = switch (step.expected().body().orElse(new BodyRule.Empty())) {
                case BodyRule.Text rule -> Bytes.ofUtf8(rule.text());
                case BodyRule.Members rule -> Bytes.ofUtf8(rule.members().toString());
                default -> Bytes.EMPTY;
            };
        }
        return new Canned(recorded.get("status").asInt(), headers, body);
    }
}
