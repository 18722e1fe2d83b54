package dev.assay.policy;

import dev.assay.collateral.TcbStatus;
import dev.assay.verify.ReasonCode;
import dev.assay.verify.TcbEvaluation;
import dev.assay.verify.Verification.Verified;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a platform's TCB must be worth.
 *
 * @param acceptedStatuses one of these; never {@link TcbStatus#REVOKED}. Default: UpToDate and SWHardeningNeeded
 * @param allowedAdvisories when given, no other advisory may apply. Default: any may
 * @param deniedAdvisories none of these may apply. Default: none is denied
 * @param minTcbDate when given, the TCB level must take into account what was known by then. Default: any date
 * @param minEvaluationDataNumber lowest TCB evaluation data number of TCB info and QE identity. Default: 0
 * @param minTcbInfoVersion lowest version of the TCB info. Default: 2
 */
public record TcbRules(
        Set<TcbStatus> acceptedStatuses,
        Optional<Set<String>> allowedAdvisories,
        Set<String> deniedAdvisories,
        Optional<Instant> minTcbDate,
        long minEvaluationDataNumber,
        int minTcbInfoVersion) {

    public TcbRules {
        if (acceptedStatuses.contains(TcbStatus.REVOKED)) {
            throw new IllegalArgumentException("no policy can accept the status Revoked: its keys are compromised");
        }
        EnumSet<TcbStatus> statuses = EnumSet.noneOf(TcbStatus.class);
        statuses.addAll(acceptedStatuses);
        acceptedStatuses = Collections.unmodifiableSet(statuses);
        allowedAdvisories = allowedAdvisories.map(TreeSet<String>::new).map(Collections::unmodifiableSet);
        deniedAdvisories = Collections.unmodifiableSet(new TreeSet<>(deniedAdvisories));
    }

    static TcbRules defaults() {
        return new TcbRules(
                EnumSet.of(TcbStatus.UP_TO_DATE, TcbStatus.SW_HARDENING_NEEDED),
                Optional.empty(),
                Set.of(),
                Optional.empty(),
                0,
                2);
    }

    /** The same rules with other accepted statuses. */
    public TcbRules withAcceptedStatuses(Set<TcbStatus> statuses) {
        return new TcbRules(
                statuses, allowedAdvisories, deniedAdvisories, minTcbDate, minEvaluationDataNumber, minTcbInfoVersion);
    }

    void appraise(Verified verified, Refusals refusals) {
        appraiseStatus(verified, refusals);
        appraiseAdvisories(verified.launch().advisoryIds(), refusals);
        TcbEvaluation evaluation = verified.launch();
        if (minTcbDate.isPresent() && evaluation.tcbDate().isBefore(minTcbDate.get())) {
            refusals.add(
                    ReasonCode.TCB_DATE,
                    "policy, TCB date",
                    evaluation.tcbDate().toString(),
                    minTcbDate.get() + " or later",
                    "update the platform to a newer TCB level");
        }
        long number = verified.collateral().tcbEvaluationDataNumber();
        if (number < minEvaluationDataNumber) {
            refusals.add(
                    ReasonCode.TCB_EVALUATION_DATA_NUMBER,
                    "policy, TCB evaluation data number",
                    Long.toString(number),
                    minEvaluationDataNumber + " or higher",
                    "fetch collateral of a newer set (update=early, or that number)");
        }
        int version = verified.collateral().tcbInfo().version();
        if (version < minTcbInfoVersion) {
            refusals.add(
                    ReasonCode.TCB_INFO_MISMATCH,
                    "policy, TCB info version",
                    Integer.toString(version),
                    minTcbInfoVersion + " or higher",
                    "fetch the TCB info by version 4 of the provisioning service's API");
        }
    }

    private void appraiseStatus(Verified verified, Refusals refusals) {
        if (verified.status() == TcbStatus.REVOKED) {
            refusals.add(
                    ReasonCode.TCB_REVOKED,
                    "TCB status",
                    "Revoked",
                    "one of " + acceptedStatuses,
                    "keys of this TCB are compromised: update the platform, then let it be provisioned anew");
        } else if (!acceptedStatuses.contains(verified.status())) {
            refusals.add(
                    ReasonCode.TCB_STATUS,
                    "policy, TCB status",
                    verified.status().toString(),
                    "one of " + acceptedStatuses,
                    advice(verified.status()));
        }
    }

    private static String advice(TcbStatus status) {
        return switch (status) {
            case CONFIGURATION_NEEDED, CONFIGURATION_AND_SW_HARDENING_NEEDED ->
                "change the firmware settings that the advisories name, or accept the status";
            case TD_RELAUNCH_ADVISED, TD_RELAUNCH_ADVISED_CONFIGURATION_NEEDED ->
                "launch the TD anew: the platform has been updated since";
            case SW_HARDENING_NEEDED -> "build the enclave with the mitigations that the advisories name";
            default -> "update firmware, microcode, TDX module or quoting enclave, whichever is short";
        };
    }

    private void appraiseAdvisories(List<String> advisories, Refusals refusals) {
        for (String advisory : advisories) {
            boolean allowed =
                    allowedAdvisories.isEmpty() || allowedAdvisories.get().contains(advisory);
            if (!allowed || deniedAdvisories.contains(advisory)) {
                refusals.add(
                        ReasonCode.ADVISORY,
                        "policy, advisories",
                        advisory,
                        allowed ? "none of " + deniedAdvisories : "none but " + allowedAdvisories.orElse(Set.of()),
                        "see Intel's text of " + advisory + " for the update that removes it");
            }
        }
    }
}
