package dev.assay.service.pccs.http;

import dev.assay.service.metrics.PccsMetrics;
import dev.assay.service.pccs.Refusal;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.json.JsonMapper;

/** The routes of those who watch the server: metrics, health, and the facts behind them for the administrator. Everything else is for the front door. */
record Watchers(PccsMetrics metrics, Tokens tokens, FrontDoor door) implements Handler {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String TEXT = "text/plain; charset=utf-8";

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        WatchedConnection connection = WatchedConnection.current();
        if (connection != null
                && !request.content().hasEntity()
                && request.headers().containsToken(HeaderValues.CONNECTION_CLOSE)) {
            connection.isLast();
        }
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
            case "/status" -> status(request, response);
            default -> door.handle(request, response);
        }
    }

    private void status(ServerRequest request, ServerResponse response) {
        try {
            tokens.check(Tokens.Role.ADMIN, FrontDoor.sent(request, Tokens.Role.ADMIN));
            send(response, 200, Answer.JSON, JSON.writeValueAsBytes(metrics.facts()));
        } catch (Refusal e) {
            send(response, e.status().code(), TEXT, bytes(e.status().sentence()));
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
