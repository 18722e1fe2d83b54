package dev.assay.service.pccs.cache;

import dev.assay.provision.DocumentKey;
import dev.assay.service.pccs.Mode;
import dev.assay.service.pccs.Refusal;
import dev.assay.service.pccs.store.DocumentTable.Summary;
import dev.assay.service.pccs.store.RegistrationTable.State;
import dev.assay.service.pccs.store.Store;
import dev.assay.service.pccs.store.StoreException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Looks now and then: refreshes everything when the schedule says so, by one replica for all; refreshes what expires soon
 * or failed before; raises an alarm before anything expires that could not be refreshed.
 */
final class Watch implements AutoCloseable {

    private static final Logger LOG = System.getLogger(Watch.class.getName());
    private static final String JOB = "scheduled refresh";
    private static final long DAYS = 90;

    /** As long as an administrator may need to find that what he was handed has been lost. */
    private static final Duration REMEMBERED = Duration.ofDays(DAYS);

    private final Store store;
    private final CacheSetup setup;
    private final Documents documents;
    private final Refreshing refreshing;
    private final Leases leases;
    private final Attempts attempts;
    private final Instant started;
    private final Set<String> alarmed = new HashSet<>();
    private final Optional<Thread> thread;

    Watch(Store store, CacheSetup setup, Documents documents, Refreshing refreshing, Leases leases, Attempts attempts) {
        this.store = store;
        this.setup = setup;
        this.documents = documents;
        this.refreshing = refreshing;
        this.leases = leases;
        this.attempts = attempts;
        this.started = setup.clock().instant();
        this.thread = setup.tick().isZero()
                ? Optional.empty()
                : Optional.of(Thread.ofVirtual().name("watch").unstarted(this::run));
        thread.ifPresent(Thread::start);
    }

    private void run() {
        try {
            while (!Thread.interrupted()) {
                Thread.sleep(setup.tick());
                lookSafely();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void lookSafely() {
        try {
            look();
        } catch (StoreException | Refusal e) {
            LOG.log(Level.WARNING, "the watch could not look after the documents, it tries again: {0}", e.getMessage());
        }
    }

    /** One round. */
    synchronized void look() throws Refusal {
        Instant now = setup.clock().instant();
        if (isScheduled(now)) {
            doScheduled();
        }
        if (setup.mode() != Mode.OFFLINE) {
            for (Summary summary : refreshing.kept()) {
                if (documents.freshness().isDue(summary.nextUpdate(), summary.fetched(), now)) {
                    documents.refreshSoon(DocumentKey.parse(summary.key()), summary.fetched(), summary.issued());
                }
            }
        }
        alarm(now);
    }

    private boolean isScheduled(Instant now) {
        Instant last = store.read(t -> t.leases().lastDone(JOB))
                .filter(done -> !done.isAfter(now))
                .orElse(started);
        return !setup.cron().next(last, setup.zone()).isAfter(now);
    }

    private void doScheduled() throws Refusal {
        Optional<Leases.Held> lease = leases.take(JOB);
        if (lease.isEmpty()) {
            return;
        }
        try {
            Instant now = setup.clock().instant();
            if (!isScheduled(now)) {
                return;
            }
            if (setup.mode() != Mode.OFFLINE) {
                refreshAll();
            }
            purge();
            store.write(t -> {
                t.leases().done(JOB, now);
                return true;
            });
        } finally {
            lease.get().close();
        }
    }

    private void refreshAll() throws Refusal {
        List<Refreshing.Outcome> outcomes = refreshing.refreshed(refreshing.kept());
        long failed = outcomes.stream()
                .filter(outcome -> outcome.failure().isPresent())
                .count();
        LOG.log(Level.INFO, "scheduled refresh of {0} documents: {1} failed", outcomes.size(), failed);
    }

    /** Drops registrations that nobody needs any more: those that were handed over or served long ago. */
    private void purge() {
        int purged = store.write(t -> t.registrations().purge(State.TAKEN, REMEMBERED)
                + t.registrations().purge(State.DONE, REMEMBERED));
        if (purged > 0) {
            LOG.log(Level.INFO, "dropped {0} registrations that were settled more than {1} days ago", purged, DAYS);
        }
    }

    /** Says once of each document that it will expire, and once that it need not be feared any more. */
    private void alarm(Instant now) {
        Set<String> current = new HashSet<>();
        for (Summary summary : store.read(t -> t.documents().list())) {
            if (isAlarming(summary, now) && current.add(name(summary)) && alarmed.add(name(summary))) {
                String reason = attempts.last(summary.key())
                        .flatMap(Attempts.Attempt::error)
                        .orElse("no newer one has come");
                LOG.log(
                        Level.WARNING,
                        "alarm: {0} {1} at {2}: {3}",
                        name(summary),
                        summary.nextUpdate().isBefore(now) ? "has expired" : "expires",
                        summary.nextUpdate(),
                        reason);
            }
        }
        alarmed.removeIf(name -> {
            boolean over = !current.contains(name);
            if (over) {
                LOG.log(Level.INFO, "alarm over: {0} is fresh again", name);
            }
            return over;
        });
    }

    /** Whether an operator should know: it expires soon, and asking for a newer one has not helped. */
    boolean isAlarming(Summary summary, Instant now) {
        if (!documents.freshness().expiresSoon(summary.nextUpdate(), now)) {
            return false;
        }
        return setup.mode() == Mode.OFFLINE
                || summary.nextUpdate().isBefore(now)
                || attempts.last(summary.key())
                        .filter(last -> last.inVain() > 0)
                        .isPresent();
    }

    private static String name(Summary summary) {
        return "v" + summary.api() + " " + summary.key();
    }

    @Override
    public void close() {
        thread.ifPresent(Thread::interrupt);
    }
}
