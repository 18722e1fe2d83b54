package dev.assay.provision.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import dev.assay.bytes.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A server on loopback that answers as a test says, one answer after the other, and remembers what it was asked. */
public final class FakeServer implements AutoCloseable {

    public record Asked(String method, String target, Headers headers, Bytes body) {}

    /**
     * What is answered.
     *
     * @param headers names and values in turn
     */
    public record Reply(int status, Bytes body, List<String> headers) {

        public static Reply of(int status, byte[] body, String... headers) {
            return new Reply(status, Bytes.of(body), List.of(headers));
        }

        public static Reply of(int status, String... headers) {
            return new Reply(status, Bytes.EMPTY, List.of(headers));
        }
    }

    private final HttpServer server;
    private final ExecutorService threads;
    public final List<Asked> asked = new ArrayList<>();
    private final ConcurrentLinkedQueue<Reply> replies = new ConcurrentLinkedQueue<>();
    private volatile Function<Asked, Reply> otherwise = asked -> Reply.of(404);

    public FakeServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads = Executors.newCachedThreadPool();
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                Asked question = new Asked(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI().toString(),
                        exchange.getRequestHeaders(),
                        Bytes.of(exchange.getRequestBody().readAllBytes()));
                synchronized (asked) {
                    asked.add(question);
                }
                Reply reply = replies.poll();
                if (reply == null) {
                    reply = otherwise.apply(question);
                }
                for (int i = 0; i < reply.headers().size(); i += 2) {
                    exchange.getResponseHeaders()
                            .add(reply.headers().get(i), reply.headers().get(i + 1));
                }
                exchange.sendResponseHeaders(
                        reply.status(),
                        reply.body().isEmpty() ? -1 : reply.body().length());
                exchange.getResponseBody().write(reply.body().toArray());
            }
        });
        server.start();
    }

    /** The next answers, each given once. */
    public FakeServer then(Reply... next) {
        replies.addAll(List.of(next));
        return this;
    }

    /** What is answered when nothing else is prescribed. */
    public FakeServer otherwise(Function<Asked, Reply> answer) {
        otherwise = answer;
        return this;
    }

    public int calls() {
        synchronized (asked) {
            return asked.size();
        }
    }

    public Asked last() {
        synchronized (asked) {
            return asked.get(asked.size() - 1);
        }
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
