package dev.assay.provision.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.TcbStatus;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.policy.Policy;
import dev.assay.policy.Verdict;
import dev.assay.provision.CollateralCache;
import dev.assay.provision.CollateralCollector;
import dev.assay.provision.Collected;
import dev.assay.quote.Quote;
import dev.assay.quote.ReportData;
import dev.assay.quote.SgxReport;
import dev.assay.quote.TdReport;
import dev.assay.simulator.Knobs;
import dev.assay.simulator.Seed;
import dev.assay.simulator.SimulatedPlatform;
import dev.assay.verify.DocumentVerifier;
import dev.assay.verify.QuoteVerifier;
import dev.assay.verify.ReasonCode;
import dev.assay.verify.Rejection;
import dev.assay.verify.Verification;
import dev.assay.verify.Verification.Rejected;
import dev.assay.verify.Verification.Verified;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Quotes of a simulated platform, with collateral by the real client and cache from the platform's own service. */
class SimulatedPlatformTest {

    private static final Seed SEED = Seed.of(4_006);
    private static final ReportData NONCE = ReportData.padded(Bytes.ofUtf8("a nonce of the verifier's"));
    private static final ProvisioningHttp HTTP = ProvisioningHttp.of(HttpOptions.standard());

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-22T12:00:00Z"));
    private final InstantSource clock = now::get;

    private SimulatedPlatform start(String knobs) throws Exception {
        return SimulatedPlatform.start(SEED, Knobs.parse(knobs), clock);
    }

    private CollateralCache cache(SimulatedPlatform platform) {
        return CollateralCache.inMemory(
                IntelPcs.at(platform.pcs().sgxUrl(), HTTP)
                        .withRootCaCrl(platform.pcs().rootCaCrlUrl()),
                DocumentVerifier.of(platform.anchor(), Ecdsa.jdk()),
                clock);
    }

    private Verification verify(SimulatedPlatform platform, CollateralCache cache) throws Exception {
        Quote quote = Quote.parse(platform.quote(NONCE).bytes());
        assertThat(quote.body().reportData()).isEqualTo(NONCE.bytes());
        Collected collected = CollateralCollector.of(cache).collect(quote);
        return QuoteVerifier.of(platform.anchor(), Ecdsa.jdk()).verify(quote, collected.complete(), clock.instant());
    }

    private Verification verify(String knobs) throws Exception {
        try (SimulatedPlatform platform = start(knobs)) {
            return verify(platform, cache(platform));
        }
    }

    private static List<ReasonCode> refusals(Verification verification) {
        Verdict verdict = Policy.defaults().appraise(verification);
        if (verdict instanceof Verdict.Refused refused) {
            return refused.reasons().stream().map(Rejection::code).distinct().toList();
        }
        assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
        return List.of();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "version=4",
                "version=5",
                "ca=processor",
                "tee=tdx",
                "tee=tdx,version=5",
                "tee=tdx15",
                "level=1,newest-level=1",
                "level=200",
                "fmspc=00906ed50000",
                "rolled-back-collateral",
                "tcb-status=SWHardeningNeeded"
            })
    void acceptedByTheDefaultPolicy(String knobs) throws Exception {
        Verification verification = verify(knobs);
        assertThat(refusals(verification)).isEmpty();
        assertThat(((Verified) verification).trustDomain().toString()).startsWith("test:");
    }

    @ParameterizedTest
    @CsvSource({
        "debug, DEBUG",
        "'tee=tdx,debug', DEBUG",
        "tcb-status=Revoked, TCB_REVOKED",
        "'tee=tdx,tcb-status=Revoked', TCB_REVOKED",
        "revoked-pck, PCK_REVOKED",
        "'tee=tdx15,revoked-pck', PCK_REVOKED",
        "'ca=processor,revoked-pck', PCK_REVOKED",
        "expired-collateral, EXPIRED",
        "future-collateral, NOT_YET_VALID",
        "level=0, TCB_LEVEL_NOT_FOUND",
        "'tee=tdx,level=0', TCB_LEVEL_NOT_FOUND",
        "level=2, TCB_STATUS",
        "newest-level=4, TCB_STATUS",
    })
    void refusedForJustThatReason(String knobs, ReasonCode reason) throws Exception {
        assertThat(refusals(verify(knobs))).containsExactly(reason);
    }

    @ParameterizedTest
    @EnumSource(TcbStatus.class)
    void everyStatusCanBeHad(TcbStatus status) throws Exception {
        boolean relaunch = status.toString().startsWith("TDRelaunch");
        for (String kind : relaunch ? List.of("tee=tdx15") : List.of("tee=sgx", "tee=tdx", "tee=tdx15")) {
            Verified verified = (Verified) verify(kind + ",tcb-status=" + status);
            assertThat(verified.status()).as(kind).isEqualTo(status);
            assertThat(verified.launch().advisoryIds().isEmpty()).isEqualTo(status == TcbStatus.UP_TO_DATE);
            assertThat(verified.launch().advisoryIds()).allMatch(id -> id.startsWith("TEST-SA-"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tee=sgx", "tee=tdx", "tee=tdx15"})
    void everyLevelBelowTheNewestIsOutOfDateUnlessToldOtherwise(String kind) throws Exception {
        for (int level = 1; level <= 4; level++) {
            Verified verified = (Verified) verify(kind + ",newest-level=4,level=" + level);
            assertThat(verified.status()).isEqualTo(level == 4 ? TcbStatus.UP_TO_DATE : TcbStatus.OUT_OF_DATE);
            assertThat(verified.collateral().tcbEvaluationDataNumber()).isEqualTo(21);
            Verified chosen = (Verified) verify(kind + ",newest-level=4,tcb-status=ConfigurationNeeded,level=" + level);
            assertThat(chosen.status()).isEqualTo(TcbStatus.CONFIGURATION_NEEDED);
        }
    }

    @Test
    void chosenAdvisoriesAreThose() throws Exception {
        Verified verified = (Verified) verify("tcb-status=OutOfDate,advisories=TEST-SA-00007+INTEL-SA-TEST-1");
        assertThat(verified.launch().advisoryIds()).containsExactly("INTEL-SA-TEST-1", "TEST-SA-00007");
    }

    @Test
    void chosenMeasurementsAreQuoted() throws Exception {
        String mrEnclave = "ab".repeat(32);
        SgxReport enclave = (SgxReport)
                ((Verified) verify("mrenclave=" + mrEnclave + ",mrsigner=" + "cd".repeat(32) + ",product=7,svn=300"))
                        .quote()
                        .body();
        assertThat(enclave.mrEnclave().hex()).isEqualTo(mrEnclave);
        assertThat(enclave.mrSigner().hex()).isEqualTo("cd".repeat(32));
        assertThat(enclave.isvProdId()).isEqualTo(7);
        assertThat(enclave.isvSvn()).isEqualTo(300);

        TdReport domain =
                (TdReport) ((Verified) verify("tee=tdx15,mrtd=" + "01".repeat(48) + ",rtmr3=" + "02".repeat(48)))
                        .quote()
                        .body();
        assertThat(domain.mrTd().hex()).isEqualTo("01".repeat(48));
        assertThat(domain.rtMrs().get(3).hex()).isEqualTo("02".repeat(48));
        assertThat(domain.rtMrs().get(0).isZero()).isFalse();
    }

    @Test
    void familyAndCaAreInTheCertificate() throws Exception {
        Verified verified = (Verified) verify("fmspc=00906ed50000,ca=processor");
        assertThat(verified.pck().extension().fmspc().hex()).isEqualTo("00906ed50000");
        assertThat(verified.pck().ca()).hasToString("processor");
        assertThat(((Verified) verify("")).pck().extension().fmspc().hex()).startsWith("a55a7e57");
    }

    @Test
    void rolledBackCollateralHidesARecoveryUnlessTheCacheHasSeenIt() throws Exception {
        try (SimulatedPlatform platform = start("tcb-status=OutOfDate")) {
            CollateralCache cache = cache(platform).refreshingAfter(Duration.ZERO);
            Verified before = (Verified) verify(platform, cache);
            assertThat(before.status()).isEqualTo(TcbStatus.OUT_OF_DATE);

            platform.turn(Knobs.parse("tcb-status=OutOfDate,rolled-back-collateral"));
            Verified forgetful = (Verified) verify(platform, cache(platform));
            assertThat(forgetful.status()).isEqualTo(TcbStatus.UP_TO_DATE);
            assertThat(forgetful.collateral().tcbEvaluationDataNumber())
                    .isEqualTo(before.collateral().tcbEvaluationDataNumber() - 1);
            assertThat(forgetful.collateral().tcbInfo().issueDate())
                    .isBefore(before.collateral().tcbInfo().issueDate());

            Quote quote = Quote.parse(platform.quote(NONCE).bytes());
            Collected collected = CollateralCollector.of(cache).collect(quote);
            assertThat(collected.stale().values())
                    .allMatch(failure -> failure.getMessage().contains("expected none older than that of"));
            assertThat(((Verified) verify(platform, cache)).status()).isEqualTo(TcbStatus.OUT_OF_DATE);
        }
    }

    @Test
    void updatesRecoveriesAndRevocationsHappenWhileItRuns() throws Exception {
        try (SimulatedPlatform platform = start("level=1,newest-level=3")) {
            Bytes root = platform.rootPem();
            assertThat(status(platform)).isEqualTo(TcbStatus.OUT_OF_DATE);
            platform.turn(platform.knobs().withLevel(3));
            assertThat(status(platform)).isEqualTo(TcbStatus.UP_TO_DATE);
            platform.turn(
                    platform.knobs().withStanding(platform.knobs().standing().withNewest(4)));
            assertThat(status(platform)).isEqualTo(TcbStatus.OUT_OF_DATE);
            platform.turn(platform.knobs().withPckRevoked(true));
            assertThat(refusals(verify(platform, cache(platform)))).containsExactly(ReasonCode.PCK_REVOKED);
            platform.turn(platform.knobs().withPckRevoked(false).withLevel(4));
            assertThat(status(platform)).isEqualTo(TcbStatus.UP_TO_DATE);
            assertThat(platform.rootPem()).isEqualTo(root);
        }
    }

    private TcbStatus status(SimulatedPlatform platform) throws Exception {
        return ((Verified) verify(platform, cache(platform))).status();
    }

    @Test
    void collateralIsIssuedAnewForAsLongAsItRuns() throws Exception {
        try (SimulatedPlatform platform = start("")) {
            CollateralCache cache = cache(platform);
            Instant last = Instant.MIN;
            for (int week = 0; week < 12; week++) {
                Verified verified = (Verified) verify(platform, cache);
                assertThat(verified.collateral().tcbInfo().issueDate()).isAfter(last);
                assertThat(verified.collateral().validities())
                        .allMatch(piece -> piece.until().isAfter(now.get()));
                last = verified.collateral().tcbInfo().issueDate();
                now.updateAndGet(at -> at.plus(Duration.ofDays(7)));
            }
        }
        try (SimulatedPlatform platform = start("expired-collateral")) {
            now.updateAndGet(at -> at.plus(Duration.ofDays(100)));
            assertThat(refusals(verify(platform, cache(platform)))).containsExactly(ReasonCode.EXPIRED);
        }
    }

    @Test
    void refusedWithoutTheTestRootForAReasonThatNamesTheRoot() throws Exception {
        try (SimulatedPlatform platform = start("")) {
            Quote quote = Quote.parse(platform.quote(NONCE).bytes());
            Collected collected = CollateralCollector.of(cache(platform)).collect(quote);
            Verification verification = QuoteVerifier.intel().verify(quote, collected.complete(), clock.instant());
            Rejection first = ((Rejected) verification).reasons().get(0);
            // The CRL of another root than Intel's follows from the same.
            assertThat(refusals(verification)).containsExactly(ReasonCode.CHAIN_UNTRUSTED, ReasonCode.CRL_ISSUER);
            String hash = platform.anchor().domain().toString().substring("test:".length());
            assertThat(first.found())
                    .contains("ASSAY TEST SGX Root CA")
                    .contains("ASSAY TEST PKI")
                    .contains(hash);
            assertThat(first.expected()).contains("Intel SGX Root CA").contains("44a0196b");
            assertThat(first.advice()).contains("--trust-root");
        }
    }

    @Test
    void anotherSeedsRootIsAnotherRoot() throws Exception {
        try (SimulatedPlatform platform = start("");
                SimulatedPlatform other = SimulatedPlatform.start(Seed.of(1), clock)) {
            Quote quote = Quote.parse(platform.quote(NONCE).bytes());
            Collected collected = CollateralCollector.of(cache(platform)).collect(quote);
            Verification verification =
                    QuoteVerifier.of(other.anchor(), Ecdsa.jdk()).verify(quote, collected.complete(), clock.instant());
            assertThat(refusals(verification)).containsExactly(ReasonCode.CHAIN_UNTRUSTED, ReasonCode.CRL_SIGNATURE);
            assertThat(other.rootPem()).isNotEqualTo(platform.rootPem());
        }
    }
}
