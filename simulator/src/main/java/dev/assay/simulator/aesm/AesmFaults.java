package dev.assay.simulator.aesm;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Which answers go wrong: for each request the faults that were asked for, in their order, then the right answers again. */
public final class AesmFaults {

    /** A count for {@link #inject}: until {@link #clear}. */
    public static final int ALWAYS = Integer.MAX_VALUE;

    private record Planned(AesmFault fault, int left) {}

    private final Map<AesmRoute, Deque<Planned>> planned = new EnumMap<>(AesmRoute.class);

    AesmFaults() {}

    /** The next {@code count} answers to each of {@code routes} go wrong, after those for which this was asked before. */
    public synchronized void inject(AesmFault fault, int count, AesmRoute... routes) {
        if (count < 1) {
            throw new IllegalArgumentException("a fault that happens " + count + " times; it can from once on");
        }
        for (AesmRoute route : routes) {
            planned.computeIfAbsent(route, absent -> new ArrayDeque<>()).addLast(new Planned(fault, count));
        }
    }

    /** The next {@code count} answers to every request go wrong. */
    public void injectEverywhere(AesmFault fault, int count) {
        inject(fault, count, AesmRoute.values());
    }

    /** From now on all answers are right. */
    public synchronized void clear() {
        planned.clear();
    }

    synchronized Optional<AesmFault> next(AesmRoute route) {
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
