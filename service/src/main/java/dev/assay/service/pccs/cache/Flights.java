package dev.assay.service.pccs.cache;

import dev.assay.service.pccs.Refusal;
import dev.assay.service.pccs.Status;
import dev.assay.service.pccs.store.StoreException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Work that is done once, however many ask for it at the same time: here by one thread for all, among replicas by whoever
 * holds the lease. Those who wait share the outcome, good or bad; who comes later tries anew.
 *
 * <p>The work goes on when a caller has lost patience, so that the next one finds its result.
 */
final class Flights<T> {

    /** Says whether somebody else has done the work meanwhile. */
    interface Lookup<T> {
        Optional<T> find();
    }

    /** The work. */
    interface Work<T> {
        T run() throws Refusal;
    }

    /** How often to look whether another replica is ready. */
    private static final Duration PAUSE = Duration.ofMillis(40);

    /** Longer than any upstream call; after it the other replica counts as stuck. */
    private static final Duration WAIT_FOR_OTHERS = Duration.ofSeconds(60);

    private final Leases leases;
    private final Map<String, CompletableFuture<T>> running = new ConcurrentHashMap<>();

    Flights(Leases leases) {
        this.leases = leases;
    }

    /**
     * Does {@code work}, or waits for whoever does it, for at most {@code patience}.
     *
     * @param name the same for the same work in all replicas
     */
    T join(String name, Duration patience, Lookup<T> done, Work<T> work) throws Refusal {
        return await(name, patience, start(name, done, work));
    }

    /** Has {@code work} done by another thread, unless it is being done already; does not wait. */
    void launch(String name, Lookup<T> done, Work<T> work) {
        CompletableFuture<T> mine = new CompletableFuture<>();
        if (running.putIfAbsent(name, mine) == null) {
            depart(name, mine, done, work);
        }
    }

    private CompletableFuture<T> start(String name, Lookup<T> done, Work<T> work) {
        CompletableFuture<T> mine = new CompletableFuture<>();
        CompletableFuture<T> other = running.putIfAbsent(name, mine);
        if (other != null) {
            return other;
        }
        depart(name, mine, done, work);
        return mine;
    }

    private void depart(String name, CompletableFuture<T> outcome, Lookup<T> done, Work<T> work) {
        Thread.ofVirtual().name(name).start(() -> fly(name, outcome, done, work));
    }

    private void fly(String name, CompletableFuture<T> outcome, Lookup<T> done, Work<T> work) {
        try {
            T result = onceAmongReplicas(name, done, work);
            running.remove(name, outcome);
            outcome.complete(result);
        } catch (Refusal | RuntimeException | Error e) {
            running.remove(name, outcome);
            outcome.completeExceptionally(e);
        }
    }

    private T onceAmongReplicas(String name, Lookup<T> done, Work<T> work) throws Refusal {
        long end = System.nanoTime() + WAIT_FOR_OTHERS.toNanos();
        while (System.nanoTime() < end) {
            Optional<Leases.Held> lease = leases.take(name);
            if (lease.isPresent()) {
                try {
                    // Whoever held it before may have done the work.
                    Optional<T> found = done.find();
                    return found.isPresent() ? found.get() : work.run();
                } finally {
                    lease.get().close();
                }
            }
            pause();
            Optional<T> found = done.find();
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw new Refusal(
                Status.UPSTREAM_ERROR,
                name + ": another replica has been at it for more than " + WAIT_FOR_OTHERS.toSeconds() + " s");
    }

    private static void pause() throws Refusal {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(Status.UNAVAILABLE, "the server is shutting down");
        }
    }

    private static <T> T await(String name, Duration patience, CompletableFuture<T> flight) throws Refusal {
        try {
            return flight.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException slow) {
            throw new Refusal(
                    Status.UPSTREAM_ERROR,
                    name + ": no answer from upstream within " + patience.toMillis()
                            + " ms; the call goes on, ask again soon");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(Status.UNAVAILABLE, "the server is shutting down");
        } catch (ExecutionException e) {
            throw rethrown(e);
        }
    }

    /** What ended the flight, as an exception of this thread; refusals are shared, they hold no more than a sentence. */
    static Refusal rethrown(ExecutionException ended) {
        if (ended.getCause() instanceof Refusal refusal) {
            return refusal;
        }
        if (ended.getCause() instanceof StoreException e) {
            throw new StoreException(String.valueOf(e.getMessage()), e);
        }
        throw new IllegalStateException(ended);
    }
}
