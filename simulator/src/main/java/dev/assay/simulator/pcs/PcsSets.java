package dev.assay.simulator.pcs;

import java.util.Collections;
import java.util.List;

/**
 * The sets of TCB infos and identities that are served side by side.
 *
 * @param numbers TCB evaluation data numbers, newest first; lower ones than these are gone (410)
 * @param standard which of them is the {@code standard} one
 * @param early which of them is the {@code early} one
 */
public record PcsSets(List<Integer> numbers, int standard, int early) {

    /** 19 is old, 20 is standard, 21 early. */
    static final PcsSets DEFAULT = new PcsSets(List.of(21, 20, 19), 20, 21);

    public PcsSets {
        numbers = List.copyOf(numbers);
        if (!numbers.contains(standard) || !numbers.contains(early)) {
            throw new IllegalArgumentException("standard " + standard + " and early " + early
                    + " are not both among the sets that are served, " + numbers);
        }
    }

    /** The newest there is. */
    int newest() {
        return Collections.max(numbers);
    }

    boolean isGone(int number) {
        return numbers.stream().allMatch(served -> number < served);
    }
}
