package dev.assay.platform.aesm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.bytes.Bytes;
import dev.assay.platform.aesm.LegacyAesm.EpidTarget;
import dev.assay.quote.QuoteException;
import dev.assay.simulator.aesm.AesmFault;
import dev.assay.simulator.aesm.AesmRoute;
import dev.assay.simulator.aesm.StandInAesm;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LegacyAesmTest {

    private static final Bytes SPID = Bytes.of(new byte[16]);

    private AesmBench bench;
    private LegacyAesm legacy;

    @BeforeEach
    void start() throws Exception {
        bench = new AesmBench();
        legacy = bench.client().legacy();
    }

    @AfterEach
    void stop() throws Exception {
        bench.close();
    }

    @Test
    void takesThePaddingOffAnEpidQuote() throws Exception {
        EpidTarget target = legacy.initQuote();
        Bytes report = bench.reporter().report(target.targetInfo(), AesmBench.data(5));

        Bytes quote = legacy.getQuote(report, true, SPID, Bytes.EMPTY, 4096);

        assertThat(quote.length()).isEqualTo(436 + 680);
        assertThat(quote.uint16(2)).as("linkable").isEqualTo(1);
        assertThat(quote.slice(4, 4)).isEqualTo(target.group());
        assertThat(quote.slice(48, 384)).isEqualTo(report.slice(0, 384));
    }

    @Test
    void refusesAnEpidQuoteThatIsShorterThanItSays() {
        assertThat(EpidQuotes.withoutPadding(Bytes.of(new byte[435]))).isEmpty();
        assertThat(EpidQuotes.withoutPadding(
                        Bytes.concat(Bytes.of(new byte[432]), Bytes.literal("ffffffff"), Bytes.of(new byte[9]))))
                .isEmpty();
    }

    @Test
    void tellsWhenTheServiceFindsASizeWrong() {
        assertCode("AESM 3", () -> legacy.getQuote(Bytes.of(new byte[431]), true, SPID, Bytes.EMPTY, 4096));
        assertCode("AESM 3", () -> legacy.getQuote(Bytes.of(new byte[432]), true, SPID, Bytes.EMPTY, 436));
        assertCode("AESM 3", () -> legacy.launchToken(SPID, SPID, SPID));
        assertCode("AESM 51", () -> legacy.updateStatus(Bytes.EMPTY, 12, 1));
        assertCode("AESM 3", () -> legacy.whiteList(1));
    }

    @Test
    void saysThatThePluginsOfEpidAreGone() {
        bench.with(new AesmFault.Refusal(30), AesmRoute.INIT_QUOTE);
        assertCode("AESM 30", legacy::initQuote);
    }

    @Test
    void readsTheWhiteListInTwoSteps() throws Exception {
        assertThat(legacy.whiteList(legacy.whiteListSize()).utf8()).contains("TEST white list");
    }

    @Test
    void switchesTheExtendedGroup() throws Exception {
        legacy.switchExtendedEpidGroup(4_000_000_000L);
        assertThat(legacy.extendedEpidGroup()).isEqualTo(4_000_000_000L);
    }

    @Test
    void selectsTheKeyThatTheServiceHas() throws Exception {
        AttestationKeyId ecdsa = new AttestationKeyId(StandInAesm.keyId(2));
        AttestationKeyId epid = new AttestationKeyId(StandInAesm.keyId(0));

        assertThat(bench.client().selectKeyId(List.of(epid, ecdsa))).isEqualTo(ecdsa);
        assertCode("AESM 38", () -> bench.client().selectKeyId(List.of(epid)));
    }

    @Test
    void checksThatTheQuotingEnclavesReportIsAboutTheQuote() throws Exception {
        AesmClient client = bench.client();
        AttestationKeyId key = AesmKeys.INTEL_ECDSA;
        Bytes target = client.initQuoteEx(key, client.initQuoteEx(key)).targetInfo();
        Bytes report = bench.reporter().report(target, AesmBench.data(1));
        QeReportRequest request = new QeReportRequest(Bytes.literal("0f".repeat(16)), Bytes.of(new byte[512]));

        AesmClient.ReportedQuote quote = client.quoteEx(key, report, client.quoteSizeEx(key), request);

        assertThat(quote.qeReport().length()).isEqualTo(432);
        assertThat(request.isAnsweredBy(quote.qeReport(), quote.quote())).isTrue();
        assertThat(request.isAnsweredBy(quote.qeReport(), quote.quote().slice(0, 1000)))
                .isFalse();
    }

    @Test
    void readsTheFieldsOfAKeyId() {
        AttestationKeyId key = AesmKeys.INTEL_ECDSA;

        assertThat(key.encoded()).isEqualTo(StandInAesm.keyId(2));
        assertThat(key.id()).isZero();
        assertThat(key.version()).isZero();
        assertThat(key.mrSigner().hex()).startsWith("8c4f5775").hasSize(64);
        assertThat(key.prodId()).isEqualTo(AttestationKeyId.QE3);
        assertThat(key.algorithm()).isEqualTo(AttestationKeyId.ECDSA_P256);
        assertThat(List.of(key.extendedProdId(), key.configId(), key.familyId(), key.spid()))
                .allMatch(Bytes::isZero);
        assertThat(key.attKeyType()).isZero();
        assertThatThrownBy(() -> new AttestationKeyId(Bytes.of(new byte[255])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("255");
    }

    @FunctionalInterface
    private interface Asking {
        Object ask() throws QuoteException;
    }

    private static void assertCode(String code, Asking asking) {
        assertThatThrownBy(asking::ask)
                .isInstanceOfSatisfying(
                        QuoteException.class, e -> assertThat(e.code()).contains(code));
    }
}
