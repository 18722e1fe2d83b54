package dev.assay.provision.http;

import dev.assay.bytes.Bytes;
import dev.assay.provision.FetchException;
import dev.assay.provision.FetchException.Reason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer. Bounded in time from the name's look-up to the body's last byte and bounded in size;
 * HTTP/1.1 alone, no redirects followed, no cookies, no compression.
 */
final class Wire {

    private final HttpClient client;
    private final Duration connectTimeout;

    Wire(HttpOptions options) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(options.connectTimeout())
                .proxy(options.proxies());
        options.tls().ifPresent(builder::sslContext);
        this.client = builder.build();
        this.connectTimeout = options.connectTimeout();
    }

    /**
     * Sends once.
     *
     * @param patience for everything
     */
    Answer send(Question question, Duration patience) throws FetchException {
        HttpRequest request = request(question);
        BoundedBody.Reception reception = BoundedBody.upTo(question.limit());
        CompletableFuture<HttpResponse<Bytes>> pending;
        try {
            pending = client.sendAsync(request, reception);
        } catch (IllegalArgumentException unusable) {
            // A proxy of the environment that cannot be read.
            throw failure(Reason.UNREACHABLE, question, String.valueOf(unusable.getMessage()), unusable);
        }
        try {
            HttpResponse<Bytes> response = pending.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            return new Answer(response.statusCode(), response.headers(), response.body());
        } catch (TimeoutException tooLate) {
            pending.cancel(true);
            throw failure(
                    Reason.TIMED_OUT, question, "no whole answer within " + text(patience) + "; try again later", null);
        } catch (InterruptedException interrupted) {
            pending.cancel(true);
            Thread.currentThread().interrupt();
            throw failure(Reason.INTERRUPTED, question, "interrupted while it waited for the answer", interrupted);
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            throw cause instanceof BoundedBody.TooLongException
                    ? explain(question, cause)
                    : explain(
                            question,
                            reception.cutOffBy(cause).map(Throwable.class::cast).orElse(cause));
        }
    }

    private static HttpRequest request(Question question) {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(question.uri()).header("Accept", "*/*").header("User-Agent", "assay");
        question.headers().forEach(builder::header);
        if (question.content().isPresent()) {
            builder.header("Content-Type", question.contentType())
                    .POST(BodyPublishers.ofByteArray(question.content().get().toArray()));
        }
        return builder.build();
    }

    private FetchException explain(Question question, Throwable failure) {
        Throwable cause = failure instanceof IOException
                        && failure.getCause() instanceof IOException inner
                        && !(failure instanceof SSLException)
                ? inner
                : failure;
        if (failure instanceof BoundedBody.TooLongException || failure instanceof BoundedBody.CutOffException) {
            return failure(Reason.UNUSABLE_ANSWER, question, "an answer that is " + message(failure), failure);
        }
        if (cause instanceof HttpConnectTimeoutException) {
            return failure(
                    Reason.TIMED_OUT,
                    question,
                    "no connection within " + text(connectTimeout) + "; see whether a firewall or proxy is in between",
                    failure);
        }
        if (has(failure, UnresolvedAddressException.class)) {
            return failure(
                    Reason.UNREACHABLE, question, "no host of that name; check the address, DNS, proxy", failure);
        }
        if (has(failure, ConnectException.class)) {
            return failure(
                    Reason.UNREACHABLE, question, "no connection: " + message(cause) + "; is the server up?", failure);
        }
        if (has(failure, SSLException.class)) {
            return failure(
                    Reason.UNREACHABLE,
                    question,
                    "no TLS connection: " + message(cause)
                            + "; its certificate must lead to one that this JVM trusts and must name the host",
                    failure);
        }
        if (has(failure, ProtocolException.class)) {
            return failure(Reason.UNUSABLE_ANSWER, question, "no HTTP: " + message(cause), failure);
        }
        return failure(Reason.UNREACHABLE, question, "the connection broke: " + message(cause), failure);
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> type) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 8; depth++) {
            if (type.isInstance(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : Printable.line(message);
    }

    static FetchException failure(Reason reason, Question question, String message, @Nullable Throwable cause) {
        String whole = question.what() + " from " + question.source() + ": " + message;
        return cause == null
                ? FetchException.of(reason, question.source(), whole)
                : FetchException.of(reason, question.source(), whole, cause);
    }

    static String text(Duration duration) {
        long millis = (duration.toMillis() + 5) / 10 * 10;
        return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
    }
}
