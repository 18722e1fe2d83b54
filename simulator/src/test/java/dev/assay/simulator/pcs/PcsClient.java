package dev.assay.simulator.pcs;

import dev.assay.bytes.Bytes;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Plain HTTP calls, as anybody makes them. */
final class PcsClient {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private PcsClient() {}

    record Reply(int status, java.net.http.HttpHeaders headers, Bytes body) {

        String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        /** A chain out of its header. */
        Bytes chain(String name) {
            return Bytes.ofUtf8(URLDecoder.decode(header(name), StandardCharsets.UTF_8));
        }
    }

    static Reply get(URI uri, String... headers) throws IOException, InterruptedException {
        return get(HTTP, uri, headers);
    }

    static Reply get(HttpClient http, URI uri, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20));
        return reply(http, (headers.length == 0 ? request : request.headers(headers)).build());
    }

    static Reply post(URI uri, String contentType, Bytes body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toArray()));
        return reply(HTTP, (headers.length == 0 ? request : request.headers(headers)).build());
    }

    private static Reply reply(HttpClient http, HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        return new Reply(response.statusCode(), response.headers(), Bytes.of(response.body()));
    }
}
