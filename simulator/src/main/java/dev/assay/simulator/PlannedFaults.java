package dev.assay.simulator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which answers of a stand-in go wrong: for each route the faults that were asked for, in their order, then the right
 * answers again.
 *
 * @param <R> what can be asked
 * @param <F> how an answer can go wrong
 */
public final class PlannedFaults<R extends Enum<R>, F> {

    /** A count for {@link #inject}: until {@link #clear}. */
    public static final int ALWAYS = Integer.MAX_VALUE;

    private record Planned<F>(F fault, int left) {}

    private final Class<R> routes;
    private final Map<R, Deque<Planned<F>>> planned;

    private PlannedFaults(Class<R> routes) {
        this.routes = routes;
        this.planned = new EnumMap<>(routes);
    }

    /** None yet, for a stand-in that answers {@code routes}. */
    public static <R extends Enum<R>, F> PlannedFaults<R, F> of(Class<R> routes) {
        return new PlannedFaults<>(routes);
    }

    /**
     * The next {@code count} answers of each of {@code routes} go wrong, after those for which this was asked before.
     */
    @SafeVarargs
    public final void inject(F fault, int count, R... routes) {
        if (count < 1) {
            throw new IllegalArgumentException("a fault that happens " + count + " times; it can from once on");
        }
        synchronized (planned) {
            for (R route : routes) {
                planned.computeIfAbsent(route, absent -> new ArrayDeque<>()).addLast(new Planned<>(fault, count));
            }
        }
    }

    /** The next {@code count} answers of every route go wrong. */
    public void injectEverywhere(F fault, int count) {
        inject(fault, count, routes.getEnumConstants());
    }

    /** From now on all answers are right. */
    public void clear() {
        synchronized (planned) {
            planned.clear();
        }
    }

    /** Whether all that was asked for has happened. */
    public boolean isEmpty() {
        synchronized (planned) {
            return planned.values().stream().allMatch(Deque::isEmpty);
        }
    }

    /** What is to go wrong with the answer of {@code route} that is made next; it counts as made. */
    public Optional<F> next(R route) {
        synchronized (planned) {
            Deque<Planned<F>> faults = planned.get(route);
            if (faults == null || faults.isEmpty()) {
                return Optional.empty();
            }
            Planned<F> first = faults.removeFirst();
            if (first.left() == ALWAYS) {
                faults.addFirst(first);
            } else if (first.left() > 1) {
                faults.addFirst(new Planned<>(first.fault(), first.left() - 1));
            }
            return Optional.of(first.fault());
        }
    }
}
