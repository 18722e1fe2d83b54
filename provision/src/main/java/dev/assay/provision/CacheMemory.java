package dev.assay.provision;

import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a cache holds in memory: so many bytes, those forgotten first that were not asked for longest. */
final class CacheMemory {

    /** Some thousand documents of usual size. */
    private static final long MAX_BYTES = 32L << 20;

    private record Entry(
            CollateralCache.Held held, @Nullable Instant failed) {

        long size() {
            GenuineDocument document = held.document();
            return 512L
                    + document.body().length()
                    + document.issuerChain().map(chain -> chain.length()).orElse(0);
        }
    }

    private final Map<DocumentKey, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    synchronized CollateralCache.@Nullable Held get(DocumentKey key) {
        Entry entry = entries.get(key);
        return entry == null ? null : entry.held;
    }

    synchronized void put(CollateralCache.Held held) {
        put(new Entry(held, null));
    }

    /** Keeps what is still good, and that a fresher one could not be had at {@code failed}. */
    synchronized void putAfterFailure(CollateralCache.Held held, Instant failed) {
        put(new Entry(held, failed));
    }

    /** Whether fetching the document failed between the two instants. */
    synchronized boolean failedSince(DocumentKey key, Instant from, Instant to) {
        Entry entry = entries.get(key);
        return entry != null && entry.failed != null && entry.failed.isAfter(from) && !entry.failed.isAfter(to);
    }

    private void put(Entry entry) {
        Entry before = entries.put(entry.held.document().key(), entry);
        bytes += entry.size() - (before == null ? 0 : before.size());
        Iterator<Entry> oldest = entries.values().iterator();
        while (bytes > MAX_BYTES && oldest.hasNext()) {
            bytes -= oldest.next().size();
            oldest.remove();
        }
    }
}
