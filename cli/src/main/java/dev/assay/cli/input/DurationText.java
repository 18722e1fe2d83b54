package dev.assay.cli.input;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Reads spans of time as people write them: {@code 500ms}, {@code 30s}, {@code 10m}, {@code 1h}, {@code 1d}; ISO 8601 too. */
public final class DurationText {

    private static final int MAX_DIGITS = 9;

    /** A hundred years; clocks count nanoseconds, of which 64 bits hold 292. */
    private static final Duration LONGEST = Duration.ofDays(36_525);

    private DurationText() {}

    /** The span of a text; empty if it is none, lasts no time or longer than a hundred years. */
    public static Optional<Duration> parse(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        int digits = 0;
        while (digits < lower.length() && lower.charAt(digits) >= '0' && lower.charAt(digits) <= '9') {
            digits++;
        }
        Optional<Duration> parsed = digits == 0 ? iso(text) : counted(lower, digits);
        return parsed.filter(span -> !span.isNegative() && !span.isZero() && span.compareTo(LONGEST) <= 0);
    }

    private static Optional<Duration> counted(String text, int digits) {
        if (digits > MAX_DIGITS) {
            return Optional.empty();
        }
        long number = Long.parseLong(text.substring(0, digits));
        return switch (text.substring(digits).strip()) {
            case "ms" -> Optional.of(Duration.ofMillis(number));
            case "s" -> Optional.of(Duration.ofSeconds(number));
            case "m", "min" -> Optional.of(Duration.ofMinutes(number));
            case "h" -> Optional.of(Duration.ofHours(number));
            case "d" -> Optional.of(Duration.ofDays(number));
            default -> Optional.empty();
        };
    }

    private static Optional<Duration> iso(String text) {
        try {
            return Optional.of(Duration.parse(text.strip()));
        } catch (DateTimeException notIso) {
            return Optional.empty();
        }
    }

    /** As people write it: {@code 10m}, {@code 90s}. */
    public static String of(Duration span) {
        if (span.toMillis() % 1000 != 0) {
            return span.toMillis() + "ms";
        }
        long seconds = span.toSeconds();
        if (seconds % 3600 == 0) {
            return seconds / 3600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
