package dev.assay.simulator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Which of the next answers go wrong, in the order in which that was asked for; then come right answers again.
 *
 * @param <F> how an answer can go wrong
 */
public final class FaultQueue<F> {

    /** A count for {@link #inject}: until {@link #clear}. */
    public static final int ALWAYS = Integer.MAX_VALUE;

    private record Planned<F>(F fault, int left) {}

    private final Deque<Planned<F>> planned = new ArrayDeque<>();

    /** All answers are right. */
    public FaultQueue() {}

    /** The next {@code count} answers go wrong, after those for which this was asked before. */
    public synchronized void inject(F fault, int count) {
        if (count < 1) {
            throw new IllegalArgumentException("a fault that happens " + count + " times; it can from once on");
        }
        planned.addLast(new Planned<>(fault, count));
    }

    /** From now on all answers are right. */
    public synchronized void clear() {
        planned.clear();
    }

    /** Whether all that was asked for has happened. */
    public synchronized boolean isEmpty() {
        return planned.isEmpty();
    }

    /** What is to go wrong with the answer that is made next; it counts as made. */
    public synchronized Optional<F> next() {
        Planned<F> first = planned.pollFirst();
        if (first == null) {
            return Optional.empty();
        }
        if (first.left() == ALWAYS) {
            planned.addFirst(first);
        } else if (first.left() > 1) {
            planned.addFirst(new Planned<>(first.fault(), first.left() - 1));
        }
        return Optional.of(first.fault());
    }
}
