package dev.assay.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.Collateral;
import dev.assay.collateral.CollateralPiece;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.pck.Certificates;
import dev.assay.quote.CertificationData;
import dev.assay.quote.Quote;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteSource;
import dev.assay.quote.RawEvidence;
import dev.assay.quote.ReportData;
import dev.assay.quote.Tee;
import dev.assay.verify.QuoteVerifier;
import dev.assay.verify.Verification;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be seen of it without a client; provision's tests fetch its collateral and judge every knob. */
class SimulatedPlatformTest {

    private static final Instant AT = Instant.parse("2026-11-22T12:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(AT);

    private static ReportData data(int number) {
        return ReportData.padded(Bytes.ofUtf8("request " + number));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "version=5", "tee=tdx", "tee=tdx15,debug"})
    void quotesAreTheSameForTheSameSeed(String knobs) throws Exception {
        try (SimulatedPlatform one = SimulatedPlatform.start(Seed.of(5), Knobs.parse(knobs), CLOCK);
                SimulatedPlatform other = SimulatedPlatform.start(Seed.of(5), Knobs.parse(knobs), CLOCK)) {
            RawEvidence evidence = one.quote(data(1));
            assertThat(evidence).isEqualTo(other.quote(data(1)));
            assertThat(evidence.format()).isEqualTo(RawEvidence.Format.QUOTE);
            assertThat(evidence).isNotEqualTo(one.quote(data(2)));
            assertThat(one.rootPem()).isEqualTo(other.rootPem());
            assertThat(one.anchor().root()).isEqualTo(Certificates.parse(one.rootPem()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ca=processor", "tee=tdx"})
    void everyNameInItSaysTest(String knobs) throws Exception {
        try (SimulatedPlatform platform = SimulatedPlatform.start(Seed.of(5), Knobs.parse(knobs), CLOCK)) {
            Quote quote = Quote.parse(platform.quote(data(1)).bytes());
            CertificationData.PckChain chain =
                    (CertificationData.PckChain) quote.signature().certificationData();
            List<X509Certificate> certificates = new ArrayList<>(Certificates.parsePem(chain.encoded()));
            TestPki pki = platform.pcs().catalog().pki();
            pki.tcbSigningChain().forEach(minted -> certificates.add(minted.x509()));
            assertThat(certificates).hasSize(5).allSatisfy(certificate -> {
                assertThat(certificate.getSubjectX500Principal().getName()).contains("CN=ASSAY TEST SGX");
                assertThat(certificate.getSubjectX500Principal().getName())
                        .contains("O=ASSAY TEST PKI - proves nothing");
                assertThat(certificate.getIssuerX500Principal().getName())
                        .contains("CN=ASSAY TEST SGX", "O=ASSAY TEST PKI - proves nothing");
            });
            assertThat(platform.place()).contains("TEST");
            assertThat(platform.describe()).startsWith("TEST platform, ");
            assertThat(platform.anchor().domain().toString()).startsWith("test:");
            assertThat(platform.kind()).isEqualTo(QuoteSource.Kind.SIMULATED);
        }
    }

    @Test
    void aThousandRequestsAtOnceGetAThousandRightQuotes() throws Exception {
        int requests = 1_000;
        ExecutorService threads = Executors.newFixedThreadPool(64);
        try (SimulatedPlatform platform = SimulatedPlatform.start(Seed.of(6), CLOCK)) {
            QuoteVerifier verifier = QuoteVerifier.of(platform.anchor(), Ecdsa.jdk());
            List<Future<RawEvidence>> pending = new ArrayList<>();
            for (int i = 0; i < requests; i++) {
                ReportData wanted = data(i);
                pending.add(threads.submit(() -> platform.quote(wanted)));
            }
            Set<Bytes> distinct = new HashSet<>();
            for (int i = 0; i < requests; i++) {
                Bytes bytes = pending.get(i).get().bytes();
                distinct.add(bytes);
                Quote quote = Quote.parse(bytes);
                assertThat(quote.body().reportData()).isEqualTo(data(i).bytes());
                if (i % 100 == 0) {
                    assertThat(verifier.verify(quote, collateral(platform), AT))
                            .isInstanceOf(Verification.Verified.class);
                }
            }
            assertThat(distinct).hasSize(requests);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Made anew from the seed, not fetched. */
    private static Collateral collateral(SimulatedPlatform platform) {
        TestPki pki = platform.pcs().catalog().pki();
        TestPlatform machine = platform.pcs().catalog().platforms().get(0).machine();
        CollateralDraft draft = CollateralDraft.of(pki, machine, Tee.SGX, AT).tcbInfo(Standing.upToDate()::in);
        assertThat(draft.sign().pieces()).doesNotContainKey(CollateralPiece.PCK_CHAIN);
        return draft.sign();
    }

    @Test
    void whoAsksAClosedOneIsToldSo() throws Exception {
        SimulatedPlatform platform = SimulatedPlatform.start(Seed.of(7), CLOCK);
        platform.close();
        QuoteException refused = catchThrowableOfType(QuoteException.class, () -> platform.quote(data(1)));
        assertThat(refused.reason()).isEqualTo(QuoteException.Reason.ABSENT);
        assertThat(refused).hasMessageContaining("closed");
        platform.close();
    }
}
