package dev.assay.cli.text;

import java.time.Duration;
import java.time.Instant;

/** How far an instant lies from another, in words. */
public final class Distance {

    private Distance() {}

    /** As in {@code in 29 days}; {@code expired} for what is over. */
    public static String until(Instant at, Instant until) {
        return until.isBefore(at) ? "expired" : "in " + words(Duration.between(at, until));
    }

    /** As in {@code 3 hours ago}. */
    public static String since(Instant at, Instant since) {
        return since.isAfter(at) ? until(at, since) : words(Duration.between(since, at)) + " ago";
    }

    private static String words(Duration distance) {
        long days = distance.toDays();
        if (days > 730) {
            return days / 365 + " years";
        }
        if (days > 0) {
            return days == 1 ? "1 day" : days + " days";
        }
        long hours = distance.toHours();
        if (hours > 0) {
            return hours == 1 ? "1 hour" : hours + " hours";
        }
        long minutes = distance.toMinutes();
        return minutes == 1 ? "1 minute" : minutes + " minutes";
    }
}
