package dev.assay.platform.azure;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.internal.json.JsonObject;
import dev.assay.internal.json.JsonText;
import dev.assay.platform.Deadline;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Azure's metadata service, which has a TD's report quoted by the host.
 *
 * <p>{@code POST /acc/tdquote} with {@code {"report": TDREPORT}} answers {@code {"quote": ...}}, both in base64url; the
 * request needs the header {@code Content-Type: application/json} and no other. The address is link-local: no proxy
 * stands before it, and redirects would lead away from the host. Source: kinvolk/azure-cvm-tooling,
 * az-cvm-vtpm/az-tdx-vtpm/src/imds.rs.
 *
 * <p>The service is slow to say no: what Microsoft's guide advises for it (429 and 5xx to be tried again with growing
 * pauses) is done here, up to {@value #TRIES} times and never beyond the deadline.
 */
final class QuoteService implements AutoCloseable {

    /** Where every virtual machine of Azure's has it. */
    static final URI ADDRESS = URI.create("http://169.254.169.254/");

    private static final String PATH = "acc/tdquote";

    /** Quotes have some 5,000 bytes. */
    private static final int MAX_ANSWER = 64 << 10;

    private static final int TRIES = 4;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(3);

    private final URI endpoint;
    private final HttpClient http;
    private volatile boolean closed;

    QuoteService(URI address) {
        this.endpoint = address.resolve(PATH);
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .proxy(HttpClient.Builder.NO_PROXY)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_PATIENCE)
                .build();
    }

    /** The quote about {@code report}, as the service sent it. */
    Bytes quote(Bytes report, Deadline deadline) throws QuoteException {
        HttpRequest request = HttpRequest.newBuilder(endpoint)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JsonText.object(
                        Map.of("report", Base64.getUrlEncoder().withoutPadding().encodeToString(report.toArray())))))
                .build();
        for (int tries = 1; ; tries++) {
            HttpResponse<byte[]> response = send(request, deadline);
            Duration pause = FIRST_PAUSE.multipliedBy(1L << (tries - 1));
            boolean again = passes(response.statusCode())
                    && tries < TRIES
                    && deadline.remaining().compareTo(pause) > 0;
            if (!again) {
                return read(response.statusCode(), response.body());
            }
            sleep(pause);
        }
    }

    @Override
    public void close() {
        closed = true;
        http.shutdownNow();
    }

    private HttpResponse<byte[]> send(HttpRequest request, Deadline deadline) throws QuoteException {
        CompletableFuture<HttpResponse<byte[]>> sent = http.sendAsync(
                request, HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_ANSWER));
        try {
            return sent.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            sent.cancel(true);
            throw new QuoteException(
                            Reason.TIMEOUT,
                            endpoint + " did not answer in time",
                            "allow more time; if it stays so: curl -m 10 -i -X POST " + endpoint)
                    .causedBy(e);
        } catch (InterruptedException e) {
            sent.cancel(true);
            Thread.currentThread().interrupt();
            throw new QuoteException(Reason.BUSY, "interrupted while waiting for " + endpoint, "ask again").causedBy(e);
        } catch (ExecutionException e) {
            throw failed(Objects.requireNonNullElse(e.getCause(), e));
        }
    }

    private QuoteException failed(Throwable cause) {
        if (closed) {
            return new QuoteException(Reason.ABSENT, "closed while waiting for " + endpoint, "open the source anew")
                    .causedBy(cause);
        }
        if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
            return new QuoteException(
                            Reason.ABSENT,
                            "no connection to " + endpoint,
                            "let the metadata service through: in a container use the host's network, "
                                    + "and look for firewall rules about " + endpoint.getHost())
                    .causedBy(cause);
        }
        if (cause instanceof IOException) {
            return new QuoteException(
                            Reason.BROKEN,
                            endpoint + " broke off or sent more than " + MAX_ANSWER + " bytes: " + cause.getMessage(),
                            "try again; if it stays so: curl -i -X POST " + endpoint)
                    .causedBy(cause);
        }
        throw new IllegalStateException(cause);
    }

    /** The quote in an answer of the service. */
    Bytes read(int status, byte[] body) throws QuoteException {
        if (status != 200) {
            throw refused(status, body);
        }
        try {
            String quote =
                    JsonObject.parse("answer of " + endpoint, Bytes.of(body)).string("quote");
            return Bytes.of(Base64.getUrlDecoder().decode(quote));
        } catch (MalformedException e) {
            throw unreadable(String.valueOf(e.getMessage())).causedBy(e);
        } catch (IllegalArgumentException e) {
            throw unreadable("answer of " + endpoint + ", quote: not base64url, " + e.getMessage())
                    .causedBy(e);
        }
    }

    private QuoteException unreadable(String problem) {
        return new QuoteException(
                Reason.BROKEN,
                problem,
                "see what answers there, a proxy or another service: curl -i -X POST " + endpoint);
    }

    private QuoteException refused(int status, byte[] body) {
        String found = endpoint + " answered " + status + excerpt(body);
        String code = "HTTP " + status;
        return switch (status) {
            case 400 ->
                new QuoteException(
                        Reason.REFUSED,
                        code,
                        found + ": it does not take the report",
                        "ask again; if it stays so, restart the virtual machine, so that its report is of the host it runs on");
            case 404, 405 ->
                new QuoteException(
                        Reason.UNSUPPORTED,
                        code,
                        found + ": it does not quote here",
                        "use a size with TDX, DCesv5, ECesv5 or newer, in a region that has it");
            case 429 ->
                new QuoteException(
                        Reason.BUSY, code, found + ": asked too often", "ask again in a few seconds, and less often");
            default -> {
                boolean moved = status >= 300 && status < 400;
                if (moved) {
                    yield new QuoteException(
                            Reason.BROKEN,
                            code,
                            found + ": the metadata service does not redirect",
                            "look for a proxy that answers in its place: curl -i -X POST " + endpoint);
                }
                yield status >= 500 || status == 410
                        ? new QuoteException(
                                Reason.BUSY,
                                code,
                                found + ": the service is not well, or being updated",
                                "ask again in a minute; Azure's status page says whether others have it too")
                        : new QuoteException(
                                Reason.REFUSED, code, found, "see what it says: curl -i -X POST " + endpoint);
            }
        };
    }

    private static boolean passes(int status) {
        return status == 429 || status == 410 || status >= 500;
    }

    private static String excerpt(byte[] body) {
        String text = Bytes.of(body).utf8().replaceAll("[^\\x20-\\x7e]+", " ").strip();
        if (text.isEmpty()) {
            return "";
        }
        return " (" + (text.length() <= 120 ? text : text.substring(0, 120) + "…") + ")";
    }

    private static void sleep(Duration pause) throws QuoteException {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QuoteException(Reason.BUSY, "interrupted while waiting for Azure's metadata service", "ask again")
                    .causedBy(e);
        }
    }
}
