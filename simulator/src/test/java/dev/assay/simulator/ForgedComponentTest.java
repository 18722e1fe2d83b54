package dev.assay.simulator;

import static dev.assay.verify.ReasonCode.QE_IDENTITY_MISMATCH;
import static dev.assay.verify.ReasonCode.TDX_MODULE_MISMATCH;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.TdxModule;
import dev.assay.collateral.TdxModuleIdentity;
import dev.assay.verify.ReasonCode;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Quoting enclaves and TDX modules that are not the ones that the collateral describes. */
class ForgedComponentTest {

    private static final Forge SGX = Forge.sgx(1);
    private static final Forge TDX = Forge.tdx(1);
    private static final Bytes ONES = Patch.padded(8, 1, 1, 1, 1, 1, 1, 1, 1);

    static Stream<Trial> quotingEnclaves() {
        Bytes debug = SGX.draft().qeReport().attributes().encoded();
        Bytes debugBit = Bytes.concat(Patch.padded(1, debug.at(0) | 2), debug.from(1));
        Bytes otherXfrm = Bytes.concat(debug.slice(0, 8), ONES);
        Bytes notMode64 = Bytes.concat(Patch.padded(1, debug.at(0) & ~4), debug.from(1));
        return Stream.of(
                qe(
                        "quoting enclave of another signer",
                        SgxReportField.MR_SIGNER,
                        Patch.zeros(32),
                        QE_IDENTITY_MISMATCH),
                qe("another product of the signer", SgxReportField.ISV_PROD_ID, Patch.uint16(2), QE_IDENTITY_MISMATCH),
                qe("quoting enclave in debug mode", SgxReportField.ATTRIBUTES, debugBit, QE_IDENTITY_MISMATCH),
                qe("quoting enclave with other features", SgxReportField.ATTRIBUTES, otherXfrm),
                qe("quoting enclave without a bit that the mask drops", SgxReportField.ATTRIBUTES, notMode64),
                qe(
                        "quoting enclave with MISCSELECT",
                        SgxReportField.MISC_SELECT,
                        Patch.padded(4, 0, 0, 0, 1),
                        QE_IDENTITY_MISMATCH),
                qe("another measurement", SgxReportField.MR_ENCLAVE, Seed.of(1).bytes("any", 32)),
                identity(
                        "identity with another mask for MISCSELECT",
                        SGX,
                        i -> i.withMiscSelect(Patch.padded(4, 1), Patch.padded(4, 1)),
                        QE_IDENTITY_MISMATCH),
                identity(
                        "identity whose value lies outside of its mask",
                        SGX,
                        i -> i.withMiscSelect(Patch.padded(4, 1), Patch.zeros(4)),
                        QE_IDENTITY_MISMATCH),
                Trial.of(
                        "any enclave of the platform as quoting enclave",
                        SGX.draft(q -> q.withQe(
                                        SgxReportField.MR_SIGNER, Seed.of(1).bytes("any", 32))
                                .withQe(SgxReportField.ISV_PROD_ID, 7)),
                        QE_IDENTITY_MISMATCH));
    }

    static Stream<Trial> modules() {
        TdxModule module = TDX.collateral().tcbInfo().content().tdxModule().orElseThrow();
        TdxModule ours = new TdxModule(Seed.of(1).bytes("signer", 48), Patch.zeros(8), ONES);
        TdxModule odd = new TdxModule(Patch.zeros(48), ONES, Patch.zeros(8));
        Bytes version10 = Patch.padded(16, 11, 10, 4);
        Bytes version0 = Patch.padded(16, 11, 0, 4);
        return Stream.of(
                td("module of another signer", TdReportField.MR_SIGNER_SEAM, ours.mrSigner(), TDX_MODULE_MISMATCH),
                td("module with attributes", TdReportField.SEAM_ATTRIBUTES, ONES, TDX_MODULE_MISMATCH),
                td("module of any measurement", TdReportField.MR_SEAM, Patch.zeros(48)),
                tcbInfo(
                        "module that the TCB info says has attributes",
                        TDX,
                        i -> i.withTdxModuleIdentities(List.of(named("TDX_01", odd))),
                        TDX_MODULE_MISMATCH),
                Trial.of(
                        "attributes on both sides, and no mask",
                        TDX.draft(q -> q.with(TdReportField.SEAM_ATTRIBUTES, ONES))
                                .collateral(
                                        c -> c.tcbInfo(i -> i.withTdxModuleIdentities(List.of(named("TDX_01", odd))))),
                        TDX_MODULE_MISMATCH),
                tcbInfo(
                        "module signer of the first version does not count for later ones",
                        TDX,
                        i -> i.withTdxModule(ours)),
                tcbInfo(
                        "module signer of this version differs",
                        TDX,
                        i -> i.withTdxModuleIdentities(List.of(named("TDX_01", ours))),
                        TDX_MODULE_MISMATCH),
                Trial.of(
                        "signer of a module of another signer",
                        TDX.draft(q -> q.with(TdReportField.MR_SIGNER_SEAM, ours.mrSigner()))
                                .collateral(c ->
                                        c.tcbInfo(i -> i.withTdxModuleIdentities(List.of(named("TDX_01", ours)))))),
                tcbInfo("no module identities", TDX, i -> i.withTdxModuleIdentities(List.of()), TDX_MODULE_MISMATCH),
                tcbInfo(
                        "no identity of this version",
                        TDX,
                        i -> i.withTdxModuleIdentities(List.of(named("TDX_03", module))),
                        TDX_MODULE_MISMATCH),
                tcbInfo(
                        "two identities of this version",
                        TDX,
                        i -> i.withTdxModuleIdentities(List.of(named("TDX_01", module), named("tdx_01", module))),
                        TDX_MODULE_MISMATCH),
                tcbInfo(
                        "identity in lower case",
                        TDX,
                        i -> i.withTdxModuleIdentities(List.of(named("tdx_01", module)))),
                Trial.of(
                        "version 10 is 0A",
                        TDX.draft(q -> q.with(TdReportField.TEE_TCB_SVN, version10))
                                .collateral(c ->
                                        c.tcbInfo(i -> i.withTdxModuleIdentities(List.of(named("TDX_0a", module)))))),
                Trial.of(
                        "version 10 is not 10",
                        TDX.draft(q -> q.with(TdReportField.TEE_TCB_SVN, version10))
                                .collateral(c ->
                                        c.tcbInfo(i -> i.withTdxModuleIdentities(List.of(named("TDX_10", module))))),
                        TDX_MODULE_MISMATCH),
                Trial.of(
                        "version 0 needs no identity",
                        TDX.draft(q -> q.with(TdReportField.TEE_TCB_SVN, version0))
                                .collateral(c -> c.tcbInfo(i -> i.withTdxModuleIdentities(List.of())))),
                Trial.of(
                        "version 0 of another signer",
                        TDX.draft(q -> q.with(TdReportField.TEE_TCB_SVN, version0))
                                .collateral(c -> c.tcbInfo(i -> i.withTdxModule(ours))),
                        TDX_MODULE_MISMATCH));
    }

    @ParameterizedTest
    @MethodSource({"quotingEnclaves", "modules"})
    void getsItsVerdict(Trial trial) {
        trial.run();
    }

    private static Trial tcbInfo(String name, Forge forge, UnaryOperator<TcbInfoDraft> change, ReasonCode... expected) {
        return Trial.of(name, forge.collateral(c -> c.tcbInfo(change)), expected);
    }

    private static Trial identity(
            String name, Forge forge, UnaryOperator<EnclaveIdentityDraft> change, ReasonCode... expected) {
        return Trial.of(name, forge.collateral(c -> c.qeIdentity(change)), expected);
    }

    private static Trial qe(String name, SgxReportField field, Bytes value, ReasonCode... expected) {
        return Trial.of(name, SGX.draft(q -> q.withQe(field, value)), expected);
    }

    private static Trial td(String name, TdReportField field, Bytes value, ReasonCode... expected) {
        return Trial.of(name, TDX.draft(q -> q.with(field, value)), expected);
    }

    private static TdxModuleIdentity named(String id, TdxModule module) {
        return new TdxModuleIdentity(id, module, TestLevels.moduleLadder(11, 6));
    }
}
