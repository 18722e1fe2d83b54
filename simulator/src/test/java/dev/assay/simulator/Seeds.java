package dev.assay.simulator;

import java.util.stream.LongStream;

/**
 * Seeds for properties. JUnit prints the one that failed; {@code -Dassay.seed=<it> -Dassay.seeds=1} tries that one alone,
 * {@code -Dassay.seeds=1000} tries many.
 */
final class Seeds {

    private static final long FIRST = Long.getLong("assay.seed", 1);

    private Seeds() {}

    static LongStream two() {
        return some(2);
    }

    static LongStream four() {
        return some(4);
    }

    static LongStream forty() {
        return some(40);
    }

    static LongStream hundred() {
        return some(100);
    }

    private static LongStream some(int usual) {
        return LongStream.range(FIRST, FIRST + Integer.getInteger("assay.seeds", usual));
    }
}
