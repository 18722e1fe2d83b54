package dev.assay.simulator;

import static dev.assay.verify.ReasonCode.COLLATERAL_MALFORMED;
import static dev.assay.verify.ReasonCode.FMSPC_MISMATCH;
import static dev.assay.verify.ReasonCode.PCE_ID_MISMATCH;
import static dev.assay.verify.ReasonCode.QE_IDENTITY_MISMATCH;
import static dev.assay.verify.ReasonCode.QE_IDENTITY_SIGNATURE;
import static dev.assay.verify.ReasonCode.TCB_INFO_MISMATCH;
import static dev.assay.verify.ReasonCode.TCB_INFO_SIGNATURE;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.CollateralPiece;
import dev.assay.collateral.EnclaveIdentity;
import dev.assay.collateral.TcbLevel;
import dev.assay.verify.ReasonCode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** TCB infos and identities that are altered, malformed, or for somebody else. */
class ForgedDocumentTest {

    private static final Forge SGX = Forge.sgx(1);
    private static final Forge TDX = Forge.tdx(1);
    private static final TestKey OTHER = Seed.of(99).key("other");

    static Stream<Trial> signatures() {
        return Stream.of(
                tcbInfo("TCB info signed by another key", SGX, i -> i.withSigner(OTHER), TCB_INFO_SIGNATURE),
                tcbInfo(
                        "TCB info signed by the root",
                        SGX,
                        i -> i.withSigner(SGX.pki().root().key()),
                        TCB_INFO_SIGNATURE),
                identity("identity signed by another key", SGX, i -> i.withSigner(OTHER), QE_IDENTITY_SIGNATURE),
                text(
                        "TCB info with a blank in what was signed",
                        SGX,
                        "\"version\":3",
                        "\"version\": 3",
                        TCB_INFO_SIGNATURE),
                text("TCB info with a status improved", SGX, "OutOfDate", "UpToDate", TCB_INFO_SIGNATURE),
                text("TCB info with blanks around what was signed", SGX, "{\"tcbInfo\":{", " { \"tcbInfo\" : {"),
                text(
                        "TCB info with a second one after it",
                        SGX,
                        ",\"signature\"",
                        ",\"tcbInfo\":{},\"signature\"",
                        COLLATERAL_MALFORMED),
                text(
                        "TCB info with something beside it",
                        SGX,
                        ",\"signature\"",
                        ",\"more\":1,\"signature\"",
                        COLLATERAL_MALFORMED),
                text("TCB info without a signature", SGX, ",\"signature\":", ",\"none\":", COLLATERAL_MALFORMED),
                Trial.ofCollateral(
                        "TCB info with a signature of zeros",
                        SGX,
                        c -> c.with(
                                CollateralPiece.TCB_INFO,
                                Bytes.ofUtf8(c.piece(CollateralPiece.TCB_INFO)
                                        .orElseThrow()
                                        .utf8()
                                        .replaceAll(
                                                "\"signature\":\"[0-9a-f]*\"",
                                                "\"signature\":\"" + "0".repeat(128) + "\""))),
                        COLLATERAL_MALFORMED),
                Trial.ofCollateral(
                        "identity in the place of the TCB info",
                        SGX,
                        c -> c.with(
                                CollateralPiece.TCB_INFO,
                                c.piece(CollateralPiece.QE_IDENTITY).orElseThrow()),
                        COLLATERAL_MALFORMED));
    }

    static Stream<Trial> addressees() {
        Bytes otherFmspc = Patch.padded(6, 1, 2, 3);
        Bytes otherPceId = Patch.padded(2, 1);
        return Stream.of(
                tcbInfo("TCB info of another family", SGX, i -> i.withFmspc(otherFmspc), FMSPC_MISMATCH),
                Trial.of("platform of another family", SGX.platform(p -> p.withFmspc(otherFmspc)), FMSPC_MISMATCH),
                tcbInfo("TCB info of another PCE", SGX, i -> i.withPceId(otherPceId), PCE_ID_MISMATCH),
                Trial.of("platform of another PCE", SGX.platform(p -> p.withPceId(otherPceId)), PCE_ID_MISMATCH),
                tcbInfo("TCB info of version 2", SGX, i -> i.withVersion(2)),
                tcbInfo(
                        "TCB info of version 2 without PCE-ID",
                        SGX,
                        i -> i.withVersion(2).withoutPceId(),
                        PCE_ID_MISMATCH),
                tcbInfo("TCB info of version 1", SGX, i -> i.withVersion(1), TCB_INFO_MISMATCH),
                tcbInfo(
                        "TCB info for TDX with an SGX quote",
                        SGX,
                        i -> TDX.collateral().tcbInfo().withSigner(i.signer()),
                        TCB_INFO_MISMATCH),
                tcbInfo(
                        "TCB info for SGX with a TDX quote",
                        TDX,
                        i -> SGX.collateral().tcbInfo().withSigner(i.signer()),
                        TCB_INFO_MISMATCH),
                tcbInfo(
                        "TCB info of version 2 with a TDX quote",
                        TDX,
                        i -> SGX.collateral().tcbInfo().withSigner(i.signer()).withVersion(2),
                        TCB_INFO_MISMATCH),
                Trial.of("quote of version 4 for SGX", Forge.of(1, 4, 1)),
                identity(
                        "identity of the TDX quoting enclave for SGX",
                        SGX,
                        i -> i.withId(EnclaveIdentity.Id.TD_QE),
                        QE_IDENTITY_MISMATCH),
                identity(
                        "identity of the SGX quoting enclave for TDX",
                        TDX,
                        i -> i.withId(EnclaveIdentity.Id.QE),
                        QE_IDENTITY_MISMATCH),
                identity(
                        "identity of the verification enclave",
                        SGX,
                        i -> i.withId(EnclaveIdentity.Id.QVE),
                        QE_IDENTITY_MISMATCH));
    }

    static Stream<Trial> malformed() {
        List<TcbLevel> levels = SGX.collateral().tcbInfo().content().tcbLevels();
        List<TcbLevel> twice = new ArrayList<>(levels);
        twice.add(levels.get(1));
        return Stream.of(
                signed("tcbType 1", "\"tcbType\":0", "\"tcbType\":1"),
                signed("no tcbType", "\"tcbType\":0,", ""),
                signed("version 4", "\"version\":3", "\"version\":4"),
                signed("version 0", "\"version\":3", "\"version\":0"),
                signed("version as text", "\"version\":3", "\"version\":\"3\""),
                signed("another id", "\"id\":\"SGX\"", "\"id\":\"TPM\""),
                signed("id in lower case", "\"id\":\"SGX\"", "\"id\":\"sgx\""),
                signed("no id", "\"id\":\"SGX\",", ""),
                signed("unknown status", "\"UpToDate\"", "\"Great\""),
                signed("status in lower case", "\"UpToDate\"", "\"uptodate\""),
                signed("status that only a TD can have", "\"UpToDate\"", "\"TDRelaunchAdvised\""),
                signed("component above 255", "\"svn\":255", "\"svn\":256"),
                signed("component below 0", "\"svn\":255", "\"svn\":-1"),
                signed("component of 2^32", "\"svn\":255", "\"svn\":4294967296"),
                signed("component with a fraction", "\"svn\":255", "\"svn\":255.0"),
                signed("component null", "\"svn\":255", "\"svn\":null"),
                signed("PCESVN above 65535", "\"pcesvn\":13", "\"pcesvn\":65536"),
                signed("date without zone", "T12:00:00Z\",\"fmspc\"", "T12:00:00\",\"fmspc\""),
                signed("date that does not exist", "\"issueDate\":\"2026-05-31", "\"issueDate\":\"2026-02-31"),
                signed("FMSPC too short", "\"fmspc\":\"A55A7E570000\"", "\"fmspc\":\"A55A7E5700\""),
                signed("FMSPC that is not hex", "\"fmspc\":\"A55A7E570000\"", "\"fmspc\":\"X55A7E570000\""),
                signed("a member twice", "\"tcbType\":0", "\"tcbType\":0,\"tcbType\":0"),
                signed("TDX module in a TCB info for SGX", "\"tcbType\":0", "\"tcbType\":0,\"tdxModule\":{}"),
                signed("levels that are no list", "\"tcbLevels\":[", "\"tcbLevels\":{},\"was\":["),
                tcbInfo("no levels", SGX, i -> i.withLevels(List.of()), COLLATERAL_MALFORMED),
                tcbInfo("a level twice", SGX, i -> i.withLevels(twice), COLLATERAL_MALFORMED),
                tcbInfo("15 components", SGX, i -> i.withLevels(List.of(sgxLevel(15))), COLLATERAL_MALFORMED),
                tcbInfo("17 components", SGX, i -> i.withLevels(List.of(sgxLevel(17))), COLLATERAL_MALFORMED),
                tcbInfo("TCB info for TDX without a module", TDX, TcbInfoDraft::withoutTdxModule, COLLATERAL_MALFORMED),
                tcbInfo(
                        "TCB info for TDX without TDX components",
                        TDX,
                        i -> i.withLevels(levels),
                        COLLATERAL_MALFORMED),
                identity("identity of version 1", SGX, i -> i.withVersion(1), COLLATERAL_MALFORMED),
                identity("identity of version 3", SGX, i -> i.withVersion(3), COLLATERAL_MALFORMED),
                identity("identity without levels", SGX, i -> i.withLevels(List.of()), COLLATERAL_MALFORMED),
                Trial.ofCollateral(
                        "TCB info nested deeply",
                        SGX,
                        c -> c.with(CollateralPiece.TCB_INFO, Bytes.ofUtf8("{\"tcbInfo\":" + "[".repeat(100_000))),
                        COLLATERAL_MALFORMED),
                Trial.ofCollateral(
                        "TCB info with a byte order mark",
                        SGX,
                        c -> c.with(
                                CollateralPiece.TCB_INFO,
                                Bytes.concat(
                                        Patch.padded(3, 0xEF, 0xBB, 0xBF),
                                        c.piece(CollateralPiece.TCB_INFO).orElseThrow())),
                        COLLATERAL_MALFORMED));
    }

    @ParameterizedTest
    @MethodSource({"signatures", "addressees", "malformed"})
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

    /** The text changes after it was signed. */
    private static Trial text(String name, Forge forge, String text, String replacement, ReasonCode... expected) {
        return Trial.ofCollateral(
                name,
                forge,
                c -> c.with(
                        CollateralPiece.TCB_INFO,
                        Bytes.ofUtf8(c.piece(CollateralPiece.TCB_INFO)
                                .orElseThrow()
                                .utf8()
                                .replace(text, replacement))),
                expected);
    }

    /** The text changes before it is signed: even the right signer may not say such things. */
    private static Trial signed(String name, String text, String replacement) {
        Bytes document = SGX.collateral()
                .tcbInfo()
                .document()
                .replacing(text, replacement)
                .sign();
        return Trial.ofCollateral(name, SGX, c -> c.with(CollateralPiece.TCB_INFO, document), COLLATERAL_MALFORMED);
    }

    private static TcbLevel sgxLevel(int components) {
        TcbLevel level = SGX.collateral().tcbInfo().content().tcbLevels().get(0);
        return TestLevels.sgx(Patch.zeros(components), 1, level.status(), level.tcbDate());
    }
}
