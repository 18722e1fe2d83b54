package dev.assay.service.pccs.cache;

import dev.assay.service.pccs.store.Store;
import dev.assay.service.pccs.store.StoreException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Leases of this replica. They are short and renewed while they are held, so that a replica that was killed holds the
 * others up for no longer than {@link #TIME}.
 */
final class Leases {

    static final Duration TIME = Duration.ofSeconds(1);

    private static final Duration RENEWAL = Duration.ofMillis(300);
    private static final Logger LOG = System.getLogger(Leases.class.getName());

    private final Store store;
    private final String holder = UUID.randomUUID().toString();

    Leases(Store store) {
        this.store = store;
    }

    /** A lease that is held until it is closed. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Takes a lease, unless another replica holds it. Without a database that can be written to there is nothing to agree
     * by, and nothing that could be stored twice: then everybody may go on.
     */
    Optional<Held> take(String name) {
        try {
            if (!store.write(t -> t.leases().acquire(name, holder, TIME))) {
                return Optional.empty();
            }
        } catch (StoreException e) {
            LOG.log(Level.WARNING, "{0}: no lease, going on without: {1}", name, e.getMessage());
            return Optional.of(() -> {});
        }
        Thread renewal = Thread.ofVirtual().name("lease " + name).start(() -> renew(name));
        return Optional.of(() -> {
            renewal.interrupt();
            release(name, renewal);
        });
    }

    private void renew(String name) {
        try {
            while (!Thread.interrupted()) {
                Thread.sleep(RENEWAL);
                store.write(t -> t.leases().acquire(name, holder, TIME));
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } catch (StoreException e) {
            // Who is interrupted while it waits has been released, and there is nothing to warn of.
            if (!Thread.currentThread().isInterrupted()) {
                LOG.log(Level.WARNING, "{0}: lease not renewed: {1}", name, e.getMessage());
            }
        }
    }

    private void release(String name, Thread renewal) {
        try {
            // A renewal after the release would hold the lease for nobody.
            renewal.join();
            store.write(t -> {
                t.leases().release(name, holder);
                return true;
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (StoreException e) {
            LOG.log(Level.WARNING, "{0}: lease not released, it ends by itself: {1}", name, e.getMessage());
        }
    }
}
