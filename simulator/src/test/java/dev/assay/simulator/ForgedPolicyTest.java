package dev.assay.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.TcbStatus;
import dev.assay.pck.PckCertificate.Ca;
import dev.assay.pck.SgxExtension.PlatformConfiguration;
import dev.assay.policy.Policy;
import dev.assay.policy.Verdict;
import dev.assay.verify.ReasonCode;
import dev.assay.verify.Rejection;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Evidence that verifies, and what policies say to it. */
class ForgedPolicyTest {

    private static final Forge SGX = Forge.sgx(1);
    private static final Forge TDX = Forge.tdx(1);
    private static final Forge TDX15 = Forge.tdx15(1);
    private static final Instant DATE = Instant.parse("2026-02-11T00:00:00Z");

    static Stream<Arguments> byDefault() {
        return Stream.of(
                appraised("an enclave", SGX),
                appraised("a domain", TDX),
                appraised("a domain of TDX 1.5", TDX15),
                appraised("a domain of TDX 1.5 with an extended report", Forge.of(1, 5, 4)),
                appraised("a debug enclave", sgxFlags(0x07), ReasonCode.DEBUG),
                appraised("a debug domain", td(Patch.padded(8, 1, 0, 0, 0x10)), ReasonCode.DEBUG),
                appraised("a reserved bit of TUD", td(Patch.padded(8, 2, 0, 0, 0x10)), ReasonCode.RESERVED_ATTRIBUTES),
                appraised("a reserved bit of SEC", td(Patch.padded(8, 0, 1, 0, 0x10)), ReasonCode.RESERVED_ATTRIBUTES),
                appraised(
                        "a reserved bit of OTHER",
                        td(Patch.padded(8, 0, 0, 0, 0x10, 1)),
                        ReasonCode.RESERVED_ATTRIBUTES),
                appraised("SEPT_VE_DISABLE clear", td(Patch.zeros(8)), ReasonCode.SEPT_VE),
                appraised("a domain that may be moved", td(Patch.padded(8, 0, 0, 0, 0x30)), ReasonCode.MIGRATABLE),
                appraised(
                        "protection keys, key locker and performance counters",
                        td(Patch.padded(8, 0, 0, 0, 0xd0, 0, 0, 0, 0x80))),
                appraised(
                        "everything wrong with a domain",
                        td(Patch.padded(8, 3, 0, 0, 0x20)),
                        ReasonCode.DEBUG,
                        ReasonCode.RESERVED_ATTRIBUTES,
                        ReasonCode.SEPT_VE,
                        ReasonCode.MIGRATABLE),
                appraised(
                        "a service TD",
                        TDX15.draft(q ->
                                q.with(TdReportField.MR_SERVICE_TD, Seed.of(1).bytes("any", 48))),
                        ReasonCode.SERVICE_TD),
                appraised(
                        "a service TD in an extended report",
                        Forge.of(1, 5, 4).draft(q -> q.with(TdReportField.MR_SERVICE_TD, Patch.padded(48, 1))),
                        ReasonCode.SERVICE_TD),
                appraised(
                        "a platform of the Processor CA",
                        Forge.of(SGX.pki(), SGX.platform().withCa(Ca.PROCESSOR), 3, 1, SGX.at())));
    }

    static Stream<Arguments> strictly() {
        return Stream.of(
                appraised("a platform with nothing on", flags(false, false, false)),
                appraised("multithreading", flags(false, false, true), ReasonCode.SMT),
                appraised("cached keys", flags(false, true, false), ReasonCode.CACHED_KEYS),
                appraised("a dynamic platform", flags(true, false, false), ReasonCode.DYNAMIC_PLATFORM),
                appraised(
                        "a platform whose certificate says nothing of this",
                        Forge.of(SGX.pki(), SGX.platform().withCa(Ca.PROCESSOR), 3, 1, SGX.at()),
                        ReasonCode.SMT,
                        ReasonCode.CACHED_KEYS,
                        ReasonCode.DYNAMIC_PLATFORM));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("byDefault")
    void theDefaultPolicySaysSo(String name, Forge forge, Set<ReasonCode> expected) {
        assertThat(codes(Policy.defaults(), forge)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("strictly")
    void theStrictPolicySaysSo(String name, Forge forge, Set<ReasonCode> expected) {
        assertThat(codes(Policy.strict(), forge)).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"TD_RELAUNCH_ADVISED", "TD_RELAUNCH_ADVISED_CONFIGURATION_NEEDED"})
    void anyStatusButRevokedIsAcceptedByWhoeverWantsIt(TcbStatus status) {
        Forge forge = SGX.collateral(c ->
                c.tcbInfo(i -> i.withLevels(List.of(TestLevels.sgx(TestPlatform.COMPONENTS, 1, status, DATE)))));
        EnumSet<TcbStatus> all = EnumSet.allOf(TcbStatus.class);
        all.remove(TcbStatus.REVOKED);
        boolean healthy = status == TcbStatus.UP_TO_DATE || status == TcbStatus.SW_HARDENING_NEEDED;
        Set<ReasonCode> revoked = EnumSet.of(ReasonCode.TCB_REVOKED);
        if (status == TcbStatus.REVOKED) {
            assertThat(codes(Policy.defaults(), forge)).isEqualTo(revoked);
            assertThat(codes(Policy.defaults().withAcceptedStatuses(all), forge))
                    .isEqualTo(revoked);
        } else {
            assertThat(codes(Policy.defaults(), forge))
                    .isEqualTo(healthy ? Set.of() : EnumSet.of(ReasonCode.TCB_STATUS));
            assertThat(codes(Policy.defaults().withAcceptedStatuses(all), forge))
                    .isEmpty();
        }
    }

    private static Set<ReasonCode> codes(Policy policy, Forge forge) {
        Verdict verdict = policy.appraise(Trial.of("any", forge).verify());
        if (verdict instanceof Verdict.Accepted) {
            return Set.of();
        }
        Set<ReasonCode> codes = EnumSet.noneOf(ReasonCode.class);
        ((Verdict.Refused) verdict).reasons().stream().map(Rejection::code).forEach(codes::add);
        return codes;
    }

    private static Forge sgxFlags(int flags) {
        return SGX.draft(q -> q.with(SgxReportField.ATTRIBUTES, Patch.padded(16, flags)));
    }

    private static Forge td(Bytes attributes) {
        return TDX.draft(q -> q.with(TdReportField.TD_ATTRIBUTES, attributes));
    }

    private static Forge flags(boolean dynamicPlatform, boolean cachedKeys, boolean smt) {
        return SGX.platform(p -> p.withConfiguration(new PlatformConfiguration(dynamicPlatform, cachedKeys, smt)));
    }

    private static Arguments appraised(String name, Forge forge, ReasonCode... expected) {
        Set<ReasonCode> codes = EnumSet.noneOf(ReasonCode.class);
        codes.addAll(Arrays.asList(expected));
        return Arguments.of(name, forge, codes);
    }
}
