package dev.assay.service.pccs.cache;

import dev.assay.service.metrics.CacheFacts;
import dev.assay.service.metrics.CacheFacts.DocumentFact;
import dev.assay.service.metrics.CacheFacts.WaitingPlatform;
import dev.assay.service.pccs.Api;
import dev.assay.service.pccs.store.DocumentTable.Summary;
import dev.assay.service.pccs.store.RegistrationTable.State;
import dev.assay.service.pccs.store.Store;
import dev.assay.service.pccs.store.StoreException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the cache says of itself. */
final class Facts {

    /** How many of those that wait are named. */
    private static final int MAX_NAMES = 100;

    private final Store store;
    private final CacheSetup setup;
    private final UpstreamCalls upstream;
    private final Documents documents;
    private final Watch watch;
    private final Attempts attempts;
    private final CostlyCount platforms = new CostlyCount(System::nanoTime);

    Facts(Store store, CacheSetup setup, UpstreamCalls upstream, Documents documents, Watch watch, Attempts attempts) {
        this.store = store;
        this.setup = setup;
        this.upstream = upstream;
        this.documents = documents;
        this.watch = watch;
        this.attempts = attempts;
    }

    private record Counted(List<Summary> documents, long platforms, long waiting, List<WaitingPlatform> names) {}

    CacheFacts now() {
        try {
            Counted counted = store.read(t -> new Counted(
                    t.documents().list(),
                    platforms.of(t.platforms()::count),
                    t.registrations().count(State.NEW),
                    t.registrations().names(State.NEW, MAX_NAMES).stream()
                            .map(name -> new WaitingPlatform(name.qeId(), name.pceId()))
                            .toList()));
            return facts(true, store.revision(), counted);
        } catch (StoreException e) {
            return facts(false, 0, new Counted(List.of(), 0, 0, List.of()));
        }
    }

    private CacheFacts facts(boolean databaseUp, long revision, Counted counted) {
        List<DocumentFact> kept = counted.documents().stream()
                .map(d -> new DocumentFact(d.api(), d.key(), d.issued(), d.nextUpdate(), d.fetched(), failure(d)))
                .toList();
        return new CacheFacts(
                setup.verifier().anchor().domain().toString(),
                setup.mode().name(),
                upstream.name(),
                revision,
                databaseUp,
                kept,
                counted.platforms(),
                counted.waiting(),
                counted.names(),
                documents.lookups(),
                upstream.outcomes(),
                alarms(counted.documents(), kept));
    }

    /** Why it could not be refreshed. Where another replica has refreshed it since, there is nothing to say. */
    private Optional<String> failure(Summary document) {
        if (document.api() != Api.V4.number()) {
            return Optional.empty();
        }
        return attempts.last(document.key())
                .filter(last -> !document.fetched().isAfter(last.at()))
                .flatMap(Attempts.Attempt::error);
    }

    private Map<String, Long> alarms(List<Summary> kept, List<DocumentFact> facts) {
        Instant now = setup.clock().instant();
        long expired = kept.stream().filter(d -> d.nextUpdate().isBefore(now)).count();
        long alarming = kept.stream().filter(d -> watch.isAlarming(d, now)).count();
        Map<String, Long> alarms = new TreeMap<>();
        alarms.put("expired", expired);
        alarms.put("expires_soon", alarming - expired);
        alarms.put(
                "not_refreshed",
                facts.stream().filter(d -> d.failure().isPresent()).count());
        alarms.put("not_genuine", (long) upstream.forged().size());
        return alarms;
    }
}
