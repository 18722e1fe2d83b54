package dev.assay.verify;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.EnclaveIdentity;
import dev.assay.collateral.IsvTcbLevel;
import dev.assay.collateral.TcbComponent;
import dev.assay.collateral.TcbInfo;
import dev.assay.collateral.TcbLevel;
import dev.assay.collateral.TcbStatus;
import dev.assay.collateral.TdxModuleIdentity;
import dev.assay.pck.PckTcb;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the levels that a platform, its TDX module and its quoting enclave reach, and what they are worth together.
 * Source: Intel QVL, {@code Verifiers/Checks/EvaluateTcb.cpp} and {@code TcbLevelCheck.cpp}.
 */
final class TcbIsEvaluated {

    private final TcbInfo tcbInfo;
    private final EnclaveIdentity qeIdentity;

    TcbIsEvaluated(TcbInfo tcbInfo, EnclaveIdentity qeIdentity) {
        this.tcbInfo = tcbInfo;
        this.qeIdentity = qeIdentity;
    }

    /** An SGX platform. */
    TcbEvaluation sgx(PckTcb platform, int qeIsvSvn) throws Refused {
        return converge(platformLevel(platform, Optional.empty()), Optional.empty(), qeLevel(qeIsvSvn));
    }

    /**
     * A TDX platform.
     *
     * @param svns 16 bytes, TEE_TCB_SVN or TEE_TCB_SVN_2
     */
    TcbEvaluation tdx(PckTcb platform, Bytes svns, int qeIsvSvn) throws Refused {
        Optional<TdxModuleIdentity> module = TdxModuleIsGenuine.identity(svns, tcbInfo);
        return converge(
                platformLevel(platform, Optional.of(svns)),
                module.isPresent()
                        ? Optional.of(isvLevel(
                                "TDX module " + module.get().id(), module.get().tcbLevels(), svns.at(0)))
                        : Optional.empty(),
                qeLevel(qeIsvSvn));
    }

    private TcbLevel platformLevel(PckTcb platform, Optional<Bytes> svns) throws Refused {
        for (TcbLevel level : tcbInfo.tcbLevels()) {
            if (platform.pceSvn() >= level.pceSvn()
                    && reaches(platform.components(), level.sgxComponents(), 0)
                    && (svns.isEmpty() || reaches(svns.get(), level.tdxComponents(), firstTdxComponent(svns.get())))) {
                return level;
            }
        }
        throw new Refused(
                ReasonCode.TCB_LEVEL_NOT_FOUND,
                "platform",
                "components " + platform.components() + ", PCESVN " + platform.pceSvn()
                        + svns.map(tdx -> ", TDX components " + tdx).orElse(""),
                "at least one of the " + tcbInfo.tcbLevels().size() + " levels of TCB info "
                        + tcbInfo.tcbEvaluationDataNumber(),
                "update firmware, microcode and TDX module; the lowest level asks for less than any supported update has");
    }

    /** From module version 1 on the module's own levels judge the first two components. */
    static int firstTdxComponent(Bytes svns) {
        return svns.at(1) > 0 ? 2 : 0;
    }

    static boolean reaches(Bytes svns, List<TcbComponent> components, int first) {
        for (int i = first; i < components.size(); i++) {
            if (svns.at(i) < components.get(i).svn()) {
                return false;
            }
        }
        return true;
    }

    private IsvTcbLevel qeLevel(int isvSvn) throws Refused {
        return isvLevel("quoting enclave", qeIdentity.tcbLevels(), isvSvn);
    }

    private static IsvTcbLevel isvLevel(String what, List<IsvTcbLevel> levels, int isvSvn) throws Refused {
        for (IsvTcbLevel level : levels) {
            if (isvSvn >= level.isvSvn()) {
                return level;
            }
        }
        throw new Refused(
                ReasonCode.TCB_LEVEL_NOT_FOUND,
                what,
                "security version " + isvSvn,
                "at least " + levels.get(levels.size() - 1).isvSvn(),
                "update it");
    }

    private static TcbEvaluation converge(TcbLevel platform, Optional<IsvTcbLevel> module, IsvTcbLevel qe) {
        List<IsvTcbLevel> parts = new ArrayList<>(2);
        module.ifPresent(parts::add);
        parts.add(qe);
        TcbStatus status = platform.status();
        Instant tcbDate = platform.tcbDate();
        List<String> advisories = new ArrayList<>(platform.advisoryIds());
        for (IsvTcbLevel part : parts) {
            status = converge(status, part.status());
            tcbDate = part.tcbDate().isBefore(tcbDate) ? part.tcbDate() : tcbDate;
            advisories.addAll(part.advisoryIds());
        }
        return new TcbEvaluation(
                status, tcbDate, advisories.stream().sorted().distinct().toList(), platform, module, qe);
    }

    /** A part that is out of date or revoked makes the whole so; its other statuses leave the platform's alone. */
    private static TcbStatus converge(TcbStatus platform, TcbStatus part) {
        if (part == TcbStatus.REVOKED || platform == TcbStatus.REVOKED) {
            return TcbStatus.REVOKED;
        }
        if (part != TcbStatus.OUT_OF_DATE) {
            return platform;
        }
        return switch (platform) {
            case UP_TO_DATE, SW_HARDENING_NEEDED -> TcbStatus.OUT_OF_DATE;
            case CONFIGURATION_NEEDED, CONFIGURATION_AND_SW_HARDENING_NEEDED ->
                TcbStatus.OUT_OF_DATE_CONFIGURATION_NEEDED;
            default -> platform;
        };
    }

    /**
     * The status of a TD that was launched at one state of the platform and runs at another. Source: Intel QVL,
     * {@code Verifiers/Checks/TDRelaunchCheck.cpp} of 2026; the rule of 2024 was narrower.
     */
    static TcbStatus afterRelaunchCheck(TcbStatus launch, TcbStatus current) {
        boolean updatedSince = launch.isOutOfDate()
                && switch (current) {
                    case UP_TO_DATE, SW_HARDENING_NEEDED, CONFIGURATION_NEEDED, CONFIGURATION_AND_SW_HARDENING_NEEDED ->
                        true;
                    default -> false;
                };
        if (!updatedSince) {
            return launch;
        }
        return launch.needsConfiguration() || current.needsConfiguration()
                ? TcbStatus.TD_RELAUNCH_ADVISED_CONFIGURATION_NEEDED
                : TcbStatus.TD_RELAUNCH_ADVISED;
    }
}
