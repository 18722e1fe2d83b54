package dev.assay.service.pccs.http;

import dev.assay.bytes.Bytes;
import dev.assay.service.pccs.Refusal;
import dev.assay.service.pccs.Status;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The body of a request, up to the length that a client may send, however it comes. */
record RequestBody(ServerRequest request, int longest) implements Call.Body {

    @Override
    public Bytes read() throws Refusal {
        long announced = request.headers().contains(HeaderNames.CONTENT_LENGTH)
                ? request.headers().contentLength().orElse(-1)
                : -1;
        if (announced > longest) {
            throw tooLong();
        }
        if (!request.content().hasEntity()) {
            return Bytes.EMPTY;
        }
        WatchedConnection connection = WatchedConnection.current();
        if (connection != null) {
            connection.bodyBegins();
        }
        try (InputStream stream = request.content().inputStream()) {
            byte[] bytes = stream.readNBytes(longest + 1);
            if (bytes.length > longest) {
                throw tooLong();
            }
            if (connection != null) {
                connection.requestBegins();
                if (request.headers().containsToken(HeaderValues.CONNECTION_CLOSE)) {
                    connection.isLast();
                }
            }
            return Bytes.of(bytes);
        } catch (IOException | UncheckedIOException | HttpException e) {
            throw new Refusal(Status.BAD_REQUEST, "the body ends or breaks before its end: " + e.getMessage());
        }
    }

    private Refusal tooLong() {
        return new Refusal(Status.TOO_LARGE, "the body is longer than " + longest + " bytes; see MaxRequestBodySize");
    }
}
