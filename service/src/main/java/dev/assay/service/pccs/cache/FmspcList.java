package dev.assay.service.pccs.cache;

import dev.assay.bytes.Bytes;
import dev.assay.service.pccs.Mode;
import dev.assay.service.pccs.Refusal;
import dev.assay.service.pccs.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** Intel's list of FMSPCs. Nobody signs it, so it is passed on and not put into the database. */
final class FmspcList {

    private static final Duration KEPT = Duration.ofMinutes(10);

    private record Kept(Bytes list, Instant until) {}

    private final CacheSetup setup;
    private final UpstreamCalls upstream;
    private final ReentrantLock calling = new ReentrantLock();
    private final Map<String, Kept> lists = new ConcurrentHashMap<>();

    FmspcList(CacheSetup setup, UpstreamCalls upstream) {
        this.setup = setup;
        this.upstream = upstream;
    }

    /** @param platform one of the few values that Intel's API knows */
    Bytes list(Optional<String> platform) throws Refusal {
        if (setup.mode() == Mode.OFFLINE) {
            throw new Refusal(Status.NOT_FOUND, "in mode OFFLINE nobody can be asked for the list of FMSPCs");
        }
        String name = platform.orElse("");
        calling.lock();
        try {
            Instant now = setup.clock().instant();
            Kept kept = lists.get(name);
            if (kept != null
                    && now.isBefore(kept.until())
                    && !now.isBefore(kept.until().minus(KEPT))) {
                return kept.list();
            }
            Bytes list = upstream.fmspcs(platform);
            lists.put(name, new Kept(list, now.plus(KEPT)));
            return list;
        } finally {
            calling.unlock();
        }
    }
}
