package dev.assay.cli.watch;

import java.time.Duration;

/**
 * A fixed rate: beats lie whole periods after the first one, however long what happens at them takes. A beat that is over
 * before anybody waits for it is left out, so that nothing piles up.
 */
final class Pace {

    private final long period;
    private final long first;

    /** The first beat is at {@code now}, in nanoseconds of a clock that only goes forward. */
    Pace(Duration period, long now) {
        this.period = period.toNanos();
        this.first = now;
    }

    /** Nanoseconds from {@code now} to the next beat; at least 1, at most a period. */
    long untilNext(long now) {
        return period - Math.floorMod(now - first, period);
    }
}
