package dev.assay.collateral;

import java.time.Instant;
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
    static int highestFirst(TcbLevel one, TcbLevel other) {
        int order = compare(other.sgxComponents, one.sgxComponents);
        if (order == 0) {
            order = Integer.compare(other.pceSvn, one.pceSvn);
        }
        return order != 0 ? order : compare(other.tdxComponents, one.tdxComponents);
    }

    public TcbLevel {
        sgxComponents = List.copyOf(sgxComponents);
        tdxComponents = List.copyOf(tdxComponents);
        advisoryIds = List.copyOf(advisoryIds);
    }

    private static int compare(List<TcbComponent> one, List<TcbComponent> other) {
        int order = Integer.compare(one.size(), other.size());
        for (int i = 0; order == 0 && i < one.size(); i++) {
            order = Integer.compare(one.get(i).svn(), other.get(i).svn());
        }
        return order;
    }
}
