package dev.assay.simulator;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.IsvTcbLevel;
import dev.assay.collateral.TcbLevel;
import dev.assay.collateral.TcbStatus;
import dev.assay.collateral.TdxModuleIdentity;
import dev.assay.pck.PckTcb;
import dev.assay.quote.Tee;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How a simulated platform stands among the TCB levels of its family. Levels are whole numbers; a higher one is newer, and
 * each is reached by all security versions at once.
 *
 * <p>The newest level is UpToDate, lower ones are OutOfDate, and a platform on level 0 is below all that the TCB info
 * knows. So an update is {@code level + 1}, a downgrade {@code level - 1} and Intel's TCB recovery {@code newest + 1}.
 *
 * @param level of the platform, 0 to 200
 * @param newest the highest level that the TCB info knows, 1 to 200
 * @param status what the platform's level is worth, whatever its number says; empty for what it says
 * @param advisories those of the platform's level; none at all for what its number says
 */
public record Standing(int level, int newest, Optional<TcbStatus> status, List<String> advisories) {

    /** The newest level of a family, unless another is asked for. */
    public static final int NEWEST = 3;

    private static final int HIGHEST = 200;

    private static final Instant NEWEST_DATE = Instant.parse("2026-02-11T00:00:00Z");
    private static final Duration BETWEEN_RECOVERIES = Duration.ofDays(182);

    /** A default platform is on level 3; its security versions were there before its level. */
    private static final int COMPONENTS_OFFSET = 11;

    private static final int PCE_SVN_OFFSET = TestPlatform.PCE_SVN - NEWEST;
    private static final int MODULE_OFFSET = 8;
    private static final int MICROCODE_OFFSET = 1;

    public Standing {
        advisories = List.copyOf(advisories);
        require(0 <= level && level <= HIGHEST, "level " + level + ", levels are 0 to " + HIGHEST);
        require(1 <= newest && newest <= HIGHEST, "newest level " + newest + ", levels are 1 to " + HIGHEST);
        require(
                level <= newest,
                "level " + level + " above the newest, " + newest + ": what the TCB info does not know has no status");
        require(
                level > 0 || (status.isEmpty() && advisories.isEmpty()),
                "status or advisories of level 0, which is below all levels that have one");
        require(
                !needsRelaunch(status) || (level == newest && level > 1),
                status.map(TcbStatus::toString).orElse("") + " on level " + level + " of " + newest
                        + ": the platform has to be on the newest level, the TD was launched on the one below");
    }

    private static void require(boolean right, String problem) {
        if (!right) {
            throw new IllegalArgumentException(problem);
        }
    }

    /** UpToDate on the newest level. */
    public static Standing upToDate() {
        return new Standing(NEWEST, NEWEST, Optional.empty(), List.of());
    }

    /** On another level; the family has as many as it must. */
    public Standing withLevel(int changed) {
        return new Standing(changed, Math.max(changed, newest), status, advisories);
    }

    /** In a family with another newest level. */
    public Standing withNewest(int changed) {
        return new Standing(level, changed, status, advisories);
    }

    /** Worth something else; a level that is out of date or revoked gets a newer one above it, where there is none. */
    public Standing withStatus(TcbStatus changed) {
        boolean below = changed.isOutOfDate() || changed == TcbStatus.REVOKED;
        return new Standing(level, below && level == newest ? newest + 1 : newest, Optional.of(changed), advisories);
    }

    /** With these advisories only. */
    public Standing withAdvisories(List<String> changed) {
        return new Standing(level, newest, status, changed);
    }

    /** As the collateral described it before the last TCB recovery, when nobody knew what is known now. */
    Standing beforeLastRecovery() {
        require(newest > 1, "nothing to roll back to: the only level is the first");
        return new Standing(Math.min(level, newest - 1), newest - 1, Optional.empty(), List.of());
    }

    /** What a verifier should find, as {@code UpToDate}; level 0 has no status. */
    public Optional<TcbStatus> verdict() {
        return level == 0
                ? Optional.empty()
                : Optional.of(status.orElse(level == newest ? TcbStatus.UP_TO_DATE : TcbStatus.OUT_OF_DATE));
    }

    /** Whether it takes a TD that was launched before the platform's last update. */
    public boolean needsRelaunch() {
        return needsRelaunch(status);
    }

    private static boolean needsRelaunch(Optional<TcbStatus> status) {
        return status.isPresent()
                && (status.get() == TcbStatus.TD_RELAUNCH_ADVISED
                        || status.get() == TcbStatus.TD_RELAUNCH_ADVISED_CONFIGURATION_NEEDED);
    }

    /** The number of the set of TCB info and identity: every recovery makes a new one. */
    int evaluationDataNumber() {
        return TcbInfoDraft.TCB_EVALUATION_DATA_NUMBER - NEWEST + newest;
    }

    /** What a PCK certificate says of the platform. */
    PckTcb pckTcb() {
        return pckTcb(level);
    }

    /** The TCBs for which a platform of this family can have certificates, highest first. */
    List<PckTcb> certified() {
        return IntStream.rangeClosed(0, newest)
                .mapToObj(step -> pckTcb(newest - step))
                .toList();
    }

    private static PckTcb pckTcb(int level) {
        Bytes components = components(level);
        return new PckTcb(components, level + PCE_SVN_OFFSET, components);
    }

    private static Bytes components(int level) {
        int svn = level + COMPONENTS_OFFSET;
        return Patch.padded(16, svn, svn, 3, 3, 255, 255, 1);
    }

    /** TEE_TCB_SVN of a TD that was launched now: SVN of the TDX module, its version, microcode. */
    Bytes teeTcbSvn() {
        return teeTcbSvn(level);
    }

    /** TEE_TCB_SVN when the TD was launched. */
    Bytes teeTcbSvnAtLaunch() {
        return teeTcbSvn(needsRelaunch() ? level - 1 : level);
    }

    private static Bytes teeTcbSvn(int level) {
        return Patch.padded(16, level + MODULE_OFFSET, 1, level + MICROCODE_OFFSET);
    }

    /** The TCB info of the family, in which the platform's level is worth what it should be. */
    TcbInfoDraft in(TcbInfoDraft draft) {
        Tee tee = draft.content().tee();
        List<TcbLevel> levels = new ArrayList<>(newest);
        for (int number = newest; number > 0; number--) {
            levels.add(level(tee, number));
        }
        TcbInfoDraft levelled = draft.withLevels(levels);
        return tee == Tee.SGX
                ? levelled
                : levelled.withTdxModuleIdentities(draft.content().tdxModuleIdentities().stream()
                        .map(identity -> identity.id().equals("TDX_01")
                                ? new TdxModuleIdentity(identity.id(), identity.module(), moduleLevels())
                                : identity)
                        .toList());
    }

    private TcbLevel level(Tee tee, int number) {
        TcbStatus worth = worth(number);
        String[] advised = advised(number, worth).toArray(String[]::new);
        PckTcb tcb = pckTcb(number);
        return tee == Tee.SGX
                ? TestLevels.sgx(tcb.components(), tcb.pceSvn(), worth, date(number), advised)
                : TestLevels.tdx(tcb.components(), tcb.pceSvn(), tdxComponents(number), worth, date(number), advised);
    }

    private TcbStatus worth(int number) {
        if (number == level && status.isPresent()) {
            return switch (status.get()) {
                case TD_RELAUNCH_ADVISED -> TcbStatus.UP_TO_DATE;
                case TD_RELAUNCH_ADVISED_CONFIGURATION_NEEDED -> TcbStatus.CONFIGURATION_NEEDED;
                default -> status.get();
            };
        }
        return number == newest ? TcbStatus.UP_TO_DATE : TcbStatus.OUT_OF_DATE;
    }

    /** Every recovery came with an advisory, which concerns all levels below. */
    private List<String> advised(int number, TcbStatus worth) {
        if (number == level && !advisories.isEmpty()) {
            return advisories;
        }
        if (number == newest) {
            return worth == TcbStatus.UP_TO_DATE ? List.of() : List.of(advisory(number));
        }
        return IntStream.rangeClosed(number + 1, newest)
                .mapToObj(Standing::advisory)
                .toList();
    }

    /** Named like Intel's advisories, but not by Intel. */
    private static String advisory(int number) {
        return String.format(Locale.ROOT, "TEST-SA-%05d", number);
    }

    private Instant date(int number) {
        return NEWEST_DATE.minus(BETWEEN_RECOVERIES.multipliedBy(newest - number));
    }

    /** The TDX module's SVN stands in its identity, the microcode's here. */
    private static Bytes tdxComponents(int number) {
        return Patch.padded(16, 0, 0, number + MICROCODE_OFFSET);
    }

    /** The module is not what a chosen status is about. */
    private List<IsvTcbLevel> moduleLevels() {
        int current = status.isPresent() ? level : newest;
        return List.of(
                TestLevels.isv(current + MODULE_OFFSET, TcbStatus.UP_TO_DATE, date(current)),
                TestLevels.isv(1, TcbStatus.OUT_OF_DATE, date(1), advisory(current)));
    }
}
