package dev.assay.service.pccs.cache;

import dev.assay.service.metrics.CacheFacts;
import dev.assay.service.metrics.CacheFacts.DocumentFact;
import dev.assay.service.pccs.store.DocumentTable.Summary;
import dev.assay.service.pccs.store.RegistrationTable.State;
import dev.assay.service.pccs.store.Store;
import dev.assay.service.pccs.store.StoreException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the cache says of itself. */
final class Facts {

    private final Store store;
    private final CacheSetup setup;
    private final UpstreamCalls upstream;
    private final Documents documents;
    private final Watch watch;
    private final Attempts attempts;

    Facts(Store store, CacheSetup setup, UpstreamCalls upstream, Documents documents, Watch watch, Attempts attempts) {
        this.store = store;
        this.setup = setup;
        this.upstream = upstream;
        this.documents = documents;
        this.watch = watch;
        this.attempts = attempts;
    }

    private record Counted(List<Summary> documents, long platforms, long waiting) {}

    CacheFacts now() {
        try {
            Counted counted = store.read(t -> new Counted(
                    t.documents().list(),
                    t.platforms().count(),
                    t.registrations().count(State.NEW)));
            return facts(true, store.revision(), counted);
        } catch (StoreException e) {
            return facts(false, 0, new Counted(List.of(), 0, 0));
        }
    }

    private CacheFacts facts(boolean databaseUp, long revision, Counted counted) {
        List<DocumentFact> kept = counted.documents().stream()
                .map(d -> new DocumentFact(d.api(), d.key(), d.issued(), d.nextUpdate(), d.fetched()))
                .toList();
        return new CacheFacts(
                setup.verifier().anchor().domain().toString(),
                revision,
                databaseUp,
                kept,
                counted.platforms(),
                counted.waiting(),
                documents.lookups(),
                upstream.outcomes(),
                alarms(counted.documents()));
    }

    private Map<String, Long> alarms(List<Summary> kept) {
        Instant now = setup.clock().instant();
        long expired = kept.stream().filter(d -> d.nextUpdate().isBefore(now)).count();
        long alarming = kept.stream().filter(d -> watch.isAlarming(d, now)).count();
        Map<String, Long> alarms = new TreeMap<>();
        alarms.put("expired", expired);
        alarms.put("expires_soon", alarming - expired);
        alarms.put("not_refreshed", (long) attempts.failures().size());
        alarms.put("not_genuine", (long) upstream.forged().size());
        return alarms;
    }
}
