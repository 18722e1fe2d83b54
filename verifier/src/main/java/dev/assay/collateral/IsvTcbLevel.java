package dev.assay.collateral;

import java.time.Instant;
import java.util.List;

/**
 * A TCB level of a quoting enclave or of a TDX module, which have one security version.
 *
 * @param isvSvn the least security version of this level, 0 to 65535
 * @param tcbDate what was known by then is what the status takes into account
 * @param status what an enclave or module on this level is worth
 * @param advisoryIds Intel's security advisories that apply to it
 */
public record IsvTcbLevel(int isvSvn, Instant tcbDate, TcbStatus status, List<String> advisoryIds) {

    static int highestFirst(IsvTcbLevel one, IsvTcbLevel other) {
        return Integer.compare(other.isvSvn, one.isvSvn);
    }

    public IsvTcbLevel {
        advisoryIds = List.copyOf(advisoryIds);
    }
}
