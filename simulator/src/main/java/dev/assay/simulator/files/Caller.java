package dev.assay.simulator.files;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * Who is in a call of an opened file. Code that has to wait does so here: closing the file, or interrupting its reader,
 * ends the wait as a signal ends it in the kernel.
 */
public final class Caller {

    private boolean closed;
    private int within;

    Caller() {}

    /** Waits, and goes on when the time is over. */
    public synchronized void pause(Duration time) throws PosixException {
        try {
            long end = System.nanoTime() + time.toNanos();
            for (long left = time.toNanos(); left > 0 && !closed; left = end - System.nanoTime()) {
                wait(1 + left / 1_000_000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw PosixError.EINTR.exception();
        }
        if (closed) {
            throw PosixError.EINTR.exception();
        }
    }

    /** Waits until the file is closed; there is an exception to be thrown then. */
    public synchronized PosixException hang() {
        try {
            while (!closed) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return PosixError.EINTR.exception();
    }

    /** Waits for {@code latch} as the kernel does where no signal ends a wait: closing and interrupts change nothing. */
    public void stick(CountDownLatch latch) {
        boolean interrupted = false;
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    synchronized void enter() {
        within++;
    }

    synchronized void leave() {
        within--;
        notifyAll();
    }

    /** Ends all waits, and returns when nobody is within: the JDK's file channels close no sooner either. */
    synchronized void close() {
        closed = true;
        notifyAll();
        boolean interrupted = false;
        while (within > 0) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
