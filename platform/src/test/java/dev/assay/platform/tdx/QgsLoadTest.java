package dev.assay.platform.tdx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.assay.bytes.Bytes;
import dev.assay.quote.Quote;
import dev.assay.quote.QuoteSource;
import dev.assay.quote.ReportData;
import dev.assay.simulator.qgs.QgsFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many requests through one source. With {@code -Dassay.load.print} it says how fast that was. */
class QgsLoadTest {

    private static final int REQUESTS = 1_000;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aThousandRequestsAtOnceAreEachAnsweredWithTheirOwnReportData(boolean vsock) throws Exception {
        try (TdxStand stand = TdxStand.open()) {
            if (vsock) {
                stand.write("/etc/tdx-attest.conf", "port = 4050");
            }
            try (QuoteSource source = stand.source(Duration.ofMinutes(2));
                    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                source.quote(reportData(-1));
                List<Integer> inOrder = Collections.synchronizedList(new ArrayList<>());
                long start = System.nanoTime();
                List<Future<Bytes>> answers = IntStream.range(0, REQUESTS)
                        .mapToObj(i -> threads.submit(() -> {
                            Bytes quote = source.quote(reportData(i)).bytes();
                            inOrder.add(i);
                            return quote;
                        }))
                        .toList();
                for (int i = 0; i < REQUESTS; i++) {
                    assertThat(Quote.parse(answers.get(i).get()).body().reportData())
                            .isEqualTo(reportData(i).bytes());
                }
                double seconds = (System.nanoTime() - start) / 1e9;
                assertThat(inOrder).hasSize(REQUESTS);
                assertThat(stand.qgs.connections())
                        .as("one connection a request, none opened in vain")
                        .isEqualTo(REQUESTS + 1);
                assertThat(stand.kernel.openDevices()).isZero();
                if (Boolean.getBoolean("assay.load.print")) {
                    System.out.printf(
                            "%s: %d quotes in %.2f s, %.0f/s%n", source.place(), REQUESTS, seconds, REQUESTS / seconds);
                }
            }
        }
    }

    @Test
    void requestsAreServedInTheOrderOfTheirArrival() throws Exception {
        try (TdxStand stand = TdxStand.open();
                QuoteSource source = stand.source(Duration.ofMinutes(1))) {
            List<Bytes> served = Collections.synchronizedList(new ArrayList<>());
            stand.kernel.tampering = report -> {
                served.add(report.slice(128, 64));
                return report;
            };
            stand.qgs.inject(new QgsFault.Late(Duration.ofMillis(300)), 1);
            List<Thread> callers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                ReportData own = reportData(i);
                Thread caller =
                        new Thread(() -> assertThatCode(() -> source.quote(own)).doesNotThrowAnyException());
                callers.add(caller);
                caller.start();
                while (served.isEmpty() || (i > 0 && caller.getState() != Thread.State.TIMED_WAITING)) {
                    Thread.sleep(1);
                }
            }
            for (Thread caller : callers) {
                caller.join();
            }
            assertThat(served)
                    .containsExactlyElementsOf(IntStream.range(0, 20)
                            .mapToObj(i -> reportData(i).bytes())
                            .toList());
        }
    }

    private static ReportData reportData(int number) {
        return ReportData.padded(Bytes.ofUtf8("request " + number));
    }
}
