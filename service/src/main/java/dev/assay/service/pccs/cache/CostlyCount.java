package dev.assay.service.pccs.cache;

import java.util.function.LongSupplier;

/**
 * A count whose cost grows with what is counted, for those who ask again and again: it is made anew when 500 times the time
 * that it took have passed. A million platforms take 0.14 s on SQLite and 0.6 s on PostgreSQL, so they are counted every one
 * to five minutes; a thousand are counted whenever somebody asks.
 */
final class CostlyCount {

    private static final long SELDOM = 500;

    private final LongSupplier nanos;
    private boolean counted;
    private long count;
    private long cost;
    private long at;

    /** @param nanos as {@link System#nanoTime} */
    CostlyCount(LongSupplier nanos) {
        this.nanos = nanos;
    }

    synchronized long of(LongSupplier counting) {
        long start = nanos.getAsLong();
        if (!counted || start - at >= SELDOM * cost) {
            count = counting.getAsLong();
            at = nanos.getAsLong();
            cost = at - start;
            counted = true;
        }
        return count;
    }
}
