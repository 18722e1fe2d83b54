package dev.assay.collateral;

import dev.assay.bytes.Bytes;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * A TCB level of a family of platforms: a platform that has at least these security versions has at least this status.
 *
 * @param sgxComponents sixteen, compared with the components of the PCK certificate
 * @param pceSvn 0 to 65535, compared with the PCESVN of the PCK certificate
 * @param tdxComponents sixteen, compared with a TD report's TEE_TCB_SVN; empty in TCB infos for SGX
 * @param tcbDate what was known by then is what the status takes into account
 * @param status what a platform on this level is worth
 * @param advisoryIds Intel's security advisories that apply to it, as in {@code INTEL-SA-00615}
 */
public record TcbLevel(
        List<TcbComponent> sgxComponents,
        int pceSvn,
        List<TcbComponent> tdxComponents,
        Instant tcbDate,
        TcbStatus status,
        List<String> advisoryIds) {

    /**
     * Highest first: by SGX components, then PCESVN, then TDX components. Source: Intel QVL, {@code Json/TcbLevel.cpp}.
     */
    static final Comparator<TcbLevel> HIGHEST_FIRST = Comparator.comparing(
                    (TcbLevel level) -> svns(level.sgxComponents))
            .thenComparingInt(TcbLevel::pceSvn)
            .thenComparing(level -> svns(level.tdxComponents))
            .reversed();

    public TcbLevel {
        sgxComponents = List.copyOf(sgxComponents);
        tdxComponents = List.copyOf(tdxComponents);
        advisoryIds = List.copyOf(advisoryIds);
    }

    private static Bytes svns(List<TcbComponent> components) {
        byte[] svns = new byte[components.size()];
        for (int i = 0; i < svns.length; i++) {
            svns[i] = (byte) components.get(i).svn();
        }
        return Bytes.of(svns);
    }
}
