package dev.assay.simulator.pcs;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Which answers go wrong: for each route the faults that were asked for, in their order, then the right answers again. */
public final class PcsFaults {

    /** A count for {@link #inject}: until {@link #clear}. */
    public static final int ALWAYS = Integer.MAX_VALUE;

    private record Planned(PcsFault fault, int left) {}

    private final Map<PcsRoute, Deque<Planned>> planned = new EnumMap<>(PcsRoute.class);

    PcsFaults() {}

    /**
     * The next {@code count} answers of each of {@code routes} go wrong, after those for which this was asked before.
     */
    public synchronized void inject(PcsFault fault, int count, PcsRoute... routes) {
        if (count < 1) {
            throw new IllegalArgumentException("a fault that happens " + count + " times; it can from once on");
        }
        for (PcsRoute route : routes) {
            planned.computeIfAbsent(route, absent -> new ArrayDeque<>()).addLast(new Planned(fault, count));
        }
    }

    /** The next {@code count} answers of every route go wrong. */
    public void injectEverywhere(PcsFault fault, int count) {
        inject(fault, count, PcsRoute.values());
    }

    /** From now on all answers are right. */
    public synchronized void clear() {
        planned.clear();
    }

    /** Whether all that was asked for has happened. */
    public synchronized boolean isEmpty() {
        return planned.values().stream().allMatch(Deque::isEmpty);
    }

    synchronized Optional<PcsFault> next(PcsRoute route) {
        Deque<Planned> faults = planned.get(route);
        if (faults == null || faults.isEmpty()) {
            return Optional.empty();
        }
        Planned first = faults.removeFirst();
        if (first.left() == ALWAYS) {
            faults.addFirst(first);
        } else if (first.left() > 1) {
            faults.addFirst(new Planned(first.fault(), first.left() - 1));
        }
        return Optional.of(first.fault());
    }
}
