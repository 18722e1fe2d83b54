package dev.assay.platform;

import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets one request pass after another, in the order of their arrival: interfaces of the kernel and of Gramine keep state
 * between the writing of report data and the reading of the quote.
 */
public final class Turnstile {

    private final Semaphore turn = new Semaphore(1, true);
    private final AtomicInteger present = new AtomicInteger();
    private final String place;
    private final int queue;
    private volatile boolean closed;

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
        try {
            // Those who wait, and the one who is in.
            if (present.incrementAndGet() - 1 > queue) {
                throw new QuoteException(
                        Reason.BUSY, queue + " requests wait for " + place + " already", "ask again later");
            }
            awaitTurn(deadline);
            try {
                return passed(passage);
            } finally {
                turn.release();
            }
        } finally {
            present.decrementAndGet();
        }
    }

    /**
     * Sends away who waits and who comes, from now on. Whoever is in is not disturbed; if he fails, he is told that it was
     * for this.
     */
    public void close() {
        closed = true;
    }

    private void awaitTurn(Deadline deadline) throws QuoteException {
        try {
            if (!turn.tryAcquire(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
                throw new QuoteException(
                        Reason.TIMEOUT,
                        place + " was busy with other requests until the deadline",
                        "ask again later, or allow more time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QuoteException(Reason.BUSY, "interrupted while waiting for " + place, "ask again").causedBy(e);
        }
    }

    private <T> T passed(Passage<T> passage) throws QuoteException {
        if (closed) {
            throw wasClosed();
        }
        try {
            return passage.pass();
        } catch (QuoteException e) {
            throw closed ? wasClosed().causedBy(e) : e;
        }
    }

    private QuoteException wasClosed() {
        return new QuoteException(Reason.ABSENT, place + " was closed on this side", "open the source again");
    }
}
