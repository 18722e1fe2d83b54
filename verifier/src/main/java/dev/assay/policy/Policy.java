package dev.assay.policy;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.collateral.TcbStatus;
import dev.assay.quote.QuoteBody;
import dev.assay.quote.SgxReport;
import dev.assay.quote.TdReport;
import dev.assay.quote.Tee;
import dev.assay.verify.ReasonCode;
import dev.assay.verify.Verification;
import dev.assay.verify.Verification.Verified;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a relying party demands of a verified quote.
 *
 * <p><b>Guarantees.</b> Rules are only ever added to what verification has proven: no policy makes a quote acceptable whose
 * signatures, chains, revocation or dates are wrong, whose TCB is revoked or who has no TCB level. What a rule needs and
 * the evidence does not say counts against the evidence.
 *
 * <p><b>Your part.</b> The default policy accepts any code on a healthy platform. Say which enclaves or domains you want,
 * and bind the report data to something of yours, or you talk to anybody.
 *
 * @param tees kinds of environment that are wanted. Default: both
 * @param tcb what the platform's TCB must be worth
 * @param collateral how fresh the collateral must be
 * @param platform which platforms are good enough
 * @param allowDebug whether the host may read the enclave's or domain's memory. Default: false
 * @param sgx which enclaves are wanted
 * @param tdx which domains are wanted
 * @param reportData what the report data must begin with, 1 to 64 bytes. Default: anything
 */
public record Policy(
        Set<Tee> tees,
        TcbRules tcb,
        CollateralRules collateral,
        PlatformRules platform,
        boolean allowDebug,
        SgxRules sgx,
        TdxRules tdx,
        Optional<Bytes> reportData) {

    /** MRSIGNER of the key that Fortanix' tools publish for tests: anybody can sign with it. */
    private static final Bytes FORTANIX_DUMMY_SIGNER =
            Bytes.literal("9affcfae47b848ec2caf1c49b4b283531e1cc425f93582b36806e52a43d78d1a");

    public Policy {
        if (tees.isEmpty()) {
            throw new IllegalArgumentException("a policy that wants neither SGX nor TDX accepts nothing");
        }
        tees = Collections.unmodifiableSet(EnumSet.copyOf(tees));
        if (reportData.filter(data -> data.isEmpty() || data.length() > 64).isPresent()) {
            throw new IllegalArgumentException("report data has 1 to 64 bytes");
        }
    }

    /**
     * Status UpToDate or SWHardeningNeeded; no debug, no reserved or migratable TD attribute, SEPT_VE_DISABLE, no service
     * TD; no grace for expired collateral; nothing demanded of platform flags, ages, families or modules.
     */
    public static Policy defaults() {
        return new Policy(
                EnumSet.allOf(Tee.class),
                TcbRules.defaults(),
                CollateralRules.defaults(),
                PlatformRules.defaults(),
                false,
                SgxRules.defaults(),
                TdxRules.defaults(),
                Optional.empty());
    }

    /**
     * As strict as can be without knowing your code: status UpToDate without any advisory, documents at most seven days
     * old, TCB info of version 3, no multithreading, no cached keys, no dynamic platform, and all that
     * {@link #defaults} demands. Platforms whose certificate says nothing of these flags are refused.
     */
    public static Policy strict() {
        return new Policy(
                EnumSet.allOf(Tee.class),
                new TcbRules(EnumSet.of(TcbStatus.UP_TO_DATE), Optional.of(Set.of()), Set.of(), Optional.empty(), 0, 3),
                new CollateralRules(Duration.ZERO, Optional.of(Duration.ofDays(7))),
                new PlatformRules(Optional.empty(), Set.of(), Optional.empty(), false, false, false, false),
                false,
                SgxRules.defaults(),
                TdxRules.defaults(),
                Optional.empty());
    }

    /**
     * What Oasis nodes demand of an SGX runtime by default: status UpToDate or SWHardeningNeeded, documents at most 30
     * days old, evaluation number 12 or higher, TCB info of version 3, the PCK chain in the quote, no debug enclave, not
     * signed by Fortanix' public dummy key. Networks raise the number and list families and TDX modules; without such a
     * list TDX is not accepted. Source: oasis-core f9f1fdc606d6, {@code go/common/sgx/pcs}.
     */
    public static Policy oasis() {
        return new Policy(
                EnumSet.of(Tee.SGX),
                new TcbRules(
                        EnumSet.of(TcbStatus.UP_TO_DATE, TcbStatus.SW_HARDENING_NEEDED),
                        Optional.empty(),
                        Set.of(),
                        Optional.empty(),
                        12,
                        3),
                new CollateralRules(Duration.ZERO, Optional.of(Duration.ofDays(30))),
                new PlatformRules(Optional.empty(), Set.of(), Optional.empty(), true, true, true, true),
                false,
                new SgxRules(List.of(), Set.of(FORTANIX_DUMMY_SIGNER)),
                TdxRules.defaults(),
                Optional.empty());
    }

    /** A policy in its JSON form, see docs/policy.md; what it does not mention is as in {@link #defaults}. */
    public static Policy parse(Bytes json) throws MalformedException {
        return PolicyReader.read(json);
    }

    /** The same policy with other accepted statuses. */
    public Policy withAcceptedStatuses(Set<TcbStatus> statuses) {
        return new Policy(
                tees, tcb.withAcceptedStatuses(statuses), collateral, platform, allowDebug, sgx, tdx, reportData);
    }

    /** The same policy with debug enclaves and domains allowed or not. Allowed ones keep no secret from their host. */
    public Policy withDebugAllowed(boolean allowed) {
        return new Policy(tees, tcb, collateral, platform, allowed, sgx, tdx, reportData);
    }

    /** The same policy with report data that must begin with {@code expected}, 1 to 64 bytes. */
    public Policy withReportData(Bytes expected) {
        return new Policy(tees, tcb, collateral, platform, allowDebug, sgx, tdx, Optional.of(expected));
    }

    /** The same policy with other rules for enclaves. */
    public Policy withSgx(SgxRules rules) {
        return new Policy(tees, tcb, collateral, platform, allowDebug, rules, tdx, reportData);
    }

    /** The same policy with other rules for domains. */
    public Policy withTdx(TdxRules rules) {
        return new Policy(tees, tcb, collateral, platform, allowDebug, sgx, rules, reportData);
    }

    /** How long after its end a piece of collateral still counts, for the verifier. */
    public Duration expiredCollateralGrace() {
        return collateral.expiredGrace();
    }

    /** What to do with the quote. */
    public Verdict appraise(Verification verification) {
        if (verification instanceof Verification.Rejected rejected) {
            return new Verdict.Refused(rejected.reasons(), Optional.empty());
        }
        if (verification instanceof Verification.Undecided undecided) {
            return new Verdict.Undecided(undecided.missing());
        }
        Verified verified = (Verified) verification;
        Refusals refusals = new Refusals();
        tcb.appraise(verified, refusals);
        collateral.appraise(verified, refusals);
        platform.appraise(verified, refusals);
        appraiseBody(verified.quote().body(), refusals);
        return refusals.list().isEmpty()
                ? new Verdict.Accepted(verified)
                : new Verdict.Refused(refusals.list(), Optional.of(verified));
    }

    private void appraiseBody(QuoteBody body, Refusals refusals) {
        if (!tees.contains(body.tee())) {
            refusals.add(
                    ReasonCode.TEE,
                    "policy, kind of environment",
                    body.tee().toString(),
                    "one of " + tees,
                    "add the kind to the policy if it is wanted");
        }
        if (body instanceof SgxReport report) {
            sgx.appraise(report, allowDebug, refusals);
        } else if (body instanceof TdReport report) {
            tdx.appraise(report, allowDebug, refusals);
        }
        if (reportData.isPresent() && !body.reportData().startsWith(reportData.get())) {
            refusals.add(
                    ReasonCode.REPORT_DATA,
                    "policy, report data",
                    body.reportData().hex(),
                    reportData.get().hex() + (reportData.get().length() < 64 ? "…" : ""),
                    "the quote was not made for this purpose; ask for a new one over your nonce or key");
        }
    }
}
