package dev.assay.cli.watch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.assay.cli.verdict.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Shows metrics on loopback: {@code /metrics} for Prometheus, {@code /health} for whoever watches the watch.
 *
 * <p>The JDK's own server does for two fixed pages and a scraper; those that face networks are in the service.
 */
public final class MetricsServer implements AutoCloseable {

    /** In seconds: whoever is slower is hung up on. */
    private static final String PATIENCE = "10";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final WatchMetrics metrics;
    private final Duration late;

    private MetricsServer(HttpServer server, WatchMetrics metrics, Duration late) {
        this.server = server;
        this.metrics = metrics;
        this.late = late;
    }

    /**
     * Starts.
     *
     * @param port 0 for a free one
     * @param late how old the last round may be for the watch to be healthy
     * @throws IOException if the port cannot be had
     */
    public static MetricsServer start(int port, WatchMetrics metrics, Duration late) throws IOException {
        System.setProperty("sun.net.httpserver.maxReqTime", PATIENCE);
        System.setProperty("sun.net.httpserver.maxRspTime", PATIENCE);
        HttpServer server = HttpServer.create(
                new InetSocketAddress(InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1}), port), 16);
        MetricsServer started = new MetricsServer(server, metrics, late);
        server.setExecutor(started.threads);
        server.createContext("/", exchange -> send(exchange, 404, "text/plain", "/metrics and /health are here\n"));
        server.createContext("/metrics", started::metrics);
        server.createContext("/health", started::health);
        server.start();
        return started;
    }

    /** Where metrics are to be had. */
    public String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/metrics";
    }

    private void metrics(HttpExchange exchange) throws IOException {
        if (exchange.getRequestURI().getPath().equals("/metrics")) {
            send(exchange, 200, WatchMetrics.CONTENT_TYPE, new String(metrics.text(), StandardCharsets.UTF_8));
        } else {
            send(exchange, 404, "text/plain", "/metrics and /health are here\n");
        }
    }

    /** Healthy is a watch that works; what it finds is in its metrics. */
    private void health(HttpExchange exchange) throws IOException {
        boolean inTime = metrics.age().filter(age -> age.compareTo(late) <= 0).isPresent();
        String outcome = metrics.outcome().map(Outcome::toString).orElse("no round yet");
        send(exchange, inTime ? 200 : 503, "text/plain", (inTime ? outcome : "late; last: " + outcome) + "\n");
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        try (exchange) {
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(status, head ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
