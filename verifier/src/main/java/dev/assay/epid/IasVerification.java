package dev.assay.epid;

import dev.assay.verify.Rejection;
import dev.assay.verify.TrustDomain;
import java.util.List;

/** The answer of {@link IasVerifier}. */
public sealed interface IasVerification {

    /**
     * The service signed this report, and it vouches for the quote in it.
     *
     * <p><b>Your part.</b> Whether the {@linkplain IasReport#quoteStatus() status}, the enclave and its report data are
     * good enough for you.
     *
     * @param report what was signed
     * @param trustDomain who vouches for it in the end
     */
    record Verified(IasReport report, TrustDomain trustDomain) implements IasVerification {}

    /**
     * The report must not be believed.
     *
     * @param reasons why, at least one; after the first broken signature nothing else is looked at
     */
    record Rejected(List<Rejection> reasons) implements IasVerification {

        public Rejected {
            reasons = List.copyOf(reasons);
            if (reasons.isEmpty()) {
                throw new IllegalArgumentException("a rejection needs a reason");
            }
        }
    }
}
