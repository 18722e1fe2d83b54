package dev.assay.simulator;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.IsvTcbLevel;
import dev.assay.collateral.TcbComponent;
import dev.assay.collateral.TcbLevel;
import dev.assay.collateral.TcbStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** TCB levels in few words. */
public final class TestLevels {

    private static final Instant CURRENT = Instant.parse("2026-02-11T00:00:00Z");
    private static final Instant EARLIER = Instant.parse("2024-03-13T00:00:00Z");

    /** Named like Intel's advisories, but not by Intel. */
    private static final String ADVISORY = "TEST-SA-00001";

    private static final Bytes LOWER_COMPONENTS = Patch.padded(16, 12, 12, 3, 3, 255, 255);

    private TestLevels() {}

    /**
     * A level for SGX.
     *
     * @param components 16 bytes, one SVN each
     */
    public static TcbLevel sgx(Bytes components, int pceSvn, TcbStatus status, Instant tcbDate, String... advisoryIds) {
        return new TcbLevel(
                components(components, SGX_PARTS), pceSvn, List.of(), tcbDate, status, List.of(advisoryIds));
    }

    /**
     * A level for TDX.
     *
     * @param components 16 bytes, one SVN each, compared with the PCK certificate
     * @param tdxComponents 16 bytes, one SVN each, compared with TEE_TCB_SVN
     */
    public static TcbLevel tdx(
            Bytes components,
            int pceSvn,
            Bytes tdxComponents,
            TcbStatus status,
            Instant tcbDate,
            String... advisoryIds) {
        return new TcbLevel(
                components(components, SGX_PARTS),
                pceSvn,
                components(tdxComponents, TDX_PARTS),
                tcbDate,
                status,
                List.of(advisoryIds));
    }

    /** A level of a quoting enclave or TDX module. */
    public static IsvTcbLevel isv(int isvSvn, TcbStatus status, Instant tcbDate, String... advisoryIds) {
        return new IsvTcbLevel(isvSvn, tcbDate, status, List.of(advisoryIds));
    }

    /** On the highest level stands a default platform; the second needs configuration, the third is out of date. */
    static List<TcbLevel> sgxLadder() {
        Bytes top = TestPlatform.COMPONENTS;
        Bytes middle = Bytes.concat(top.slice(0, 6), Patch.zeros(10));
        return List.of(
                sgx(top, TestPlatform.PCE_SVN, TcbStatus.UP_TO_DATE, CURRENT),
                sgx(middle, TestPlatform.PCE_SVN, TcbStatus.CONFIGURATION_NEEDED, CURRENT, ADVISORY),
                sgx(LOWER_COMPONENTS, 10, TcbStatus.OUT_OF_DATE, EARLIER, ADVISORY, "TEST-SA-00002"));
    }

    static List<TcbLevel> tdxLadder() {
        Bytes top = Patch.padded(16, 5, 0, 4);
        Bytes low = Patch.padded(16, 3, 0, 3);
        Bytes middle = Bytes.concat(TestPlatform.COMPONENTS.slice(0, 6), Patch.zeros(10));
        return List.of(
                tdx(TestPlatform.COMPONENTS, TestPlatform.PCE_SVN, top, TcbStatus.UP_TO_DATE, CURRENT),
                tdx(middle, TestPlatform.PCE_SVN, top, TcbStatus.CONFIGURATION_NEEDED, CURRENT, ADVISORY),
                tdx(LOWER_COMPONENTS, 10, low, TcbStatus.OUT_OF_DATE, EARLIER, ADVISORY, "TEST-SA-00002"));
    }

    /** A default platform's TDX module has SVN 11. */
    static List<IsvTcbLevel> moduleLadder(int current, int earlier) {
        return List.of(
                isv(current, TcbStatus.UP_TO_DATE, CURRENT),
                isv(earlier, TcbStatus.OUT_OF_DATE, EARLIER, "TEST-SA-00003"));
    }

    static List<IsvTcbLevel> qeLadder() {
        return List.of(
                isv(QuoteBodies.QE_ISV_SVN, TcbStatus.UP_TO_DATE, CURRENT),
                isv(6, TcbStatus.OUT_OF_DATE, EARLIER, "TEST-SA-00004"));
    }

    private static final List<TcbComponent> SGX_PARTS = List.of(
            new TcbComponent(0, "BIOS", "Early Microcode Update"),
            new TcbComponent(0, "OS/VMM", "SGX Late Microcode Update"),
            new TcbComponent(0, "OS/VMM", "TXT SINIT"),
            new TcbComponent(0, "BIOS", ""));

    private static final List<TcbComponent> TDX_PARTS = List.of(
            new TcbComponent(0, "OS/VMM", "TDX Module"),
            new TcbComponent(0, "OS/VMM", "TDX Module"),
            new TcbComponent(0, "OS/VMM", "TDX Late Microcode Update"));

    private static List<TcbComponent> components(Bytes svns, List<TcbComponent> parts) {
        List<TcbComponent> components = new ArrayList<>(svns.length());
        for (int i = 0; i < svns.length(); i++) {
            components.add(
                    i < parts.size()
                            ? new TcbComponent(
                                    svns.at(i),
                                    parts.get(i).category(),
                                    parts.get(i).type())
                            : new TcbComponent(svns.at(i), "", ""));
        }
        return components;
    }
}
