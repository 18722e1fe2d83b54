package dev.assay.policy;

import dev.assay.verify.ReasonCode;
import dev.assay.verify.Verification.Verified;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How fresh collateral must be.
 *
 * @param expiredGrace how long after its end a piece still counts; an option of verification, to be given to
 *     {@link dev.assay.verify.QuoteVerifier#acceptingExpiredCollateral}. Default: zero
 * @param maxAge when given, TCB info and QE identity must have been issued at most that long before the verification
 *     instant. CRLs are not meant: Intel re-issues them less regularly. Default: any age until they expire
 */
public record CollateralRules(Duration expiredGrace, Optional<Duration> maxAge) {

    public CollateralRules {
        if (expiredGrace.isNegative() || maxAge.filter(Duration::isNegative).isPresent()) {
            throw new IllegalArgumentException("durations of a policy are not negative");
        }
    }

    static CollateralRules defaults() {
        return new CollateralRules(Duration.ZERO, Optional.empty());
    }

    void appraise(Verified verified, Refusals refusals) {
        requireAge("TCB info", verified.collateral().tcbInfo().issueDate(), verified.at(), refusals);
        requireAge("QE identity", verified.collateral().qeIdentity().issueDate(), verified.at(), refusals);
    }

    private void requireAge(String what, Instant issued, Instant at, Refusals refusals) {
        if (maxAge.isPresent() && Duration.between(issued, at).compareTo(maxAge.get()) > 0) {
            refusals.add(
                    ReasonCode.COLLATERAL_AGE,
                    "policy, age of the " + what,
                    "issued " + issued,
                    "issued at most " + maxAge.get() + " before " + at,
                    "fetch fresh collateral");
        }
    }
}
