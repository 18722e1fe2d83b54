package dev.assay.platform;

import java.time.Duration;

/**
 * The moment at which somebody stops waiting, by the clock that only goes forward.
 *
 * @param nanos of {@link System#nanoTime}
 */
public record Deadline(long nanos) {

    /** Nobody waits longer; moments more than 292 years apart cannot be told which is first. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    /** {@code patience} from now, a hundred years at most. */
    public static Deadline in(Duration patience) {
        Duration bounded = patience.compareTo(LONGEST) > 0 ? LONGEST : patience;
        return new Deadline(System.nanoTime() + bounded.toNanos());
    }

    /** What is left; zero when it has passed. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, nanos - System.nanoTime()));
    }

    /** What is left in whole milliseconds, at least 1 while anything is. */
    public int remainingMillis() {
        long left = nanos - System.nanoTime();
        return left <= 0 ? 0 : (int) Math.min(Integer.MAX_VALUE, 1 + left / 1_000_000);
    }

    public boolean hasPassed() {
        return nanos - System.nanoTime() <= 0;
    }

    /** The earlier of both. */
    public Deadline orIn(Duration patience) {
        Deadline other = in(patience);
        return other.nanos - nanos < 0 ? other : this;
    }
}
