package dev.assay.bench;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.TcbComponent;
import dev.assay.collateral.TcbLevel;
import dev.assay.collateral.TcbStatus;
import dev.assay.quote.Tee;
import dev.assay.simulator.TestLevels;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A ladder of TCB levels as long as Intel's are after some years of recoveries. */
final class Levels {

    private static final String[] ADVISORIES = {
        "TEST-SA-00161", "TEST-SA-00219", "TEST-SA-00289", "TEST-SA-00334", "TEST-SA-00614", "TEST-SA-00615",
        "TEST-SA-00617", "TEST-SA-00657", "TEST-SA-00730", "TEST-SA-00738", "TEST-SA-00767", "TEST-SA-00828",
    };

    private Levels() {}

    /** {@code top} and fifteen levels below it, each with one advisory more than the one before. */
    static List<TcbLevel> sixteen(Tee tee, TcbLevel top) {
        List<TcbLevel> levels = new ArrayList<>();
        levels.add(top);
        for (int i = 1; i < 16; i++) {
            Bytes sgx = lower(top.sgxComponents(), i);
            Instant date = top.tcbDate().minusSeconds(i * 90L * 24 * 3600);
            TcbStatus status = i == 1 ? TcbStatus.CONFIGURATION_NEEDED : TcbStatus.OUT_OF_DATE;
            String[] advisories = Arrays.copyOf(ADVISORIES, Math.min(i, ADVISORIES.length));
            levels.add(
                    tee == Tee.SGX
                            ? TestLevels.sgx(sgx, top.pceSvn(), status, date, advisories)
                            : TestLevels.tdx(
                                    sgx, top.pceSvn(), lower(top.tdxComponents(), 0), status, date, advisories));
        }
        return levels;
    }

    /** The first two components lower by {@code steps} halves, the others as they are. */
    private static Bytes lower(List<TcbComponent> components, int steps) {
        byte[] svns = new byte[components.size()];
        for (int i = 0; i < svns.length; i++) {
            int less = i == 0 ? (steps + 1) / 2 : i == 1 ? steps / 2 : 0;
            svns[i] = (byte) Math.max(0, components.get(i).svn() - less);
        }
        return Bytes.of(svns);
    }
}
