package dev.assay.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One after another, and nobody for ever. */
class TurnstileTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final Turnstile turnstile = new Turnstile("the device", 3);
    private final CountDownLatch inside = new CountDownLatch(1);
    private final CountDownLatch leave = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void end() {
        leave.countDown();
        threads.close();
    }

    @Test
    void letsNobodyInTwice() throws Exception {
        Future<String> first = occupy();
        assertThatThrownBy(() -> turnstile.pass(Deadline.in(Duration.ofMillis(50)), () -> "in"))
                .isInstanceOfSatisfying(
                        QuoteException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TIMEOUT))
                .hasMessageContaining("the device was busy");
        leave.countDown();
        assertThat(first.get()).isEqualTo("first");
        assertThat(turnstile.<String>pass(Deadline.in(LONG), () -> "in")).isEqualTo("in");
    }

    @Test
    void sendsAwayExactlyThoseForWhomThereIsNoPlace() throws Exception {
        Future<String> first = occupy();
        List<Future<Reason>> crowd = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            crowd.add(threads.submit(() -> {
                QuoteException refused =
                        catchThrowableOfType(QuoteException.class, () -> turnstile.pass(Deadline.in(LONG), () -> "in"));
                return refused == null ? Reason.ABSENT : refused.reason();
            }));
        }
        while (crowd.stream().filter(Future::isDone).count() < 47) {
            Thread.sleep(1);
        }
        leave.countDown();
        List<Reason> reasons = new ArrayList<>();
        for (Future<Reason> one : crowd) {
            reasons.add(one.get());
        }
        assertThat(reasons).filteredOn(Reason.BUSY::equals).hasSize(47);
        assertThat(first.get()).isEqualTo("first");
    }

    @Test
    void sendsEverybodyAwayOnceItIsClosed() throws Exception {
        Future<String> first = occupy();
        Future<QuoteException> waiting = threads.submit(() -> refusal(LONG));
        turnstile.close();
        leave.countDown();
        assertThat(first.get()).isEqualTo("first");
        assertThat(waiting.get()).hasMessageContaining("the device was closed");
        assertThat(refusal(LONG).advice()).contains("open the source again");
    }

    @Test
    void tellsAFailureInsideAsTheClosingThatItComesFrom() {
        assertThatThrownBy(() -> turnstile.pass(Deadline.in(LONG), () -> {
                    turnstile.close();
                    throw new QuoteException(Reason.BROKEN, "the connection broke off", "ask again");
                }))
                .hasMessageContaining("the device was closed")
                .hasRootCauseMessage("the connection broke off");
    }

    @Test
    void lettingNobodyInIsToldToTheInterruptedWhoKeepsHisFlag() throws Exception {
        occupy();
        Future<Boolean> interrupted = threads.submit(() -> {
            Thread.currentThread().interrupt();
            QuoteException told = refusal(LONG);
            return told.getMessage().contains("interrupted")
                    && Thread.currentThread().isInterrupted();
        });
        assertThat(interrupted.get()).isTrue();
    }

    @Test
    void isFreeAgainAfterAFailureInside() throws QuoteException {
        assertThatThrownBy(() -> turnstile.pass(Deadline.in(LONG), () -> {
                    throw new IllegalStateException("a fault of ours");
                }))
                .hasMessage("a fault of ours");
        assertThat(turnstile.<String>pass(Deadline.in(LONG), () -> "in")).isEqualTo("in");
    }

    private Future<String> occupy() throws InterruptedException {
        Future<String> first = threads.submit(() -> turnstile.pass(Deadline.in(LONG), () -> {
            inside.countDown();
            try {
                leave.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return "first";
        }));
        inside.await();
        return first;
    }

    private QuoteException refusal(Duration patience) {
        return catchThrowableOfType(QuoteException.class, () -> turnstile.pass(Deadline.in(patience), () -> "in"));
    }
}
