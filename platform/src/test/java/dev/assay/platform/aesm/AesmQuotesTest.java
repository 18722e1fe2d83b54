package dev.assay.platform.aesm;

import static dev.assay.simulator.aesm.AesmRoute.GET_KEY_IDS;
import static dev.assay.simulator.aesm.AesmRoute.GET_KEY_ID_COUNT;
import static dev.assay.simulator.aesm.AesmRoute.GET_QUOTE_EX;
import static dev.assay.simulator.aesm.AesmRoute.GET_QUOTE_SIZE_EX;
import static dev.assay.simulator.aesm.AesmRoute.INIT_QUOTE_EX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.bytes.Bytes;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.platform.sgx.Reporter;
import dev.assay.quote.Quote;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import dev.assay.quote.QuoteSource;
import dev.assay.quote.RawEvidence;
import dev.assay.quote.ReportData;
import dev.assay.simulator.aesm.AesmFault;
import dev.assay.verify.QuoteVerifier;
import dev.assay.verify.Verification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AesmQuotesTest {

    private AesmBench bench;

    @BeforeEach
    void start() throws Exception {
        bench = new AesmBench();
    }

    @AfterEach
    void stop() throws Exception {
        bench.close();
    }

    @Test
    void quotesInTheOrderThatIntelWants() throws Exception {
        try (QuoteSource source = bench.source()) {
            RawEvidence evidence = source.quote(AesmBench.data(1));

            assertThat(evidence.format()).isEqualTo(RawEvidence.Format.QUOTE);
            Quote quote = Quote.parse(evidence.bytes());
            assertThat(quote.body().reportData()).isEqualTo(AesmBench.data(1).bytes());
            assertThat(quote.trailing()).isEqualTo(Bytes.EMPTY);
            assertThat(source.kind()).isEqualTo(QuoteSource.Kind.AESM);
            assertThat(source.place()).isEqualTo("AESM at " + bench.aesm.socket());
        }
        assertThat(bench.aesm.asked())
                .containsExactly(
                        GET_KEY_ID_COUNT, GET_KEY_IDS, INIT_QUOTE_EX, INIT_QUOTE_EX, GET_QUOTE_SIZE_EX, GET_QUOTE_EX);
    }

    @Test
    void quotesWhatTheVerifierAccepts() throws Exception {
        try (QuoteSource source = bench.source()) {
            Bytes quote = source.quote(AesmBench.data(1)).bytes();

            var forge = AesmBench.forge();
            var verification = QuoteVerifier.of(forge.pki().anchor(), Ecdsa.preferred())
                    .verify(quote, forge.signedCollateral(), forge.at());
            assertThat(verification).isInstanceOf(Verification.Verified.class);
        }
    }

    @Test
    void initialisesOnceForManyQuotes() throws Exception {
        try (QuoteSource source = bench.source()) {
            for (int i = 0; i < 3; i++) {
                assertThat(Quote.parse(source.quote(AesmBench.data(i)).bytes())
                                .body()
                                .reportData())
                        .isEqualTo(AesmBench.data(i).bytes());
            }
        }
        assertThat(bench.aesm.asked()).filteredOn(INIT_QUOTE_EX::equals).hasSize(2);
        assertThat(bench.reports).hasValue(3);
    }

    @Test
    void initialisesAgainAndMakesANewReportAfterEachOfTwoRestarts() throws Exception {
        try (QuoteSource source = bench.source()) {
            bench.aesm.faults().inject(new AesmFault.Refusal(42), 2, GET_QUOTE_EX);

            assertThat(source.quote(AesmBench.data(1)).bytes()).isNotEqualTo(Bytes.EMPTY);
        }
        assertThat(bench.reports).hasValue(3);
        assertThat(bench.aesm.asked()).filteredOn(INIT_QUOTE_EX::equals).hasSize(6);
    }

    @Test
    void givesUpWhenTheKeyIsForgottenForEver() throws Exception {
        try (QuoteSource source =
                bench.with(new AesmFault.Refusal(42), GET_QUOTE_SIZE_EX).source()) {
            assertThatThrownBy(() -> source.quote(AesmBench.data(1)))
                    .isInstanceOfSatisfying(QuoteException.class, e -> {
                        assertThat(e.code()).contains("AESM 42");
                        assertThat(e.reason()).isEqualTo(Reason.REFUSED);
                        assertThat(e.advice()).contains("journalctl -u aesmd");
                    })
                    .hasMessageStartingWith("gave up after 3 attempts")
                    .hasMessageContaining("not initialised");
        }
        assertThat(bench.reports).hasValue(3);
    }

    @Test
    void followsAServiceThatIsRestartedBetweenTargetInfoAndQuote() throws Exception {
        try (QuoteSource source = bench.source()) {
            bench.aesm.faults().inject(new AesmFault.Restart(), 1, GET_QUOTE_SIZE_EX);
            bench.aesm.faults().inject(new AesmFault.Restart(), 1, GET_QUOTE_EX);

            Bytes quote = source.quote(AesmBench.data(1)).bytes();

            assertThat(Quote.parse(quote).body().reportData())
                    .isEqualTo(AesmBench.data(1).bytes());
        }
        assertThat(bench.reports).hasValue(3);
    }

    @Test
    void followsAServiceThatSomebodyElseHasInitialisedAgain() throws Exception {
        try (QuoteSource source = bench.source();
                QuoteSource other = bench.source()) {
            Bytes first = source.quote(AesmBench.data(1)).bytes();
            bench.aesm.restart();
            Bytes between = other.quote(AesmBench.data(2)).bytes();

            Bytes last = source.quote(AesmBench.data(3)).bytes();

            assertThat(Quote.parse(last).body().reportData())
                    .isEqualTo(AesmBench.data(3).bytes());
            assertThat(first).isNotEqualTo(between);
        }
        // 47: the report was made for the enclave before.
        assertThat(bench.aesm.records()).anyMatch(record -> record.code() == 47);
    }

    @Test
    void refusesAQuoteWithOtherReportData() throws Exception {
        try (QuoteSource source =
                bench.with(new AesmFault.OtherReport(), GET_QUOTE_EX).source()) {
            assertThatThrownBy(() -> source.quote(AesmBench.data(1)))
                    .isInstanceOfSatisfying(
                            QuoteException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MISMATCH))
                    .hasMessageContaining(AesmBench.data(1).toString())
                    .hasMessageContaining(Bytes.of(new byte[64]).hex());
        }
    }

    @Test
    void refusesAQuoteOfAnotherEnclaveWithTheRightReportData() throws Exception {
        try (QuoteSource source =
                bench.with(new AesmFault.OtherEnclave(), GET_QUOTE_EX).source()) {
            assertThatThrownBy(() -> source.quote(AesmBench.data(1)))
                    .isInstanceOfSatisfying(
                            QuoteException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MISMATCH))
                    .hasMessageContaining("another report");
        }
    }

    @Test
    void refusesHalfAQuote() throws Exception {
        try (QuoteSource source =
                bench.with(new AesmFault.HalfQuote(), GET_QUOTE_EX).source()) {
            assertThatThrownBy(() -> source.quote(AesmBench.data(1)))
                    .isInstanceOfSatisfying(
                            QuoteException.class, e -> assertThat(e.reason()).isEqualTo(Reason.BROKEN))
                    .hasMessageContaining("no quote");
        }
    }

    @Test
    void takesNoQuoteThatIsLongerThanItsBuffer() throws Exception {
        try (QuoteSource source = bench.with(new AesmFault.Trailing(Bytes.of(new byte[] {0, 1})), GET_QUOTE_EX)
                .source()) {
            assertThatThrownBy(() -> source.quote(AesmBench.data(1)))
                    .isInstanceOfSatisfying(
                            QuoteException.class, e -> assertThat(e.reason()).isEqualTo(Reason.BROKEN))
                    .hasMessageContaining("sent a quote of");
        }
    }

    @Test
    void takesThePaddingAway() throws Exception {
        try (QuoteSource source =
                bench.with(new AesmFault.LargerSize(500), GET_QUOTE_SIZE_EX).source()) {
            Bytes quote = source.quote(AesmBench.data(1)).bytes();

            assertThat(Quote.parse(quote).trailing()).isEqualTo(Bytes.EMPTY);
        }
    }

    @Test
    void refusesPaddingThatIsNotZero() throws Exception {
        bench.with(new AesmFault.LargerSize(500), GET_QUOTE_SIZE_EX)
                .with(new AesmFault.Trailing(Bytes.of(new byte[] {0, 1})), GET_QUOTE_EX);
        try (QuoteSource source = bench.source()) {
            assertThatThrownBy(() -> source.quote(AesmBench.data(1)))
                    .isInstanceOfSatisfying(
                            QuoteException.class, e -> assertThat(e.reason()).isEqualTo(Reason.BROKEN))
                    .hasMessageContaining("500 bytes behind the quote");
        }
    }

    @Test
    void refusesAReportOfTheWrongSizeOrAboutOtherData() throws Exception {
        Reporter shortOne = reporter((target, data) -> Bytes.of(new byte[384]));
        try (QuoteSource source = AesmQuotes.over(bench.client(), shortOne, AesmBench.PATIENCE)) {
            assertThatThrownBy(() -> source.quote(AesmBench.data(1))).hasMessageContaining("has 384 bytes");
        }
        Reporter deaf = reporter((target, data) -> bench.reporter().report(target, AesmBench.data(7)));
        try (QuoteSource source = AesmQuotes.over(bench.client(), deaf, AesmBench.PATIENCE)) {
            assertThatThrownBy(() -> source.quote(AesmBench.data(1)))
                    .isInstanceOfSatisfying(
                            QuoteException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MISMATCH));
        }
    }

    @Test
    void closesItsReporterOnceAndThenSaysThatItIsClosed() throws Exception {
        QuoteSource source = bench.source();
        Bytes quote = source.quote(AesmBench.data(1)).bytes();
        source.close();
        source.close();

        assertThat(bench.closings).hasValue(1);
        assertThat(quote.length()).isPositive();
        assertThatThrownBy(() -> source.quote(AesmBench.data(2))).hasMessageContaining("was closed");
    }

    @Test
    void requestsUnderWayAndInTheQueueFailAsSoonAsItIsClosed() throws Exception {
        bench.with(new AesmFault.Silent(), GET_QUOTE_EX);
        QuoteSource source = bench.source(Duration.ofMinutes(5));
        List<Thread> callers = new ArrayList<>();
        List<QuoteException> told = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 3; i++) {
            callers.add(Thread.ofVirtual().start(() -> {
                told.add(catchThrowableOfType(QuoteException.class, () -> source.quote(AesmBench.data(1))));
            }));
        }
        while (!bench.aesm.asked().contains(GET_QUOTE_EX)) {
            Thread.sleep(1);
        }
        source.close();
        for (Thread caller : callers) {
            assertThat(caller.join(Duration.ofSeconds(10))).isTrue();
        }
        assertThat(told).hasSize(3).allSatisfy(e -> assertThat(e).hasMessageContaining("was closed"));
        assertThat(bench.closings).hasValue(1);
    }

    @Test
    void keepsTheDeadlineOfTheWholeQuoteOverManySlowAnswers() throws Exception {
        Duration patience = Duration.ofMillis(600);
        bench.aesm.faults().injectEverywhere(new AesmFault.Late(Duration.ofMillis(200)), 1000);
        try (QuoteSource source = bench.source(patience)) {
            long start = System.nanoTime();
            assertThatThrownBy(() -> source.quote(AesmBench.data(1)))
                    .isInstanceOfSatisfying(
                            QuoteException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TIMEOUT));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(patience, Duration.ofSeconds(5));
        }
    }

    @FunctionalInterface
    private interface Reporting {
        Bytes report(Bytes targetInfo, ReportData reportData) throws QuoteException;
    }

    private static Reporter reporter(Reporting reporting) {
        return new Reporter() {
            @Override
            public Bytes report(Bytes targetInfo, ReportData reportData) throws QuoteException {
                return reporting.report(targetInfo, reportData);
            }

            @Override
            public void close() {}
        };
    }
}
