package dev.assay.service.pccs.http;

import dev.assay.service.metrics.PccsMetrics;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;

/** The routes of those who watch the server: metrics and health. Everything else is for the front door. */
record Watchers(PccsMetrics metrics, FrontDoor door) implements Handler {

    private static final String TEXT = "text/plain; charset=utf-8";

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        String path = request.prologue().uriPath().rawPath();
        if (path.startsWith("/sgx/") || path.startsWith("/tdx/")) {
            door.handle(request, response);
            return;
        }
        switch (path) {
            case "/metrics" -> send(response, 200, PccsMetrics.CONTENT_TYPE, metrics.text());
            case "/health/live" -> send(response, 200, TEXT, bytes("alive\n"));
            case "/health/ready", "/healthz" -> {
                boolean ready = metrics.facts().databaseUp();
                send(response, ready ? 200 : 503, TEXT, bytes(ready ? "ready\n" : ""));
            }
            default -> door.handle(request, response);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static void send(ServerResponse response, int status, String contentType, byte[] body) {
        WatchedConnection connection = WatchedConnection.current();
        if (connection != null) {
            connection.answerBegins();
        }
        response.status(io.helidon.http.Status.create(status));
        response.header(Answer.header("Content-Type", contentType));
        response.header(Answer.header("Cache-Control", "no-store"));
        response.send(body);
        if (connection != null) {
            connection.requestEnds();
        }
    }
}
