package dev.assay.service.pccs.cache;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What this replica has tried to refresh, and how it went. What brought nothing new is tried again after one minute, two,
 * four and so on, up to an hour.
 */
final class Attempts {

    private static final int MAX_DOUBLINGS = 6;
    private static final Duration LONGEST = Duration.ofHours(1);

    /**
     * The last try.
     *
     * @param inVain how many tries in a row brought nothing new
     * @param error why it failed, where it did
     */
    record Attempt(Instant at, int inVain, Optional<String> error) {}

    private final InstantSource clock;
    private final Map<String, Attempt> attempts = new ConcurrentHashMap<>();

    Attempts(InstantSource clock) {
        this.clock = clock;
    }

    /** Whether {@code item} has been left alone for long enough. */
    boolean mayTry(String item) {
        Attempt last = attempts.get(item);
        if (last == null || last.inVain() == 0) {
            return true;
        }
        Instant now = clock.instant();
        Duration pause = Freshness.PACE.multipliedBy(1L << Math.min(MAX_DOUBLINGS, last.inVain() - 1));
        Instant until = last.at().plus(pause.compareTo(LONGEST) < 0 ? pause : LONGEST);
        // A time that lies ahead is one of a clock that has been set back.
        return !now.isBefore(until) || last.at().isAfter(now);
    }

    void broughtNews(String item) {
        attempts.put(item, new Attempt(clock.instant(), 0, Optional.empty()));
    }

    void broughtNothing(String item) {
        attempts.compute(item, (key, last) -> new Attempt(clock.instant(), inVain(last), Optional.empty()));
    }

    void failed(String item, String error) {
        attempts.compute(item, (key, last) -> new Attempt(clock.instant(), inVain(last), Optional.of(error)));
    }

    private static int inVain(@Nullable Attempt last) {
        return last == null ? 1 : Math.min(1_000, last.inVain() + 1);
    }

    Optional<Attempt> last(String item) {
        return Optional.ofNullable(attempts.get(item));
    }
}
