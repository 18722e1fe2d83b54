package dev.assay.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.bytes.Bytes;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.ecdsa.P256Key;
import dev.assay.ecdsa.P256Signature;
import dev.assay.quote.Quote;
import dev.assay.quote.QuoteBody;
import dev.assay.quote.SgxReport;
import dev.assay.quote.TdReport;
import dev.assay.quote.TdReport15Extended;
import dev.assay.quote.Tee;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuoteDraftTest {

    static Stream<Arguments> kinds() {
        return Stream.of("3,1", "4,1", "4,2", "5,1", "5,2", "5,3", "5,4")
                .map(kind -> kind.split(","))
                .flatMap(kind -> IntStream.rangeClosed(1, 5)
                        .mapToObj(certification ->
                                Arguments.of(Integer.parseInt(kind[0]), Integer.parseInt(kind[1]), certification)));
    }

    @ParameterizedTest(name = "version {0}, body type {1}, certification data type {2}")
    @MethodSource("kinds")
    void everyKindOfQuoteIsReadBack(int version, int bodyType, int certificationType) throws Exception {
        Quote forged = Forge.of(1, version, bodyType)
                .withCertificationType(certificationType)
                .quote();
        Quote read = Quote.parse(forged.encode());
        assertThat(read).isEqualTo(forged);
        assertThat(read.encode()).isEqualTo(forged.encode());
        assertThat(read.header().version()).isEqualTo(version);
        assertThat(read.body().bodyType()).isEqualTo(bodyType);
        assertThat(read.signature().certificationData().type()).isEqualTo(certificationType);
        assertThat(read.trailing()).isEqualTo(Bytes.EMPTY);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 32, 100, 65535})
    void authenticationDataMayHaveAnyLength(int length) throws Exception {
        Bytes data = Seed.of(1).bytes("authentication data", length);
        Quote read = Quote.parse(
                Forge.tdx(1).draft(q -> q.withQeAuthData(data)).quote().encode());
        assertThat(read.signature().qeAuthData()).isEqualTo(data);
    }

    @Test
    void anythingMayTrail() throws Exception {
        Bytes zeros = Patch.zeros(3000);
        Quote read = Quote.parse(
                Forge.sgx(1).draft(q -> q.withTrailing(zeros)).quote().encode());
        assertThat(read.trailing()).isEqualTo(zeros);
    }

    @Test
    void bothSignaturesHoldAndTheBindingToo() throws Exception {
        Forge forge = Forge.tdx15(1);
        Quote quote = forge.quote();
        assertThat(signed(
                        forge.platform().pckKey().publicKey(),
                        quote.signature().qeReport().encoded(),
                        quote.signature().qeReportSignature()))
                .isTrue();
        P256Key attestationKey = P256Key.of(quote.signature().attestationKey());
        assertThat(signed(attestationKey, quote.signedBytes(), quote.signature().signature()))
                .isTrue();
        assertThat(quote.signature().qeReport().reportData())
                .isEqualTo(forge.draft().binding());
    }

    @Test
    void anotherSignerSignsButIsNotNamed() throws Exception {
        TestKey other = Seed.of(9).key("other");
        Forge forge = Forge.sgx(1);
        Quote right = forge.quote();
        Quote wrong = forge.draft(q -> q.withQuoteSigner(other)).quote();
        assertThat(wrong.signature().attestationKey())
                .isEqualTo(right.signature().attestationKey());
        assertThat(signed(
                        other.publicKey(),
                        wrong.signedBytes(),
                        wrong.signature().signature()))
                .isTrue();
    }

    @Test
    void everyFieldOfAnSgxReportIsReadBack() {
        SgxReport report = new SgxReport(Patch.zeros(SgxReport.SIZE));
        for (SgxReportField field : SgxReportField.values()) {
            report = field.set(report, value(field.name(), field.size()));
        }
        assertThat(report.cpuSvn()).isEqualTo(value("CPU_SVN", 16));
        assertThat(report.miscSelect()).isEqualTo(value("MISC_SELECT", 4));
        assertThat(report.isvExtProdId()).isEqualTo(value("ISV_EXT_PROD_ID", 16));
        assertThat(report.attributes().encoded()).isEqualTo(value("ATTRIBUTES", 16));
        assertThat(report.mrEnclave()).isEqualTo(value("MR_ENCLAVE", 32));
        assertThat(report.mrSigner()).isEqualTo(value("MR_SIGNER", 32));
        assertThat(report.configId()).isEqualTo(value("CONFIG_ID", 64));
        assertThat(report.isvProdId()).isEqualTo(value("ISV_PROD_ID", 2).uint16(0));
        assertThat(report.isvSvn()).isEqualTo(value("ISV_SVN", 2).uint16(0));
        assertThat(report.configSvn()).isEqualTo(value("CONFIG_SVN", 2).uint16(0));
        assertThat(report.isvFamilyId()).isEqualTo(value("ISV_FAMILY_ID", 16));
        assertThat(report.reportData()).isEqualTo(value("REPORT_DATA", 64));
    }

    @Test
    void everyFieldOfATdReportIsReadBack() {
        TdReport filled = new TdReport15Extended(Patch.zeros(TdReport15Extended.SIZE));
        for (TdReportField field : TdReportField.values()) {
            filled = field.set(filled, value(field.name(), field.size()));
        }
        TdReport15Extended report = (TdReport15Extended) filled;
        assertThat(report.teeTcbSvn()).isEqualTo(value("TEE_TCB_SVN", 16));
        assertThat(report.mrSeam()).isEqualTo(value("MR_SEAM", 48));
        assertThat(report.mrSignerSeam()).isEqualTo(value("MR_SIGNER_SEAM", 48));
        assertThat(report.seamAttributes()).isEqualTo(value("SEAM_ATTRIBUTES", 8));
        assertThat(report.tdAttributes().encoded()).isEqualTo(value("TD_ATTRIBUTES", 8));
        assertThat(report.xfam()).isEqualTo(value("XFAM", 8));
        assertThat(report.mrTd()).isEqualTo(value("MR_TD", 48));
        assertThat(report.mrConfigId()).isEqualTo(value("MR_CONFIG_ID", 48));
        assertThat(report.mrOwner()).isEqualTo(value("MR_OWNER", 48));
        assertThat(report.mrOwnerConfig()).isEqualTo(value("MR_OWNER_CONFIG", 48));
        assertThat(report.rtMrs())
                .containsExactly(
                        value("RT_MR_0", 48), value("RT_MR_1", 48), value("RT_MR_2", 48), value("RT_MR_3", 48));
        assertThat(report.reportData()).isEqualTo(value("REPORT_DATA", 64));
        assertThat(report.teeTcbSvn2()).contains(value("TEE_TCB_SVN_2", 16));
        assertThat(report.mrServiceTd()).contains(value("MR_SERVICE_TD", 48));
        assertThat(report.vmId()).isEqualTo(value("VM_ID", 1).at(0));
        assertThat(report.tdId()).isEqualTo(value("TD_ID", 32));
        assertThat(report.devInfo()).isEqualTo(value("DEV_INFO", 48));
        assertThat(report.initServiceTdHash()).isEqualTo(value("INIT_SERVICE_TD_HASH", 48));
        assertThat(report.initServiceTdAttributes()).isEqualTo(value("INIT_SERVICE_TD_ATTRIBUTES", 8));
        assertThat(report.initCpuSvn()).isEqualTo(value("INIT_CPU_SVN", 16));
        assertThat(report.initTeeTcbSvn()).isEqualTo(value("INIT_TEE_TCB_SVN", 16));
        assertThat(report.initTeeFmspc()).isEqualTo(value("INIT_TEE_FMSPC", 12));
        assertThat(report.currentServiceTdHash()).isEqualTo(value("CURRENT_SERVICE_TD_HASH", 48));
        assertThat(report.currentServiceTdAttributes()).isEqualTo(value("CURRENT_SERVICE_TD_ATTRIBUTES", 8));
    }

    @Test
    void aReportOfTdx10HasNoFieldOfTdx15() {
        QuoteBody body = QuoteBodies.ofType(2, Seed.of(1));
        assertThat(body.tee()).isEqualTo(Tee.TDX);
        assertThatThrownBy(() -> Forge.tdx(1).draft(q -> q.with(TdReportField.MR_SERVICE_TD, Patch.zeros(48))))
                .hasMessageContaining("MR_SERVICE_TD")
                .hasMessageContaining("body type 2");
        assertThatThrownBy(() -> Forge.tdx(1).draft(q -> q.with(SgxReportField.MR_SIGNER, Patch.zeros(32))))
                .hasMessageContaining("trust domain");
    }

    private static Bytes value(String field, int size) {
        return Seed.of(5).bytes(field, size);
    }

    private static boolean signed(P256Key key, Bytes message, Bytes signature) throws Exception {
        return Ecdsa.jdk().verify(key, message, P256Signature.of(signature));
    }
}
