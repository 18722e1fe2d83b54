package dev.assay.simulator.pcs;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** One way for an answer to go wrong. */
public sealed interface PcsFault {

    /**
     * Another status instead of the answer.
     *
     * @param status as in 503
     * @param retryAfter value of that header
     * @param body in most cases nobody should read it
     */
    record Status(int status, Optional<String> retryAfter, String body) implements PcsFault {}

    /** The right answer, but only after a while. */
    record Late(Duration delay) implements PcsFault {}

    /**
     * The right answer, its body piece by piece.
     *
     * @param piece in bytes
     * @param pause before each piece
     */
    record Dripping(int piece, Duration pause) implements PcsFault {}

    /** The connection ends in the middle of the body. */
    record BrokenOff() implements PcsFault {}

    /** Half the body, with a Content-Length that fits. */
    record CutShort() implements PcsFault {}

    /** The connection ends before anything was answered. */
    record HungUp() implements PcsFault {}

    /**
     * The right headers and white space after the right body.
     *
     * @param size of the body in bytes
     */
    record Oversized(int size) implements PcsFault {}

    /** 200 with somebody's web page, as proxies and captive portals send it. */
    record WebPage() implements PcsFault {}

    /** Without the issuer chain. */
    record WithoutChain() implements PcsFault {}

    /** The issuer chain of another PKI. */
    record ForeignChain() implements PcsFault {}

    /** All names of headers in small letters, which HTTP allows. */
    record LowerCaseHeaders() implements PcsFault {}

    /** A genuine document of earlier days; expired from 30 days on. */
    record Old(Duration age) implements PcsFault {}

    /** The right document, signed by another key. */
    record WrongSigner() implements PcsFault {}

    /** A genuine document, but of another FMSPC, CA, enclave or platform. */
    record Misfiled() implements PcsFault {}

    /** An empty answer of that status. */
    static PcsFault status(int status) {
        return new Status(status, Optional.empty(), "");
    }

    /** 429 without advice. */
    static PcsFault throttled() {
        return status(429);
    }

    /** 429 with {@code Retry-After} in seconds. */
    static PcsFault throttled(Duration retryAfter) {
        return new Status(429, seconds(retryAfter), "");
    }

    /** 429 with {@code Retry-After} as a date. */
    static PcsFault throttledUntil(Instant instant) {
        return new Status(429, Optional.of(httpDate(instant)), "");
    }

    /** 503 without advice. */
    static PcsFault unavailable() {
        return status(503);
    }

    /** 503 with {@code Retry-After} in seconds. */
    static PcsFault unavailable(Duration retryAfter) {
        return new Status(503, seconds(retryAfter), "");
    }

    /** 503 with {@code Retry-After} as a date. */
    static PcsFault unavailableUntil(Instant instant) {
        return new Status(503, Optional.of(httpDate(instant)), "");
    }

    private static Optional<String> seconds(Duration duration) {
        return Optional.of(Long.toString(duration.toSeconds()));
    }

    /** IMF-fixdate. Source: RFC 9110, section 5.6.7. */
    static String httpDate(Instant instant) {
        return DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
                .format(instant.atOffset(ZoneOffset.UTC));
    }
}
