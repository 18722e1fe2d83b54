package dev.assay.provision;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Why something could not be fetched: who was asked, what he said, and when to ask again. */
public final class FetchException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What to make of it. */
    public enum Reason {
        /** The source says that there is no such thing. */
        NOT_FOUND,
        /** It was there, and has been withdrawn: a TCB evaluation data number that is too old, an API that has ended. */
        GONE,
        /** The source takes the request for wrong. */
        BAD_REQUEST,
        /** No, or no valid, subscription key or token. */
        UNAUTHORIZED,
        /** Too many requests. */
        THROTTLED,
        /** The source is there and cannot answer now. */
        UNAVAILABLE,
        /** No connection: no such host, refused, TLS not trusted. */
        UNREACHABLE,
        /** No answer in time. */
        TIMED_OUT,
        /** An answer that is none: too long, cut off, without its headers, a web page. */
        UNUSABLE_ANSWER,
        /** An answer that another than Intel has made, or another document than the one that was asked for. */
        NOT_GENUINE,
        /** The thread was interrupted while it waited. */
        INTERRUPTED
    }

    private final Reason reason;
    private final String source;
    private final int status;
    private final @Nullable Duration retryAfter;
    private final transient List<FetchException> attempts;

    private FetchException(
            Reason reason,
            String source,
            int status,
            @Nullable Duration retryAfter,
            String message,
            List<FetchException> attempts,
            @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.source = source;
        this.status = status;
        this.retryAfter = retryAfter;
        this.attempts = List.copyOf(attempts);
    }

    /**
     * What went wrong with one source.
     *
     * @param source who was asked, as in {@code https://host:8081/sgx/certification/v4/}
     * @param message what was found, what was expected, what to do
     */
    public static FetchException of(Reason reason, String source, String message) {
        return new FetchException(reason, source, 0, null, message, List.of(), null);
    }

    /** What went wrong with one source, and the exception behind it. */
    public static FetchException of(Reason reason, String source, String message, Throwable cause) {
        return new FetchException(reason, source, 0, null, message, List.of(), cause);
    }

    /** The source answered with a status that is no success. */
    public static FetchException ofStatus(
            Reason reason, String source, int status, Optional<Duration> retryAfter, String message) {
        return new FetchException(reason, source, status, retryAfter.orElse(null), message, List.of(), null);
    }

    /** Several sources were asked in turn and none had it; the last word on the reason has the most telling answer. */
    public static FetchException ofAttempts(Reason reason, String message, List<FetchException> attempts) {
        Duration earliest = attempts.stream()
                .flatMap(attempt -> attempt.retryAfter().stream())
                .min(Duration::compareTo)
                .orElse(null);
        return new FetchException(reason, "", 0, earliest, message, attempts, null);
    }

    public Reason reason() {
        return reason;
    }

    /** Who was asked; empty where several were. */
    public String source() {
        return source;
    }

    /** The HTTP status, where there was an answer. */
    public OptionalInt status() {
        return status == 0 ? OptionalInt.empty() : OptionalInt.of(status);
    }

    /** How long the source wants to be left alone. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** What each source said, where several were asked. */
    public List<FetchException> attempts() {
        return attempts;
    }
}
