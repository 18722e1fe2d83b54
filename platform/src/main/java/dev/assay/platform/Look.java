package dev.assay.platform;

import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import dev.assay.quote.QuoteSource;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One interface to be looked for. */
final class Look {

    /** So many threads may hang in one interface; a process that looks again and again makes no more. */
    static final int MOST_UNDER_WAY = 4;

    private final QuoteSource.Kind kind;
    private final String place;
    private final Finding finding;
    private final AtomicInteger underWay = new AtomicInteger();

    /**
     * @param kind of interface
     * @param place where it is looked for, told when the look itself does not come back
     */
    Look(QuoteSource.Kind kind, String place, Finding finding) {
        this.kind = kind;
        this.place = place;
        this.finding = finding;
    }

    /** Looks at a machine; {@code patience} is that of the quotes that the source will make. */
    @FunctionalInterface
    interface Finding {
        Detected at(Host host, Duration patience);
    }

    /**
     * Begins to look, on a thread of its own: a look that hangs in the kernel holds up neither the others nor, as a daemon,
     * the end of the process. A virtual thread would hold one of few carriers there.
     */
    CompletableFuture<Detected> begin(Host host, Duration patience) {
        CompletableFuture<Detected> found = new CompletableFuture<>();
        if (underWay.incrementAndGet() > MOST_UNDER_WAY) {
            underWay.decrementAndGet();
            found.complete(hung(MOST_UNDER_WAY + " earlier looks at " + place + " have not come back yet", null));
            return found;
        }
        Thread.ofPlatform().name("assay looks for " + kind.label()).daemon().start(() -> {
            try {
                found.complete(finding.at(host, patience));
            } catch (RuntimeException | LinkageError e) {
                found.completeExceptionally(e);
            } finally {
                underWay.decrementAndGet();
            }
        });
        return found;
    }

    /** What was found; an answer that does not come, or is a fault of the program, is told as a broken interface. */
    Detected end(CompletableFuture<Detected> found, Deadline deadline) {
        try {
            return found.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return hung(place + " did not answer, nor say that it cannot, until detection ended", e);
        } catch (ExecutionException e) {
            return broken(
                    Reason.BROKEN,
                    "looking at " + place + " failed with " + e.getCause(),
                    "report it with this message: it is a fault in Assay",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return broken(Reason.BUSY, "interrupted while looking at " + place, "detect again", e);
        }
    }

    private Detected hung(String problem, @Nullable Exception cause) {
        return broken(
                Reason.TIMEOUT,
                problem,
                "try it by itself with `--source " + kind.label()
                        + "`; a device or file system that hangs is told in `dmesg`",
                cause);
    }

    private Detected broken(Reason reason, String problem, String advice, @Nullable Exception cause) {
        QuoteException told = new QuoteException(reason, problem, advice);
        return new Detected.Broken(kind, place, cause == null ? told : told.causedBy(cause));
    }
}
