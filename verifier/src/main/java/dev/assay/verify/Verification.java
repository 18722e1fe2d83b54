package dev.assay.verify;

import dev.assay.collateral.TcbStatus;
import dev.assay.pck.PckCertificate;
import dev.assay.quote.Quote;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What verifying a quote came to. A quote that is wrong is an answer, not an exception.
 *
 * <p><b>Your part.</b> {@link Verified} says who made the quote and what the platform is worth; whether that is good
 * enough, and whether this is the code that you want to talk to, is for {@code dev.assay.policy}.
 */
public sealed interface Verification {

    /**
     * Every signature, chain, CRL and date is right, and the platform has a TCB level.
     *
     * @param quote the quote
     * @param at the verification instant
     * @param trustDomain who vouches for it in the end
     * @param pck the platform's certificate
     * @param status Intel's status of platform, TDX module and quoting enclave together, {@link TcbStatus#REVOKED}
     *     included
     * @param launch the evaluation that goes with {@code status}; for a TD, of the platform as it was at its launch
     * @param current from TDX 1.5 on: the evaluation of the TDX module that runs now
     * @param collateral what is known of the collateral
     */
    record Verified(
            Quote quote,
            Instant at,
            TrustDomain trustDomain,
            PckCertificate pck,
            TcbStatus status,
            TcbEvaluation launch,
            Optional<TcbEvaluation> current,
            CollateralFacts collateral)
            implements Verification {}

    /**
     * Something is wrong.
     *
     * @param reasons at least one; documents that are missing besides are among them
     */
    record Rejected(List<Rejection> reasons) implements Verification {
        public Rejected {
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * Nothing is known to be wrong, but documents are missing without which nothing is proven.
     *
     * @param missing one entry for each
     */
    record Undecided(List<Rejection> missing) implements Verification {
        public Undecided {
            missing = List.copyOf(missing);
        }
    }
}
