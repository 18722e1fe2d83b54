package dev.assay.platform.aesm;

import static dev.assay.simulator.aesm.AesmRoute.GET_QUOTE_EX;
import static dev.assay.simulator.aesm.AesmRoute.GET_QUOTE_SIZE_EX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.bytes.Bytes;
import dev.assay.platform.sgx.Reporter;
import dev.assay.quote.Quote;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import dev.assay.quote.QuoteSource;
import dev.assay.quote.ReportData;
import dev.assay.simulator.aesm.AesmFault;
import dev.assay.simulator.aesm.AesmRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AesmCrowdTest {

    private static final int CROWD = 1_000;

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
    void answersAThousandConcurrentRequestsRightAndInTheirOrder() throws Exception {
        Map<Integer, Bytes> quotes = new ConcurrentHashMap<>();
        Map<Integer, QuoteException> failures = new ConcurrentHashMap<>();
        // The first stays in its enclave until all others have queued up behind it.
        CountDownLatch gate = new CountDownLatch(1);
        List<Thread> crowd = new ArrayList<>();
        long start;
        try (QuoteSource source = AesmQuotes.over(bench.client(), behind(gate), Duration.ofMinutes(2))) {
            for (int i = 0; i < CROWD; i++) {
                int number = i;
                Thread thread = Thread.ofVirtual().start(() -> {
                    try {
                        quotes.put(number, source.quote(AesmBench.data(number)).bytes());
                    } catch (QuoteException e) {
                        failures.put(number, e);
                    }
                });
                crowd.add(thread);
                while (!isWaiting(thread)) {
                    Thread.onSpinWait();
                }
            }
            assertThat(crowd).allMatch(AesmCrowdTest::isWaiting);
            start = System.nanoTime();
            gate.countDown();
            for (Thread thread : crowd) {
                thread.join();
            }
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        assertThat(failures).isEmpty();
        assertThat(quotes).hasSize(CROWD);
        for (int i = 0; i < CROWD; i++) {
            assertThat(Quote.parse(quotes.get(i)).body().reportData())
                    .isEqualTo(AesmBench.data(i).bytes());
        }
        assertThat(bench.aesm.records().stream()
                        .filter(record -> record.route() == GET_QUOTE_EX)
                        .map(AesmCrowdTest::askedFor))
                .containsExactlyElementsOf(
                        IntStream.range(0, CROWD).mapToObj(i -> "request " + i).toList());
        double rate = CROWD / (took.toMillis() / 1000.0);
        if (Boolean.getBoolean("assay.test.figures")) {
            System.err.printf("AESM: %d quotes in %s, %.0f a second%n", CROWD, took, rate);
        }
        assertThat(rate).as("quotes a second").isGreaterThan(10);
    }

    @Test
    void sendsAwayWhoeverFindsTheQueueFull() throws Exception {
        bench.aesm.faults().inject(new AesmFault.Late(Duration.ofMillis(700)), 1, GET_QUOTE_SIZE_EX);
        try (QuoteSource source = new AesmSource(bench.client(), bench.reporter(), AesmBench.PATIENCE, 2)) {
            List<Thread> crowd = new ArrayList<>();
            Map<Integer, Bytes> quotes = new ConcurrentHashMap<>();
            for (int i = 0; i < 3; i++) {
                int number = i;
                Thread thread = Thread.ofVirtual().start(() -> {
                    try {
                        quotes.put(number, source.quote(AesmBench.data(number)).bytes());
                    } catch (QuoteException e) {
                        throw new AssertionError(e);
                    }
                });
                crowd.add(thread);
                Thread.sleep(100);
            }
            assertThatThrownBy(() -> source.quote(AesmBench.data(3)))
                    .isInstanceOfSatisfying(
                            QuoteException.class, e -> assertThat(e.reason()).isEqualTo(Reason.BUSY))
                    .hasMessageContaining("2 requests wait");
            for (Thread thread : crowd) {
                thread.join();
            }
            assertThat(quotes).hasSize(3);
        }
    }

    private static boolean isWaiting(Thread thread) {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
    }

    private Reporter behind(CountDownLatch gate) {
        Reporter reporter = bench.reporter();
        return new Reporter() {
            @Override
            public Bytes report(Bytes targetInfo, ReportData reportData) throws QuoteException {
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                return reporter.report(targetInfo, reportData);
            }

            @Override
            public void close() {
                reporter.close();
            }
        };
    }

    /** The report data in a GetQuoteEx request: behind eight bytes of tags and lengths, 320 into the report. */
    private static String askedFor(AesmRecord request) {
        return request.message().slice(7 + 320, 64).latin1().replace("\0", "");
    }
}
