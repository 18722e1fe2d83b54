package dev.assay.policy;

import dev.assay.verify.Rejection;
import dev.assay.verify.Verification.Verified;
import java.util.List;
import java.util.Optional;

/** What a relying party does with a quote. */
public sealed interface Verdict {

    /**
     * The quote is verified and the policy is content.
     *
     * @param verified what is known of it
     */
    record Accepted(Verified verified) implements Verdict {}

    /**
     * Something is wrong with the quote or its collateral, or the policy does not want it.
     *
     * @param reasons at least one
     * @param verified what is known of it, where only the policy refused
     */
    record Refused(List<Rejection> reasons, Optional<Verified> verified) implements Verdict {
        public Refused {
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * Documents are missing, without which nothing is proven. To be treated like a refusal by whoever needs an answer now.
     *
     * @param missing one entry for each
     */
    record Undecided(List<Rejection> missing) implements Verdict {
        public Undecided {
            missing = List.copyOf(missing);
        }
    }
}
