package dev.assay.platform;

import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets one request pass after another, in the order of their arrival: interfaces of the kernel and of Gramine keep state
 * between the writing of report data and the reading of the quote.
 */
public final class Turnstile {

    private final Semaphore turn = new Semaphore(1, true);
    private final String place;
    private final int queue;

    /**
     * @param place for messages
     * @param queue how many may wait; one more is sent away
     */
    public Turnstile(String place, int queue) {
        this.place = place;
        this.queue = queue;
    }

    /** What is done when it is one's turn. */
    @FunctionalInterface
    public interface Passage<T> {
        T pass() throws QuoteException;
    }

    /** Runs {@code passage} as soon as nobody else is in, or gives up at {@code deadline}. */
    public <T> T pass(Deadline deadline, Passage<T> passage) throws QuoteException {
        if (turn.getQueueLength() >= queue) {
            throw new QuoteException(
                    Reason.BUSY, queue + " requests wait for " + place + " already", "ask again later");
        }
        try {
            Duration patience = deadline.remaining();
            if (!turn.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new QuoteException(
                        Reason.TIMEOUT,
                        place + " was busy with other requests until the deadline",
                        "ask again later, or allow more time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QuoteException(Reason.BUSY, "interrupted while waiting for " + place, "ask again").causedBy(e);
        }
        try {
            return passage.pass();
        } finally {
            turn.release();
        }
    }
}
