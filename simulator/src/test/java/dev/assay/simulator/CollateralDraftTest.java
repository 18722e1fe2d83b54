package dev.assay.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.CollateralPiece;
import dev.assay.collateral.EnclaveIdentity;
import dev.assay.collateral.Signed;
import dev.assay.collateral.TcbInfo;
import dev.assay.collateral.TcbLevel;
import dev.assay.collateral.TcbStatus;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.quote.Tee;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CollateralDraftTest {

    private static final Instant AT = Forge.DEFAULT_INSTANT;
    private static final TestPlatform PLATFORM = TestPlatform.of(Seed.of(2));
    private static final TestKey SIGNER = TestPki.of(1).tcbSigner().key();
    private static final TestKey OTHER = Seed.of(3).key("other");

    @ParameterizedTest
    @CsvSource({"SGX,2", "SGX,3", "TDX,3"})
    void aTcbInfoIsReadBack(Tee tee, int version) throws Exception {
        TcbInfoDraft draft = TcbInfoDraft.of(tee, PLATFORM, AT, SIGNER).withVersion(version);
        Signed<TcbInfo> read = Signed.tcbInfo(draft.sign());
        assertThat(read.verify(SIGNER.publicKey(), Ecdsa.jdk()).map(CollateralDraftTest::bare))
                .contains(bare(draft.content()));
        assertThat(read.verify(OTHER.publicKey(), Ecdsa.jdk())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void anIdentityIsReadBack(Tee tee) throws Exception {
        EnclaveIdentityDraft draft = EnclaveIdentityDraft.of(tee, AT, SIGNER);
        Signed<EnclaveIdentity> read = Signed.enclaveIdentity(draft.sign());
        assertThat(read.verify(SIGNER.publicKey(), Ecdsa.jdk())).contains(draft.content());
        assertThat(read.verify(OTHER.publicKey(), Ecdsa.jdk())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void evaluationDataNumbersAreReadBack(Tee tee) throws Exception {
        EvaluationNumbersDraft draft = EvaluationNumbersDraft.of(tee, AT, SIGNER);
        assertThat(Signed.tcbEvaluationDataNumbers(draft.sign()).verify(SIGNER.publicKey(), Ecdsa.jdk()))
                .contains(draft.content());
    }

    @Test
    void membersStandInIntelsOrder() {
        String text = TcbInfoDraft.of(Tee.TDX, PLATFORM, AT, SIGNER).sign().utf8();
        assertThat(text)
                .startsWith("{\"tcbInfo\":{\"id\":\"TDX\",\"version\":3,\"issueDate\":\"2026-05-31T12:00:00Z\","
                        + "\"nextUpdate\":\"2026-06-30T12:00:00Z\",\"fmspc\":\"A55A7E570000\",\"pceId\":\"0000\","
                        + "\"tcbType\":0,\"tcbEvaluationDataNumber\":20,\"tdxModule\":{\"mrsigner\":")
                .containsSubsequence(
                        "\"tdxModuleIdentities\":[{\"id\":\"TDX_03\",\"mrsigner\":",
                        "\"attributes\":",
                        "\"attributesMask\":\"FFFFFFFFFFFFFFFF\"",
                        "\"tcbLevels\":[{\"tcb\":{\"isvsvn\":5},\"tcbDate\":",
                        "\"tcbLevels\":[{\"tcb\":{\"sgxtcbcomponents\":[{\"svn\":14,\"category\":\"BIOS\",",
                        "\"pcesvn\":13,\"tdxtcbcomponents\":[{\"svn\":5,",
                        "\"tcbDate\":",
                        "\"tcbStatus\":\"UpToDate\"",
                        "\"advisoryIDs\":[")
                .containsPattern("\\},\"signature\":\"[0-9a-f]{128}\"\\}$")
                .doesNotContain(" :", ": ");
        assertThat(EnclaveIdentityDraft.of(Tee.SGX, AT, SIGNER).sign().utf8())
                .startsWith("{\"enclaveIdentity\":{\"id\":\"QE\",\"version\":2,\"issueDate\":\"2026-05-31T12:00:00Z\","
                        + "\"nextUpdate\":\"2026-06-30T12:00:00Z\",\"tcbEvaluationDataNumber\":20,"
                        + "\"miscselect\":\"00000000\",\"miscselectMask\":\"FFFFFFFF\",\"attributes\":\"11000000");
    }

    @Test
    void levelsStandInTheGivenOrder() throws Exception {
        TcbInfoDraft draft = TcbInfoDraft.of(Tee.SGX, PLATFORM, AT, SIGNER);
        List<TcbLevel> sorted = draft.content().tcbLevels();
        TcbInfoDraft upsideDown = draft.withLevels(List.of(sorted.get(2), sorted.get(0), sorted.get(1)));
        assertThat(upsideDown.document().content().replaceAll("\"tcbStatus\":\"([^\"]*)\"", "<$1>"))
                .containsSubsequence("<OutOfDate>", "<UpToDate>", "<ConfigurationNeeded>");
        assertThat(Signed.tcbInfo(upsideDown.sign()).readWithoutVerifying().tcbLevels())
                .extracting(TcbLevel::status)
                .containsExactly(TcbStatus.UP_TO_DATE, TcbStatus.CONFIGURATION_NEEDED, TcbStatus.OUT_OF_DATE);
    }

    @Test
    void textCanBeChangedBeforeItIsSigned() throws Exception {
        SignedJson document = TcbInfoDraft.of(Tee.SGX, PLATFORM, AT, SIGNER).document();
        Bytes changed = document.replacing("\"tcbType\":0", "\"tcbType\":1").sign();
        assertThatThrownBy(() -> Signed.tcbInfo(changed).verify(SIGNER.publicKey(), Ecdsa.jdk()))
                .hasMessageContaining("tcbType");
        assertThatThrownBy(() -> document.replacing("no such text", "")).hasMessageContaining("no such text");
    }

    @Test
    void everythingButThePckChainIsThere() {
        assertThat(Forge.sgx(1).signedCollateral().pieces())
                .hasSize(CollateralPiece.values().length - 1)
                .doesNotContainKey(CollateralPiece.PCK_CHAIN);
    }

    /** Components without what version 2 cannot say. */
    private static TcbInfo bare(TcbInfo info) {
        if (info.version() == 3) {
            return info;
        }
        List<TcbLevel> levels = info.tcbLevels().stream()
                .map(level -> TestLevels.sgx(
                        Bytes.concat(level.sgxComponents().stream()
                                .map(component -> Patch.padded(1, component.svn()))
                                .toArray(Bytes[]::new)),
                        level.pceSvn(),
                        level.status(),
                        level.tcbDate(),
                        level.advisoryIds().toArray(String[]::new)))
                .collect(Collectors.toList());
        return new TcbInfo(
                info.version(),
                info.tee(),
                info.issueDate(),
                info.nextUpdate(),
                info.fmspc(),
                info.pceId(),
                info.tcbEvaluationDataNumber(),
                info.tdxModule(),
                info.tdxModuleIdentities(),
                levels);
    }
}
