package dev.assay.simulator;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Which answers of a stand-in go wrong: a {@link FaultQueue} for each route.
 *
 * @param <R> what can be asked
 * @param <F> how an answer can go wrong
 */
public final class PlannedFaults<R extends Enum<R>, F> {

    /** A count for {@link #inject}: until {@link #clear}. */
    public static final int ALWAYS = FaultQueue.ALWAYS;

    private final Class<R> routes;
    private final Map<R, FaultQueue<F>> planned;

    private PlannedFaults(Class<R> routes) {
        this.routes = routes;
        this.planned = new EnumMap<>(routes);
        for (R route : routes.getEnumConstants()) {
            planned.put(route, new FaultQueue<>());
        }
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
        for (R route : routes) {
            of(route).inject(fault, count);
        }
    }

    /** The next {@code count} answers of every route go wrong. */
    public void injectEverywhere(F fault, int count) {
        inject(fault, count, routes.getEnumConstants());
    }

    /** From now on all answers are right. */
    public void clear() {
        planned.values().forEach(FaultQueue::clear);
    }

    /** Whether all that was asked for has happened. */
    public boolean isEmpty() {
        return planned.values().stream().allMatch(FaultQueue::isEmpty);
    }

    /** What is to go wrong with the answer of {@code route} that is made next; it counts as made. */
    public Optional<F> next(R route) {
        return of(route).next();
    }

    private FaultQueue<F> of(R route) {
        return Objects.requireNonNull(planned.get(route), "every route has a queue");
    }
}
