package dev.assay.provision;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/** Who is asked first: the order given, with those last that failed a little while ago. */
final class Rota<S> {

    private final List<S> sources;
    private final Duration penalty;
    private final InstantSource clock;
    private final IdentityHashMap<S, Instant> failures = new IdentityHashMap<>();

    Rota(List<S> sources, Duration penalty, InstantSource clock) {
        this.sources = List.copyOf(sources);
        this.penalty = penalty;
        this.clock = clock;
    }

    synchronized List<S> order() {
        Instant now = clock.instant();
        // A clock that was set back must not keep anybody last for longer.
        failures.values().removeIf(failed -> failed.isAfter(now) || !now.isBefore(failed.plus(penalty)));
        List<S> order = new ArrayList<>();
        sources.stream().filter(source -> !failures.containsKey(source)).forEach(order::add);
        sources.stream().filter(failures::containsKey).forEach(order::add);
        return order;
    }

    synchronized void failed(S source) {
        failures.put(source, clock.instant());
    }

    synchronized void succeeded(S source) {
        failures.remove(source);
    }

    @Override
    public String toString() {
        return sources.toString();
    }
}
