package dev.assay.simulator;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.EnclaveIdentity;
import dev.assay.collateral.IsvTcbLevel;
import dev.assay.collateral.TcbComponent;
import dev.assay.collateral.TcbInfo;
import dev.assay.collateral.TcbLevel;
import dev.assay.collateral.TdxModuleIdentity;
import dev.assay.pck.PckTcb;
import dev.assay.verify.ReasonCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * TCB evaluation a second time, written from Intel's rules alone and on purpose unlike the verifier's: levels are never
 * sorted, statuses are texts. Source: Intel QVL d12717e3f1f2, {@code Verifiers/Checks}.
 *
 * @param tcbInfo levels in any order
 * @param qeIdentity levels in any order
 */
record TcbModel(TcbInfo tcbInfo, EnclaveIdentity qeIdentity) {

    /** What a part that is out of date makes of a platform's status; others stay. */
    private static final Map<String, String> WITH_OLD_PART = Map.of(
            "UpToDate", "OutOfDate",
            "SWHardeningNeeded", "OutOfDate",
            "ConfigurationNeeded", "OutOfDateConfigurationNeeded",
            "ConfigurationAndSWHardeningNeeded", "OutOfDateConfigurationNeeded");

    private static final Set<String> NOT_OLD =
            Set.of("UpToDate", "SWHardeningNeeded", "ConfigurationNeeded", "ConfigurationAndSWHardeningNeeded");

    /** Either a status with what belongs to it, or the reason for having none. */
    record Outcome(String status, Instant tcbDate, Collection<String> advisories, Optional<ReasonCode> failure) {

        static Outcome failed(ReasonCode reason) {
            return new Outcome("", Instant.EPOCH, List.of(), Optional.of(reason));
        }
    }

    Outcome sgx(PckTcb pck, int qeIsvSvn) {
        return evaluate(pck, null, qeIsvSvn);
    }

    Outcome tdx10(PckTcb pck, Bytes svns, int qeIsvSvn) {
        return evaluate(pck, svns, qeIsvSvn);
    }

    Outcome tdx15(PckTcb pck, Bytes launchSvns, Bytes currentSvns, int qeIsvSvn) {
        Outcome launch = evaluate(pck, launchSvns, qeIsvSvn);
        if (launch.failure().isPresent()) {
            return launch;
        }
        Outcome current = evaluate(pck, currentSvns, qeIsvSvn);
        if (current.failure().isPresent()) {
            return current;
        }
        boolean relaunch = launch.status().startsWith("OutOfDate") && NOT_OLD.contains(current.status());
        if (!relaunch) {
            return launch;
        }
        boolean configuration = (launch.status() + current.status()).contains("Configuration");
        return new Outcome(
                configuration ? "TDRelaunchAdvisedConfigurationNeeded" : "TDRelaunchAdvised",
                launch.tcbDate(),
                launch.advisories(),
                Optional.empty());
    }

    private Outcome evaluate(PckTcb pck, Bytes svns, int qeIsvSvn) {
        List<IsvTcbLevel> parts = new ArrayList<>();
        if (svns != null && svns.at(1) > 0) {
            TdxModuleIdentity module = null;
            for (TdxModuleIdentity candidate : tcbInfo.tdxModuleIdentities()) {
                String number = candidate.id().substring("TDX_".length()).toLowerCase(Locale.ROOT);
                if (Integer.parseInt(number, 16) == svns.at(1)) {
                    module = candidate;
                }
            }
            if (module == null) {
                return Outcome.failed(ReasonCode.TDX_MODULE_MISMATCH);
            }
            IsvTcbLevel level = highest(module.tcbLevels(), svns.at(0));
            if (level == null) {
                return Outcome.failed(ReasonCode.TCB_LEVEL_NOT_FOUND);
            }
            parts.add(level);
        }
        IsvTcbLevel qe = highest(qeIdentity.tcbLevels(), qeIsvSvn);
        TcbLevel platform = null;
        for (TcbLevel candidate : tcbInfo.tcbLevels()) {
            if (isMet(candidate, pck, svns) && (platform == null || isHigher(candidate, platform))) {
                platform = candidate;
            }
        }
        if (qe == null || platform == null) {
            return Outcome.failed(ReasonCode.TCB_LEVEL_NOT_FOUND);
        }
        parts.add(qe);
        return together(platform, parts);
    }

    private static Outcome together(TcbLevel platform, List<IsvTcbLevel> parts) {
        String status = platform.status().toString();
        Instant date = platform.tcbDate();
        Set<String> advisories = new TreeSet<>(platform.advisoryIds());
        boolean anyOld = false;
        boolean anyRevoked = false;
        for (IsvTcbLevel part : parts) {
            anyOld |= part.status().toString().equals("OutOfDate");
            anyRevoked |= part.status().toString().equals("Revoked");
            if (part.tcbDate().compareTo(date) < 0) {
                date = part.tcbDate();
            }
            advisories.addAll(part.advisoryIds());
        }
        if (anyOld) {
            status = WITH_OLD_PART.getOrDefault(status, status);
        }
        return new Outcome(anyRevoked ? "Revoked" : status, date, List.copyOf(advisories), Optional.empty());
    }

    private static IsvTcbLevel highest(List<IsvTcbLevel> levels, int svn) {
        IsvTcbLevel highest = null;
        for (IsvTcbLevel level : levels) {
            if (level.isvSvn() <= svn && (highest == null || level.isvSvn() > highest.isvSvn())) {
                highest = level;
            }
        }
        return highest;
    }

    private static boolean isMet(TcbLevel level, PckTcb pck, Bytes svns) {
        boolean met = level.pceSvn() <= pck.pceSvn();
        for (int i = 0; i < 16; i++) {
            met &= level.sgxComponents().get(i).svn() <= pck.components().at(i);
            if (svns != null && !(svns.at(1) > 0 && i < 2)) {
                met &= level.tdxComponents().get(i).svn() <= svns.at(i);
            }
        }
        return met;
    }

    /** By SGX components, then PCESVN, then TDX components, each lexicographically. */
    private static boolean isHigher(TcbLevel one, TcbLevel other) {
        return Arrays.compare(numbers(one), numbers(other)) > 0;
    }

    private static int[] numbers(TcbLevel level) {
        List<Integer> numbers = new ArrayList<>();
        for (TcbComponent component : level.sgxComponents()) {
            numbers.add(component.svn());
        }
        numbers.add(level.pceSvn());
        for (TcbComponent component : level.tdxComponents()) {
            numbers.add(component.svn());
        }
        return numbers.stream().mapToInt(Integer::intValue).toArray();
    }
}
