package dev.assay.service.pccs.http;

import dev.assay.service.pccs.Refusal;
import dev.assay.service.pccs.Status;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** An answer with all its bytes, ready to be given to any number of clients. Nobody may change its body. */
final class Answer {

    static final String HTML = "text/html; charset=utf-8";
    static final String JSON = "application/json; charset=utf-8";

    private static final int LONGEST_CAUSE = 500;
    private static final Header NO_SNIFFING = HeaderValues.createCached("X-Content-Type-Options", "nosniff");

    private final int status;
    private final String reason;
    private final List<Header> headers;
    private final byte[] body;
    private final Optional<String> etag;
    private final Optional<String> cause;
    private final Optional<Instant> keep;

    private Answer(
            int status,
            String reason,
            List<Header> headers,
            byte[] body,
            Optional<String> etag,
            Optional<String> cause,
            Optional<Instant> keep) {
        this.status = status;
        this.reason = reason;
        this.headers = List.copyOf(headers);
        this.body = body;
        this.etag = etag;
        this.cause = cause;
        this.keep = keep;
    }

    int status() {
        return status;
    }

    String reason() {
        return reason;
    }

    /** All but those of the single request and connection. */
    List<Header> headers() {
        return headers;
    }

    byte[] body() {
        return body;
    }

    /** Weak, as Intel's server makes them; only successes of reads have one. */
    Optional<String> etag() {
        return etag;
    }

    /** Of a refusal, for the log. */
    Optional<String> cause() {
        return cause;
    }

    /** Until when it may be given again, as long as the cache's revision stays; empty: not at all. */
    Optional<Instant> keep() {
        return keep;
    }

    /** Nothing: the client has it already. */
    static Answer notModified() {
        return new Answer(
                304, "Not Modified", List.of(), new byte[0], Optional.empty(), Optional.empty(), Optional.empty());
    }

    static Header header(String name, String value) {
        return HeaderValues.createCached(HeaderNames.create(name), value);
    }

    /** A success. */
    static Answer ok(String contentType, byte[] body, Header... more) {
        List<Header> headers = new ArrayList<>(List.of(more));
        headers.add(header("Content-Type", contentType));
        return new Answer(200, "OK", headers, body, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Intel's sentence for a status. A 503 has none: Intel's client would put it in front of the next answer. */
    static Answer sentence(Status status) {
        byte[] body =
                status == Status.UNAVAILABLE ? new byte[0] : status.sentence().getBytes(StandardCharsets.US_ASCII);
        List<Header> headers = body.length == 0 ? List.of() : List.of(header("Content-Type", HTML), NO_SNIFFING);
        return new Answer(
                status.code(), reason(status), headers, body, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** What is said to a refusal: the status and its sentence, and the cause in a header. */
    static Answer refusal(Refusal refusal) {
        String cause = headerText(String.valueOf(refusal.getMessage()));
        Answer answer =
                sentence(refusal.status()).with(header("Assay-Cause", cause)).because(cause);
        Optional<Duration> later = refusal.retryAfter();
        return later.isEmpty()
                ? answer
                : answer.with(header(
                        "Retry-After", Long.toString(Math.max(1, later.get().toSeconds()))));
    }

    /** A path that is not there. */
    static Answer noSuchPage() {
        String page = """
                <!DOCTYPE html>
                <html lang="en">
                <head><meta charset="utf-8"><title>Not found</title></head>
                <body><pre>There is no such route here.</pre></body>
                </html>
                """;
        List<Header> headers = List.of(
                header("Content-Type", HTML), NO_SNIFFING, header("Content-Security-Policy", "default-src 'none'"));
        return new Answer(
                404,
                "Not Found",
                headers,
                page.getBytes(StandardCharsets.US_ASCII),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    Answer with(Header header) {
        List<Header> more = new ArrayList<>(headers);
        more.add(header);
        return new Answer(status, reason, more, body, etag, cause, keep);
    }

    Answer because(String text) {
        return new Answer(status, reason, headers, body, etag, Optional.of(text), keep);
    }

    Answer keptUntil(Instant until) {
        return new Answer(status, reason, headers, body, etag, cause, Optional.of(until));
    }

    /** With the tag by which a client asks whether it is still the same. */
    Answer tagged() {
        String tag = "W/\"" + Integer.toHexString(body.length) + "-" + digest(body) + "\"";
        Answer tagged = with(header("ETag", tag));
        return new Answer(status, reason, tagged.headers, body, Optional.of(tag), cause, keep);
    }

    /** Whether a client that has the documents of these tags has this one. */
    boolean matches(String ifNoneMatch) {
        if (etag.isEmpty()) {
            return false;
        }
        String wanted = opaque(etag.get());
        for (String tag : ifNoneMatch.split(",", 50)) {
            String text = tag.strip();
            if (text.equals("*") || opaque(text).equals(wanted)) {
                return true;
            }
        }
        return false;
    }

    private static String opaque(String tag) {
        return tag.startsWith("W/") ? tag.substring(2) : tag;
    }

    /** One line of printable ASCII: a header cannot be split by what stands in a cause. */
    static String headerText(String text) {
        StringBuilder line = new StringBuilder(Math.min(text.length(), LONGEST_CAUSE));
        for (int i = 0; i < text.length() && line.length() < LONGEST_CAUSE; i++) {
            char c = text.charAt(i);
            line.append(c >= ' ' && c < 127 ? c : c < ' ' ? ' ' : '?');
        }
        return line.toString().strip();
    }

    private static String reason(Status status) {
        return switch (status) {
            case OK -> "OK";
            case BAD_REQUEST -> "Bad Request";
            case UNAUTHORIZED -> "Unauthorized";
            case NOT_FOUND -> "Not Found";
            case GONE -> "Gone";
            case TOO_LARGE -> "Payload Too Large";
            case INTEGRITY_ERROR, PLATFORM_UNKNOWN, CERTIFICATES_UNAVAILABLE -> "unknown";
            case INTERNAL_ERROR -> "Internal Server Error";
            case UPSTREAM_ERROR -> "Bad Gateway";
            case UNAVAILABLE -> "Service Unavailable";
        };
    }

    private static String digest(byte[] body) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash).substring(0, 27);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
