package dev.assay.provision.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** The header by which a server says how long it wants to be left alone. Source: RFC 9110, section 10.2.3. */
final class RetryAfter {

    /** Who says more means: not in this process's life. */
    private static final Duration LONGEST = Duration.ofDays(366);

    private RetryAfter() {}

    /** From {@code now} on; empty where {@code header} is neither a number of seconds nor a date. */
    static Optional<Duration> parse(String header, Instant now) {
        String text = header.strip();
        if (text.matches("[0-9]{1,18}")) {
            return Optional.of(Duration.ofSeconds(Math.min(LONGEST.toSeconds(), Long.parseLong(text))));
        }
        try {
            Instant date = DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from);
            Duration wait = Duration.between(now, date);
            if (wait.isNegative()) {
                return Optional.of(Duration.ZERO);
            }
            return Optional.of(wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
        } catch (DateTimeException notADate) {
            return Optional.empty();
        }
    }
}
