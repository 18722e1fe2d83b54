package dev.assay.service.pccs.faults;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** A client of replicas, with a time limit on everything. */
final class Client {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    HttpResponse<byte[]> get(URI replica, String target, String... headers) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(replica.resolve(target)), headers);
    }

    HttpResponse<byte[]> post(URI replica, String target, String json, String... headers)
            throws IOException, InterruptedException {
        return send(
                HttpRequest.newBuilder(replica.resolve(target))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json)),
                headers);
    }

    HttpResponse<byte[]> put(URI replica, String target, byte[] json, String... headers)
            throws IOException, InterruptedException {
        return send(
                HttpRequest.newBuilder(replica.resolve(target))
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofByteArray(json)),
                headers);
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request, String... headers)
            throws IOException, InterruptedException {
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofByteArray());
    }
}
