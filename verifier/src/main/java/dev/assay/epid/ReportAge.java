package dev.assay.epid;

import java.time.Duration;
import java.time.Instant;

/**
 * How old a report may be, in the caller's eyes. There is no default: the service was switched off in 2025, so that a
 * report is either an archived one or a replayed one, and only the caller knows which of the two matters.
 */
public sealed interface ReportAge {

    /**
     * Not older than {@code max} at the instant {@code at}, and not made after it.
     *
     * @param max from zero
     */
    static ReportAge atMost(Duration max, Instant at) {
        return new Limited(max, at);
    }

    /** Any age. An attacker may then show a report from before the platform was broken into. */
    static ReportAge acceptAny() {
        return new Unlimited();
    }

    /** See {@link #atMost}. */
    record Limited(Duration max, Instant at) implements ReportAge {

        public Limited {
            if (max.isNegative()) {
                throw new IllegalArgumentException("a report cannot be younger than zero: " + max);
            }
        }
    }

    /** See {@link #acceptAny}. */
    record Unlimited() implements ReportAge {}
}
