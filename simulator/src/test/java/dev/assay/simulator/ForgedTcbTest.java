package dev.assay.simulator;

import static dev.assay.collateral.TcbStatus.CONFIGURATION_NEEDED;
import static dev.assay.collateral.TcbStatus.OUT_OF_DATE;
import static dev.assay.collateral.TcbStatus.OUT_OF_DATE_CONFIGURATION_NEEDED;
import static dev.assay.collateral.TcbStatus.REVOKED;
import static dev.assay.collateral.TcbStatus.SW_HARDENING_NEEDED;
import static dev.assay.collateral.TcbStatus.TD_RELAUNCH_ADVISED;
import static dev.assay.collateral.TcbStatus.TD_RELAUNCH_ADVISED_CONFIGURATION_NEEDED;
import static dev.assay.collateral.TcbStatus.UP_TO_DATE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.TcbStatus;
import dev.assay.collateral.TdxModuleIdentity;
import dev.assay.verify.ReasonCode;
import dev.assay.verify.Verification;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Platforms that are genuine, and what they are worth. */
class ForgedTcbTest {

    private static final Forge SGX = Forge.sgx(1);
    private static final Forge TDX = Forge.tdx(1);
    private static final Forge TDX15 = Forge.tdx15(1);
    private static final Instant NEW = Instant.parse("2026-02-11T00:00:00Z");
    private static final Instant OLD = Instant.parse("2024-03-13T00:00:00Z");
    private static final Bytes TOP = TestPlatform.COMPONENTS;

    static Stream<Arguments> platforms() {
        return Stream.of(
                status("the highest level", SGX, UP_TO_DATE),
                status("above the highest level", SGX.platform(p -> p.withComponents(higher(TOP))), UP_TO_DATE),
                status("the second level", sgx(6, 0), CONFIGURATION_NEEDED),
                status("the third level, one component short", sgx(0, 13), OUT_OF_DATE),
                status("PCESVN one short", SGX.platform(p -> p.withPceSvn(12)), OUT_OF_DATE),
                status("PCESVN of two bytes", SGX.platform(p -> p.withPceSvn(0x0100)), UP_TO_DATE),
                status("PCESVN at its highest", SGX.platform(p -> p.withPceSvn(65535)), UP_TO_DATE),
                status(
                        "CPUSVN lower than its components",
                        SGX.platform(p -> p.withCpuSvn(Patch.zeros(16))),
                        UP_TO_DATE),
                status("components lower than their CPUSVN", sgx(0, 13).platform(p -> p.withCpuSvn(TOP)), OUT_OF_DATE),
                status("quoting enclave out of date", SGX.draft(q -> q.withQe(SgxReportField.ISV_SVN, 7)), OUT_OF_DATE),
                status(
                        "quoting enclave of the future",
                        SGX.draft(q -> q.withQe(SgxReportField.ISV_SVN, 65535)),
                        UP_TO_DATE),
                status(
                        "quoting enclave out of date, platform needs configuration",
                        sgx(6, 0).draft(q -> q.withQe(SgxReportField.ISV_SVN, 6)),
                        OUT_OF_DATE_CONFIGURATION_NEEDED),
                status(
                        "the attested enclave's SVN does not count",
                        SGX.draft(q -> q.with(SgxReportField.ISV_SVN, 0)),
                        UP_TO_DATE),
                status(
                        "the highest level revoked",
                        SGX.collateral(
                                c -> c.tcbInfo(i -> i.withLevels(List.of(TestLevels.sgx(TOP, 13, REVOKED, NEW))))),
                        REVOKED),
                status(
                        "quoting enclave revoked",
                        SGX.collateral(c -> c.qeIdentity(i -> i.withLevels(List.of(TestLevels.isv(1, REVOKED, NEW))))),
                        REVOKED),
                status(
                        "quoting enclave needs hardening",
                        SGX.collateral(c ->
                                c.qeIdentity(i -> i.withLevels(List.of(TestLevels.isv(1, SW_HARDENING_NEEDED, NEW))))),
                        UP_TO_DATE));
    }

    static Stream<Arguments> domains() {
        return Stream.of(
                status("TDX 1.0, the highest level", TDX, UP_TO_DATE),
                status(
                        "TDX module out of date",
                        TDX.draft(q -> q.with(TdReportField.TEE_TCB_SVN, svns(10, 1, 4))),
                        OUT_OF_DATE),
                status(
                        "TDX module at its highest",
                        TDX.draft(q -> q.with(TdReportField.TEE_TCB_SVN, svns(255, 1, 4))),
                        UP_TO_DATE),
                status(
                        "module SVN below the level's first component, which the module's own levels replace",
                        TDX.draft(q -> q.with(TdReportField.TEE_TCB_SVN, svns(5, 3, 4))),
                        UP_TO_DATE),
                status(
                        "module of the first version, below the level's first component",
                        TDX.draft(q -> q.with(TdReportField.TEE_TCB_SVN, svns(4, 0, 4))),
                        OUT_OF_DATE),
                status(
                        "microcode for TDX out of date",
                        TDX.draft(q -> q.with(TdReportField.TEE_TCB_SVN, svns(11, 1, 3))),
                        OUT_OF_DATE),
                status(
                        "a revoked level that only the SGX part reaches",
                        TDX.collateral(c -> c.tcbInfo(i -> i.withLevels(List.of(
                                TestLevels.tdx(TOP, 13, svns(5, 0, 9), REVOKED, NEW),
                                TestLevels.tdx(TOP, 13, svns(5, 0, 4), SW_HARDENING_NEEDED, NEW))))),
                        SW_HARDENING_NEEDED),
                status("TDX 1.5, launched and running at the highest level", TDX15, UP_TO_DATE),
                status(
                        "launched with an old module, updated since",
                        running(svns(8, 1, 4), svns(11, 1, 4)),
                        TD_RELAUNCH_ADVISED),
                status(
                        "launched with old microcode, updated since",
                        running(svns(11, 1, 3), svns(11, 1, 4)),
                        TD_RELAUNCH_ADVISED),
                status("old then and now", running(svns(8, 1, 4), svns(9, 1, 4)), OUT_OF_DATE),
                status(
                        "launched with the new module, runs with the old one",
                        running(svns(11, 1, 4), svns(8, 1, 4)),
                        UP_TO_DATE),
                status(
                        "updated since, platform needs configuration",
                        running(svns(8, 1, 4), svns(11, 1, 4))
                                .platform(p -> p.withComponents(Bytes.concat(TOP.slice(0, 6), Patch.zeros(10)))),
                        TD_RELAUNCH_ADVISED_CONFIGURATION_NEEDED),
                status(
                        "revoked at launch, updated since",
                        running(svns(8, 1, 4), svns(11, 1, 4))
                                .collateral(c -> c.tcbInfo(i -> i.withTdxModuleIdentities(List.of(new TdxModuleIdentity(
                                        "TDX_01",
                                        i.content().tdxModule().orElseThrow(),
                                        List.of(
                                                TestLevels.isv(11, UP_TO_DATE, NEW),
                                                TestLevels.isv(0, REVOKED, OLD))))))),
                        REVOKED));
    }

    static Stream<Trial> below() {
        return Stream.of(
                Trial.of(
                        "below every level",
                        SGX.platform(p -> p.withComponents(Patch.zeros(16))),
                        ReasonCode.TCB_LEVEL_NOT_FOUND),
                Trial.of(
                        "PCESVN below every level", SGX.platform(p -> p.withPceSvn(9)), ReasonCode.TCB_LEVEL_NOT_FOUND),
                Trial.of(
                        "quoting enclave below every level",
                        SGX.draft(q -> q.withQe(SgxReportField.ISV_SVN, 5)),
                        ReasonCode.TCB_LEVEL_NOT_FOUND),
                Trial.of(
                        "TDX microcode below every level",
                        TDX.draft(q -> q.with(TdReportField.TEE_TCB_SVN, svns(11, 1, 2))),
                        ReasonCode.TCB_LEVEL_NOT_FOUND),
                Trial.of(
                        "TDX module below every level",
                        TDX.draft(q -> q.with(TdReportField.TEE_TCB_SVN, svns(5, 1, 4))),
                        ReasonCode.TCB_LEVEL_NOT_FOUND),
                Trial.of(
                        "module that runs now below every level",
                        running(svns(11, 1, 4), svns(5, 1, 4)),
                        ReasonCode.TCB_LEVEL_NOT_FOUND),
                Trial.of(
                        "module that runs now unknown",
                        running(svns(11, 1, 4), svns(11, 2, 4)),
                        ReasonCode.TDX_MODULE_MISMATCH));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"platforms", "domains"})
    void hasTheStatus(String name, Forge forge, TcbStatus expected) {
        Trial trial = Trial.of(name, forge);
        trial.run();
        assertThat(((Verification.Verified) trial.verify()).status()).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("below")
    void hasNoStatus(Trial trial) {
        trial.run();
    }

    @ParameterizedTest
    @MethodSource("dev.assay.simulator.QuoteDraftTest#kinds")
    void advisoriesAndDatesAreThoseOfTheLevelsReached(int version, int bodyType, int certificationType) {
        Forge forge = Forge.of(1, version, bodyType)
                .withCertificationType(certificationType)
                .platform(p -> p.withComponents(Bytes.concat(TOP.slice(0, 6), Patch.zeros(10))))
                .draft(q -> q.withQe(SgxReportField.ISV_SVN, 6));
        Verification.Verified verified =
                (Verification.Verified) Trial.of("any", forge).verify();
        assertThat(verified.launch().advisoryIds()).containsExactly("TEST-SA-00001", "TEST-SA-00004");
        assertThat(verified.launch().tcbDate()).isEqualTo(OLD);
        assertThat(verified.launch().platformLevel().tcbDate()).isEqualTo(NEW);
        assertThat(verified.current().isPresent()).isEqualTo(bodyType >= 3);
        assertThat(verified.collateral().tcbEvaluationDataNumber()).isEqualTo(20);
        assertThat(verified.trustDomain().toString()).startsWith("test:");
    }

    /** Components of the default platform of which the one at {@code index} has another SVN. */
    private static Forge sgx(int index, int svn) {
        return SGX.platform(p -> p.withComponents(Patch.replace("svn", TOP, index, 1, Patch.padded(1, svn))));
    }

    private static Bytes higher(Bytes components) {
        byte[] higher = components.toArray();
        for (int i = 0; i < higher.length; i++) {
            higher[i] = (byte) Math.min(255, (higher[i] & 0xff) + 1);
        }
        return Bytes.of(higher);
    }

    private static Bytes svns(int... svns) {
        return Patch.padded(16, svns);
    }

    private static Forge running(Bytes launch, Bytes now) {
        return TDX15.draft(q -> q.with(TdReportField.TEE_TCB_SVN, launch).with(TdReportField.TEE_TCB_SVN_2, now));
    }

    private static Arguments status(String name, Forge forge, TcbStatus expected) {
        return Arguments.of(name, forge, expected);
    }
}
