package dev.assay.service.pccs.cache;

import dev.assay.service.pccs.store.DocumentTable.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/**
 * When a document that is kept should be asked for again: when it has expired or soon will, and when the schedule has
 * passed over it.
 *
 * @param ahead how long before it expires
 */
record Freshness(Cron cron, ZoneId zone, Duration ahead) {

    /** No document is asked for more often than this, whatever its dates say. */
    static final Duration PACE = Duration.ofMinutes(1);

    /** As long as nothing happens to a document, its answers may be given again for this time. */
    private static final Duration LONGEST = Duration.ofHours(1);

    boolean isExpired(Instant nextUpdate, Instant now) {
        return nextUpdate.isBefore(now);
    }

    boolean expiresSoon(Instant nextUpdate, Instant now) {
        return nextUpdate.minus(ahead).isBefore(now);
    }

    /** Whether the upstream may have a newer one. */
    boolean isDue(Instant nextUpdate, Instant fetched, Instant now) {
        if (fetched.isAfter(now)) {
            // The clock was wrong then or is now; asking once more costs little and sets it right.
            return fetched.isAfter(now.plus(PACE));
        }
        return !now.isBefore(dueAt(nextUpdate, fetched));
    }

    /** Until when an answer made of {@code row} may be given without looking again. */
    Instant revisit(Row row, Instant now) {
        Instant until = now.plus(LONGEST);
        Instant due = dueAt(row.nextUpdate(), row.fetched());
        until = earlier(until, due.isAfter(now) ? due : now.plus(PACE));
        return row.nextUpdate().isBefore(now) ? until : earlier(until, row.nextUpdate());
    }

    private Instant dueAt(Instant nextUpdate, Instant fetched) {
        Instant scheduled = cron.next(fetched, zone);
        return later(earlier(scheduled, nextUpdate.minus(ahead)), fetched.plus(PACE));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
