package dev.assay.policy;

import dev.assay.verify.Rejection;
import java.util.List;
import java.util.function.BiConsumer;

/** Compares what is there with a list of what would do; of those that do not fit, reports the one that misses by least. */
final class NearestMatch {

    private NearestMatch() {}

    static <T> void appraise(List<T> wanted, BiConsumer<T, Refusals> comparison, Refusals refusals) {
        List<Rejection> nearest = null;
        for (T candidate : wanted) {
            Refusals misses = new Refusals();
            comparison.accept(candidate, misses);
            if (nearest == null || misses.list().size() < nearest.size()) {
                nearest = misses.list();
            }
        }
        if (nearest != null) {
            refusals.list().addAll(nearest);
        }
    }
}
