package dev.assay.provision;

import dev.assay.provision.FetchException.Reason;
import dev.assay.verify.DocumentVerifier;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Documents kept in memory, and on disk where wanted, in front of any source.
 *
 * <p><b>Guarantees.</b> What it gives was signed under its anchor, and is the document that was asked for, whoever wrote
 * the file; a newer document is never replaced by an older one. What it keeps it gives only before its nextUpdate. One
 * fetch at a time for each document, whoever asks; several processes may share a folder.
 *
 * <p>A document that is older than the refresh age is fetched anew; while that fails, the one at hand serves until it
 * expires, and {@link Held#failure} says so. What a source delivers is passed on even where it has expired: there is
 * nothing better, and whoever verifies a quote with it hears of it.
 */
public final class CollateralCache implements CollateralSource {

    /** Intel makes its documents anew every day. */
    private static final Duration REFRESH_AGE = Duration.ofHours(24);

    /** After a refresh has failed, the next one does not come with the next call. */
    private static final Duration REFRESH_PAUSE = Duration.ofMinutes(1);

    private final VerifyingSource source;
    private final InstantSource clock;
    private final Duration refreshAge;
    private final @Nullable CacheFolder folder;
    private final Consumer<String> remarks;
    private final CacheMemory memory = new CacheMemory();
    private final Map<DocumentKey, CompletableFuture<Held>> flights = new ConcurrentHashMap<>();

    /**
     * A document of the cache.
     *
     * @param fetched when a source delivered it
     * @param failure why it is not a fresher one, where it should be
     */
    public record Held(GenuineDocument document, Instant fetched, Optional<FetchException> failure) {}

    private CollateralCache(
            VerifyingSource source,
            InstantSource clock,
            Duration refreshAge,
            @Nullable CacheFolder folder,
            Consumer<String> remarks) {
        this.source = source;
        this.clock = clock;
        this.refreshAge = refreshAge;
        this.folder = folder;
        this.remarks = remarks;
    }

    /** A cache in memory that refreshes after 24 hours. */
    public static CollateralCache inMemory(CollateralSource source, DocumentVerifier verifier, InstantSource clock) {
        return new CollateralCache(VerifyingSource.of(source, verifier), clock, REFRESH_AGE, null, remark -> {});
    }

    /**
     * A cache on disk as well.
     *
     * @param folder is made where it is missing; documents under different anchors lie in different folders of it
     * @param remarks hears of files that are of no use and of documents that could not be written
     * @throws IOException if the folder cannot be made or others may write into it
     */
    public static CollateralCache onDisk(
            Path folder,
            CollateralSource source,
            DocumentVerifier verifier,
            InstantSource clock,
            Consumer<String> remarks)
            throws IOException {
        CacheFolder opened = CacheFolder.open(folder, verifier, remarks);
        return new CollateralCache(VerifyingSource.of(source, verifier), clock, REFRESH_AGE, opened, remarks);
    }

    /** The same folder with an empty memory, and another age at which documents are fetched anew. Default: 24 hours. */
    public CollateralCache refreshingAfter(Duration age) {
        return new CollateralCache(source, clock, age, folder, remarks);
    }

    @Override
    public Document fetch(DocumentKey key) throws FetchException {
        return document(get(key));
    }

    static Document document(Held held) {
        GenuineDocument document = held.document();
        return new Document(document.key(), document.body(), document.issuerChain());
    }

    /** The document, and what there is to say about its freshness. */
    public Held get(DocumentKey key) throws FetchException {
        while (true) {
            Held known = memory.get(key);
            if (known != null && isFresh(known)) {
                return known;
            }
            CompletableFuture<Held> mine = new CompletableFuture<>();
            CompletableFuture<Held> flight = flights.putIfAbsent(key, mine);
            if (flight == null) {
                return fly(key, mine);
            }
            Optional<Held> delivered = await(key, flight);
            if (delivered.isPresent()) {
                return delivered.get();
            }
        }
    }

    private Held fly(DocumentKey key, CompletableFuture<Held> flight) throws FetchException {
        try {
            Held held = lookUpOrFetch(key);
            flight.complete(held);
            return held;
        } catch (FetchException failure) {
            flight.completeExceptionally(failure);
            throw failure;
        } finally {
            flights.remove(key, flight);
            // Whatever else has ended this flight: those who wait try themselves.
            flight.cancel(false);
        }
    }

    /** Empty where the one who fetched was interrupted: his interrupt is no answer for others. */
    private static Optional<Held> await(DocumentKey key, CompletableFuture<Held> flight) throws FetchException {
        try {
            return Optional.of(flight.get());
        } catch (java.util.concurrent.CancellationException givenUp) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw FetchException.of(
                    Reason.INTERRUPTED, "", key.text() + ": interrupted while another thread fetched it", interrupted);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof FetchException failure) {
                if (failure.reason() == Reason.INTERRUPTED) {
                    return Optional.empty();
                }
                throw failure;
            }
            throw new IllegalStateException(failed);
        }
    }

    private Held lookUpOrFetch(DocumentKey key) throws FetchException {
        Held known = newest(memory.get(key), folder == null ? null : folder.read(key));
        if (known != null) {
            memory.put(known);
            if (isFresh(known)) {
                return known;
            }
        }
        GenuineDocument delivered;
        try {
            delivered = source.fetchGenuine(key);
        } catch (FetchException failure) {
            return insteadOf(failure, known);
        }
        if (known != null && delivered.isOlderThan(known.document())) {
            return insteadOf(
                    FetchException.of(
                            Reason.UNUSABLE_ANSWER,
                            source.toString(),
                            key.text() + " from " + source + ": found the document of " + delivered.issued()
                                    + " with number " + delivered.number() + ", expected none older than that of "
                                    + known.document().issued() + " with number "
                                    + known.document().number() + ", which is at hand"),
                    known);
        }
        Held held = new Held(delivered, clock.instant(), Optional.empty());
        memory.put(held);
        if (folder != null) {
            folder.write(held);
        }
        return held;
    }

    /** The document at hand while it has not expired; otherwise the failure, which says that there is one. */
    private Held insteadOf(FetchException failure, @Nullable Held known) throws FetchException {
        if (known == null) {
            throw failure;
        }
        if (known.document().isExpired(clock.instant())) {
            throw FetchException.ofAttempts(
                    failure.reason(),
                    failure.getMessage() + "; the one at hand expired on "
                            + known.document().nextUpdate(),
                    java.util.List.of(failure));
        }
        if (failure.reason() == Reason.INTERRUPTED) {
            throw failure;
        }
        Held held = new Held(known.document(), known.fetched(), Optional.of(failure));
        memory.putAfterFailure(held, clock.instant());
        return held;
    }

    private boolean isFresh(Held held) {
        Instant now = clock.instant();
        if (held.document().isExpired(now)) {
            return false;
        }
        // A date in the future is that of a clock that was wrong, or of somebody who wants nothing refreshed.
        boolean young =
                !held.fetched().isAfter(now) && now.isBefore(held.fetched().plus(refreshAge));
        return young || memory.failedSince(held.document().key(), now.minus(REFRESH_PAUSE), now);
    }

    private static @Nullable Held newest(@Nullable Held first, @Nullable Held second) {
        if (first == null || second == null) {
            return first == null ? second : first;
        }
        if (second.document().isOlderThan(first.document())) {
            return first;
        }
        return first.document().isOlderThan(second.document())
                        || second.fetched().isAfter(first.fetched())
                ? second
                : first;
    }

    /** The source behind it. */
    @Override
    public String toString() {
        return source.toString();
    }
}
