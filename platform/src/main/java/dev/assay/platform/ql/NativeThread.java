package dev.assay.platform.ql;

import dev.assay.platform.Deadline;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One thread on which all calls into a native library are made, and which callers leave behind at their deadline: a
 * native call cannot be interrupted. While one hangs, no other is begun, so that at most one thread is ever stuck.
 *
 * <p>To be called by one caller at a time.
 */
final class NativeThread {

    private final ThreadPoolExecutor thread;
    private final String place;
    private @Nullable FutureTask<?> last;
    private long lastBegan;

    NativeThread(String place) {
        this.place = place;
        // Of its own, not a virtual one: a native call would hold a carrier, of which there are few.
        thread = new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(), task -> {
            Thread made = new Thread(task, "assay " + place);
            made.setDaemon(true);
            return made;
        });
        thread.allowCoreThreadTimeOut(true);
    }

    /** What {@code work} gives, or TIMEOUT at {@code deadline}; the work then goes on until it comes back. */
    <T> T call(Deadline deadline, Callable<T> work) throws QuoteException {
        FutureTask<?> before = last;
        if (before != null && !before.isDone()) {
            awaitEarlier(before, deadline);
        }
        FutureTask<T> task = new FutureTask<>(work);
        last = task;
        lastBegan = System.nanoTime();
        thread.execute(task);
        try {
            return task.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new QuoteException(
                            Reason.TIMEOUT,
                            place + " did not come back within " + seconds(lastBegan) + " s",
                            "check that the PCCS of /etc/sgx_default_qcnl.conf answers, and allow more time;"
                                    + " if it hangs on, restart this process")
                    .causedBy(e);
        } catch (ExecutionException e) {
            throw unwrapped(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Does {@code work} as soon as nothing is under way, and does not wait for it. */
    void afterwards(Runnable work) {
        thread.execute(work);
    }

    private void awaitEarlier(FutureTask<?> before, Deadline deadline) throws QuoteException {
        try {
            before.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            // Its own caller was told, or has gone.
            return;
        } catch (TimeoutException e) {
            throw new QuoteException(
                            Reason.TIMEOUT,
                            "an earlier call into " + place + " hangs, since " + seconds(lastBegan) + " s",
                            "ask again later; if it hangs on, restart this process: a native call cannot be ended"
                                    + " otherwise")
                    .causedBy(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private QuoteException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new QuoteException(Reason.BUSY, "interrupted while waiting for " + place, "ask again").causedBy(e);
    }

    private static QuoteException unwrapped(ExecutionException e) {
        Throwable cause = e.getCause();
        if (cause instanceof QuoteException told) {
            return told;
        }
        throw new IllegalStateException("a call into a native library", e);
    }

    private static long seconds(long since) {
        return Duration.ofNanos(System.nanoTime() - since).toSeconds();
    }
}
