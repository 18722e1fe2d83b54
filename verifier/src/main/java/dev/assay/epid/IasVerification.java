package dev.assay.epid;

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
     * @param anchor whose word this is; ask {@link IasAnchor#isIntel}
     */
    record Verified(IasReport report, IasAnchor anchor) implements IasVerification {}

    /**
     * The report must not be believed.
     *
     * @param rejections why, at least one; after the first broken signature nothing else is looked at
     */
    record Rejected(List<IasRejection> rejections) implements IasVerification {

        public Rejected {
            rejections = List.copyOf(rejections);
            if (rejections.isEmpty()) {
                throw new IllegalArgumentException("a rejection needs a reason");
            }
        }
    }
}
