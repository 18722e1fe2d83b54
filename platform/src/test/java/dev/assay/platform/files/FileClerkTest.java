package dev.assay.platform.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.platform.Deadline;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FileClerkTest {

    private static final Duration LONG = Duration.ofSeconds(25);

    @Test
    void sendsAwayWhoComesWhenTheQueueIsFull() throws Exception {
        FileClerk clerk = FileClerk.at(Path.of("/a place of this test"));
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch sentAway = new CountDownLatch(1);
        AtomicInteger served = new AtomicInteger();
        AtomicInteger busy = new AtomicInteger();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < FileClerk.QUEUE + 10; i++) {
                callers.execute(() -> {
                    try {
                        served.addAndGet(clerk.serve(Deadline.in(LONG), visit -> awaited(end)));
                    } catch (QuoteException e) {
                        assertThat(e.reason()).isEqualTo(Reason.BUSY);
                        busy.incrementAndGet();
                        sentAway.countDown();
                    }
                });
            }
            sentAway.await();
            end.countDown();
        }
        assertThat(busy.get()).isPositive();
        assertThat(served.get() + busy.get()).isEqualTo(FileClerk.QUEUE + 10);
    }

    private static int awaited(CountDownLatch end) {
        try {
            end.await();
            return 1;
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts a clerk", e);
        }
    }

    @Test
    void aFaultOfTheProgramIsNotTakenForOneOfTheMachine() {
        FileClerk clerk = FileClerk.at(Path.of("/another place of this test"));
        IllegalStateException failure = assertThrows(
                IllegalStateException.class,
                () -> clerk.serve(Deadline.in(LONG), visit -> {
                    throw new IllegalArgumentException("a fault");
                }));
        assertThat(failure).hasRootCauseMessage("a fault");
    }

    @Test
    void aClosedSourceLeavesTheRequestsOfOthersAlone() throws Exception {
        FileClerk clerk = FileClerk.at(Path.of("/a shared place of this test"));
        Requests closed = new Requests(clerk, "the closed one");
        Requests open = new Requests(clerk, "the open one");
        closed.close();
        assertThat(open.<Integer>serve(Deadline.in(LONG), visit -> 1)).isEqualTo(1);
        QuoteException failure = assertThrows(QuoteException.class, () -> closed.serve(Deadline.in(LONG), visit -> 1));
        assertThat(failure.reason()).isEqualTo(Reason.ABSENT);
        assertThat(failure).hasMessage("the closed one was closed");
    }
}
