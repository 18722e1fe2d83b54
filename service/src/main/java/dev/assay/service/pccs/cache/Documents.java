package dev.assay.service.pccs.cache;

import dev.assay.provision.DocumentKey;
import dev.assay.provision.DocumentKey.PckCrlKey;
import dev.assay.provision.DocumentKey.RootCaCrlKey;
import dev.assay.provision.GenuineDocument;
import dev.assay.service.pccs.Api;
import dev.assay.service.pccs.Mode;
import dev.assay.service.pccs.Refusal;
import dev.assay.service.pccs.Status;
import dev.assay.service.pccs.store.DocumentTable.Row;
import dev.assay.service.pccs.store.Store;
import dev.assay.service.pccs.store.StoreException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * TCB infos, identities, CRLs, lists of evaluation data numbers: served from the database, fetched where the mode allows,
 * proven before they are kept, never replaced by older ones.
 *
 * <p>What is there is served at once, however old; if the upstream may have something newer, it is asked meanwhile.
 */
final class Documents {

    private static final Logger LOG = System.getLogger(Documents.class.getName());

    private final Store store;
    private final CacheSetup setup;
    private final UpstreamCalls upstream;
    private final Flights<Row> flights;
    private final Freshness freshness;
    private final Attempts attempts;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder stale = new LongAdder();

    Documents(Store store, CacheSetup setup, UpstreamCalls upstream, Leases leases, Attempts attempts) {
        this.store = store;
        this.setup = setup;
        this.upstream = upstream;
        this.flights = new Flights<>(leases);
        this.freshness = new Freshness(setup.cron(), setup.zone(), setup.ahead());
        this.attempts = attempts;
    }

    CachedDocument read(Api api, DocumentKey key) throws Refusal {
        Optional<Row> kept = find(api, key);
        if (kept.isPresent()) {
            return served(key, kept.get());
        }
        misses.increment();
        if (setup.mode() != Mode.LAZY) {
            throw new Refusal(
                    Status.NOT_FOUND,
                    key.text() + " is not in the cache, and in mode " + setup.mode()
                            + " a read fetches nothing: put it or register a platform that needs it");
        }
        if (apiOf(api, key) == Api.V3) {
            throw new Refusal(Status.GONE, key.text() + " of API v3 is not in the cache, and Intel has ended that API");
        }
        return cached(fetch(key), setup.clock().instant());
    }

    /** The document of API v4, fetched if it is not there, whatever the mode. */
    Row require(DocumentKey key) throws Refusal {
        Optional<Row> kept = find(Api.V4, key);
        return kept.isPresent() ? kept.get() : fetch(key);
    }

    Optional<Row> find(Api api, DocumentKey key) {
        return store.readOnce(t -> t.documents().find(apiOf(api, key).number(), key.text()));
    }

    /** CRLs have not changed their form from one version of the API to the next, and are kept once. */
    static Api apiOf(Api api, DocumentKey key) {
        return key instanceof PckCrlKey || key instanceof RootCaCrlKey ? Api.V4 : api;
    }

    private CachedDocument served(DocumentKey key, Row row) {
        Instant now = setup.clock().instant();
        if (setup.mode() != Mode.OFFLINE && row.api() == Api.V4.number() && isDue(row, now)) {
            stale.increment();
            refreshSoon(key, row.fetched(), row.issued());
        } else {
            hits.increment();
        }
        return cached(row, now);
    }

    boolean isDue(Row row, Instant now) {
        return freshness.isDue(row.nextUpdate(), row.fetched(), now);
    }

    Freshness freshness() {
        return freshness;
    }

    private CachedDocument cached(Row row, Instant now) {
        return new CachedDocument(
                row.body(),
                row.issuerChain(),
                row.issued(),
                row.nextUpdate(),
                row.fetched(),
                freshness.isExpired(row.nextUpdate(), now),
                freshness.revisit(row, now));
    }

    private Row fetch(DocumentKey key) throws Refusal {
        return flights.join(name(key), patience(), () -> find(Api.V4, key), () -> fetchAndKeep(key));
    }

    /** A little less than the client was promised, so that the answer with the reason is there in time. */
    Duration patience() {
        Duration deadline = setup.limits().upstreamDeadline();
        return deadline.minus(deadline.dividedBy(20));
    }

    /** Has the successor of what is there fetched in the background, unless that was tried a short while ago. */
    void refreshSoon(DocumentKey key, Instant fetched, Instant issued) {
        if (attempts.mayTry(key.text())) {
            flights.launch(name(key), () -> newer(key, fetched), () -> refreshed(key, issued));
        }
    }

    /** Fetches the successor of what is there. */
    Row refresh(DocumentKey key, Instant fetched, Instant issued, Duration patience) throws Refusal {
        return flights.join(name(key), patience, () -> newer(key, fetched), () -> refreshed(key, issued));
    }

    /** What another replica has fetched since {@code fetched}. */
    private Optional<Row> newer(DocumentKey key, Instant fetched) {
        return find(Api.V4, key).filter(row -> !row.fetched().equals(fetched));
    }

    private Row refreshed(DocumentKey key, Instant issued) throws Refusal {
        try {
            Row row = fetchAndKeep(key);
            if (row.issued().isAfter(issued)) {
                attempts.broughtNews(key.text());
            } else {
                attempts.broughtNothing(key.text());
            }
            return row;
        } catch (Refusal e) {
            attempts.failed(key.text(), String.valueOf(e.getMessage()));
            LOG.log(Level.WARNING, "not refreshed, the older one is served: {0}", e.getMessage());
            throw e;
        }
    }

    private Row fetchAndKeep(DocumentKey key) throws Refusal {
        Row row = row(Api.V4, upstream.document(key), setup.clock().instant());
        try {
            return store.write(t -> t.documents().put(row));
        } catch (StoreException e) {
            // It is genuine all the same; the next one who asks will have it fetched again.
            LOG.log(Level.ERROR, "{0} was fetched and could not be kept: {1}", key.text(), e.getMessage());
            return row;
        }
    }

    static Row row(Api api, GenuineDocument document, Instant now) {
        return new Row(
                apiOf(api, document.key()).number(),
                document.key().text(),
                document.body(),
                document.issuerChain(),
                document.issued(),
                document.nextUpdate(),
                document.number(),
                now);
    }

    private static String name(DocumentKey key) {
        return "fetch " + key.text();
    }

    Map<String, Long> lookups() {
        return Map.of("hit", hits.sum(), "miss", misses.sum(), "stale", stale.sum());
    }
}
