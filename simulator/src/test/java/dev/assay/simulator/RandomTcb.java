package dev.assay.simulator;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.IsvTcbLevel;
import dev.assay.collateral.TcbLevel;
import dev.assay.collateral.TcbStatus;
import dev.assay.collateral.TdxModule;
import dev.assay.collateral.TdxModuleIdentity;
import dev.assay.quote.Tee;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Draws TCB levels and security versions so close together that most levels are met by some and missed by others. */
final class RandomTcb {

    private static final TcbStatus[] PLATFORM = {
        TcbStatus.UP_TO_DATE,
        TcbStatus.UP_TO_DATE,
        TcbStatus.OUT_OF_DATE,
        TcbStatus.SW_HARDENING_NEEDED,
        TcbStatus.CONFIGURATION_NEEDED,
        TcbStatus.CONFIGURATION_AND_SW_HARDENING_NEEDED,
        TcbStatus.OUT_OF_DATE,
        TcbStatus.OUT_OF_DATE_CONFIGURATION_NEEDED,
        TcbStatus.REVOKED
    };
    private static final TcbStatus[] MODULE = {TcbStatus.UP_TO_DATE, TcbStatus.OUT_OF_DATE, TcbStatus.REVOKED};

    /** A quoting enclave that is out of date hides what the rest is worth. */
    private static final TcbStatus[] QE = {
        TcbStatus.UP_TO_DATE,
        TcbStatus.UP_TO_DATE,
        TcbStatus.UP_TO_DATE,
        TcbStatus.SW_HARDENING_NEEDED,
        TcbStatus.CONFIGURATION_NEEDED,
        TcbStatus.OUT_OF_DATE_CONFIGURATION_NEEDED,
        TcbStatus.OUT_OF_DATE,
        TcbStatus.REVOKED
    };

    private final SplittableRandom random;

    RandomTcb(SplittableRandom random) {
        this.random = random;
    }

    /** Security versions of a platform, most of them at their highest, or of a level, most of them low. */
    Bytes components(boolean platform) {
        byte[] components = new byte[16];
        for (int i = 0; i < 16; i++) {
            boolean usual = random.nextInt(8) > 0;
            int few = random.nextInt(3);
            components[i] = (byte) (usual ? (platform ? 2 : i % 2) : few);
        }
        // Unsigned comparison matters.
        components[5] = (byte) (platform ? 200 + random.nextInt(56) : 100 + random.nextInt(130));
        return Bytes.of(components);
    }

    int pceSvn(boolean platform) {
        return platform ? 9 + random.nextInt(3) : 7 + random.nextInt(4);
    }

    /** TEE_TCB_SVN: byte 1 is the module's version, byte 0 its SVN. */
    Bytes teeTcbSvn() {
        byte[] svns = components(true).toArray();
        svns[0] = (byte) random.nextInt(6);
        svns[1] = (byte) new int[] {0, 0, 1, 1, 1, 1, 1, 3, 10, 200}[random.nextInt(10)];
        return Bytes.of(svns);
    }

    /** What the same machine may have after updates; the module's version stays. */
    Bytes updated(Bytes teeTcbSvn) {
        byte[] svns = teeTcbSvn.toArray();
        for (int i = 0; i < svns.length; i++) {
            if (i != 1) {
                svns[i] = (byte) Math.min(255, teeTcbSvn.at(i) + random.nextInt(3));
            }
        }
        return Bytes.of(svns);
    }

    int isvSvn() {
        return random.nextInt(6);
    }

    TcbInfoDraft levels(TcbInfoDraft draft) {
        Map<String, TcbLevel> distinct = new LinkedHashMap<>();
        int count = 1 + random.nextInt(12);
        for (int i = 0; i < count; i++) {
            TcbLevel level = level(draft.content().tee(), i > 0 || random.nextBoolean());
            distinct.put(level.sgxComponents() + "," + level.pceSvn() + "," + level.tdxComponents(), level);
        }
        TcbInfoDraft drawn = draft.withLevels(List.copyOf(distinct.values()));
        return drawn.content().tee() == Tee.SGX ? drawn : drawn.withTdxModuleIdentities(modules(drawn));
    }

    /** A level that demands something, or one that everybody meets. */
    private TcbLevel level(Tee tee, boolean demanding) {
        Bytes components = demanding ? components(false) : Patch.zeros(16);
        int pceSvn = demanding ? pceSvn(false) : 0;
        return tee == Tee.SGX
                ? TestLevels.sgx(components, pceSvn, status(PLATFORM), date(), advisories())
                : TestLevels.tdx(
                        components,
                        pceSvn,
                        demanding ? components(false) : Patch.zeros(16),
                        status(PLATFORM),
                        date(),
                        advisories());
    }

    EnclaveIdentityDraft levels(EnclaveIdentityDraft draft) {
        return draft.withLevels(isvLevels(QE));
    }

    <T> List<T> shuffled(List<T> list) {
        List<T> shuffled = new ArrayList<>(list);
        Collections.shuffle(shuffled, new Random(random.nextLong()));
        return shuffled;
    }

    private List<TdxModuleIdentity> modules(TcbInfoDraft draft) {
        TdxModule module = draft.content().tdxModule().orElseThrow();
        return shuffled(List.of("TDX_01", "TDX_03", "TDX_0A", "tdx_C8")).stream()
                .filter(id -> id.equals("TDX_01") || random.nextInt(3) > 0)
                .map(id -> new TdxModuleIdentity(id, module, isvLevels(MODULE)))
                .toList();
    }

    private List<IsvTcbLevel> isvLevels(TcbStatus[] statuses) {
        int always = random.nextInt(4) > 0 ? 0 : 1;
        List<Integer> svns = IntStream.range(0, 6)
                .filter(svn -> svn == always || random.nextBoolean())
                .boxed()
                .toList();
        return shuffled(svns).stream()
                .map(svn -> TestLevels.isv(svn, status(statuses), date(), advisories()))
                .toList();
    }

    private TcbStatus status(TcbStatus[] statuses) {
        return statuses[random.nextInt(statuses.length)];
    }

    private Instant date() {
        return Instant.parse("2024-01-01T00:00:00Z").plus(Duration.ofDays(random.nextInt(700)));
    }

    private String[] advisories() {
        return random.ints(random.nextInt(3), 0, 5)
                .mapToObj(number -> "TEST-SA-0000" + number)
                .distinct()
                .toArray(String[]::new);
    }
}
