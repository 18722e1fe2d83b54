package dev.assay.platform.files;

import dev.assay.platform.Deadline;
import dev.assay.platform.Turnstile;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Works on the files or the device at one place for everybody in this process: one request at a time, in the order of their
 * arrival.
 *
 * <p>The work is done on a thread of the clerk's own, of which there is never more than one. A read that hangs is ended by
 * closing its file; should the kernel not let go even then (a wait that no signal ends), the thread stays behind, the
 * request is answered at its deadline nevertheless, and so are those after it.
 */
public final class FileClerk {

    /** How many requests may wait. */
    public static final int QUEUE = 4096;

    /** How long a request that is given up may take to clean up before nobody waits for it. */
    private static final Duration GRACE = Duration.ofMillis(250);

    private static final Map<FileSystem, Map<String, FileClerk>> CLERKS = new WeakHashMap<>();

    private final String place;
    private final Turnstile turnstile;
    private final ThreadPoolExecutor thread;
    private volatile @Nullable Visit last;

    private FileClerk(String place) {
        this.place = place;
        this.turnstile = new Turnstile(place, QUEUE);
        this.thread = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
            Thread made = new Thread(work, "assay-files " + place);
            made.setDaemon(true);
            return made;
        });
        thread.allowCoreThreadTimeOut(true);
    }

    /** The one that works at {@code place} in this process. */
    public static FileClerk at(Path place) {
        return named(place, "");
    }

    /** Another one, which looks at {@code place} without waiting for the requests there, and disturbs none of them. */
    public static FileClerk lookingAt(Path place) {
        return named(place, " (looking)");
    }

    private static FileClerk named(Path place, String purpose) {
        synchronized (CLERKS) {
            return CLERKS.computeIfAbsent(place.getFileSystem(), absent -> new HashMap<>())
                    .computeIfAbsent(place.toAbsolutePath().normalize() + purpose, FileClerk::new);
        }
    }

    /** What is done in a request. */
    @FunctionalInterface
    public interface Work<T> {
        T with(Visit visit) throws QuoteException;
    }

    /**
     * Does {@code work} as soon as it is its turn.
     *
     * @throws QuoteException of the work itself; TIMEOUT at the deadline, BUSY when too many wait or the caller is
     *     interrupted
     */
    public <T> T serve(Deadline deadline, Work<T> work) throws QuoteException {
        return turnstile.pass(deadline, () -> served(deadline, work));
    }

    private <T> T served(Deadline deadline, Work<T> work) throws QuoteException {
        Visit visit = new Visit(deadline);
        CompletableFuture<T> result = new CompletableFuture<>();
        // Whoever gives it up, the caller at its deadline or a source that is closed, has an answer after this.
        visit.whenAbandoned(() -> result.orTimeout(GRACE.toMillis(), TimeUnit.MILLISECONDS));
        Runnable task = () -> done(visit, work, result);
        thread.execute(task);
        try {
            return result.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw failure(e, visit);
        } catch (TimeoutException e) {
            return givenUp(visit, task, result);
        } catch (InterruptedException e) {
            abandon(visit, task);
            Thread.currentThread().interrupt();
            throw new QuoteException(Reason.BUSY, "interrupted while " + visit.step(), "ask again").causedBy(e);
        }
    }

    private <T> void done(Visit visit, Work<T> work, CompletableFuture<T> result) {
        last = visit;
        try {
            result.complete(work.with(visit));
        } catch (QuoteException | RuntimeException | Error e) {
            result.completeExceptionally(e);
        }
    }

    /** Whether the work had not begun, and will not. */
    private boolean abandon(Visit visit, Runnable task) {
        visit.abandon();
        return thread.remove(task);
    }

    private <T> T givenUp(Visit visit, Runnable task, CompletableFuture<T> result) throws QuoteException {
        String step = visit.step();
        if (abandon(visit, task)) {
            Visit hanging = last;
            throw new QuoteException(
                    Reason.TIMEOUT,
                    "an earlier request at " + place + " still hangs in the kernel, "
                            + (hanging == null ? "starting" : hanging.step()),
                    "look into dmesg for what the kernel waits for; the process has to be started anew if it never"
                            + " ends");
        }
        boolean letGo;
        try {
            return result.get();
        } catch (ExecutionException e) {
            letGo = e.getCause() instanceof QuoteException;
            if (!letGo && !(e.getCause() instanceof TimeoutException)) {
                throw failure(e, visit);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            letGo = false;
        }
        throw new QuoteException(
                Reason.TIMEOUT,
                "no answer in time, " + step + (letGo ? "" : "; the kernel does not let go of it"),
                "allow more time; if it never answers, look into dmesg here and, in a TDX guest, into the journal of the"
                        + " quote generation service on the host");
    }

    private static QuoteException failure(ExecutionException e, Visit visit) {
        if (e.getCause() instanceof QuoteException problem) {
            return problem;
        }
        if (e.getCause() instanceof TimeoutException closed) {
            return new QuoteException(
                            Reason.ABSENT,
                            "given up while " + visit.step() + "; the kernel does not let go of it",
                            "open the source anew; the process has to be started anew if that hangs too")
                    .causedBy(closed);
        }
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        throw new IllegalStateException("work on files failed", e.getCause());
    }
}
