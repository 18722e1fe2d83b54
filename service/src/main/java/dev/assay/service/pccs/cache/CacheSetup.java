package dev.assay.service.pccs.cache;

import dev.assay.service.pccs.Mode;
import dev.assay.service.pccs.PccsOptions;
import dev.assay.verify.DocumentVerifier;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;

/**
 * By which rules a cache works.
 *
 * @param verifier tells what is genuine; nothing else is kept
 * @param mode what is fetched, and when
 * @param limits what a client may take
 * @param cron when every document is refreshed
 * @param ahead how long before a document expires it is refreshed as soon as possible, and alarmed about if that fails
 * @param zone in which {@code cron} counts
 * @param clock the only clock the cache reads
 * @param tick how often the watch looks after what is due; zero for a cache that nobody watches
 */
public record CacheSetup(
        DocumentVerifier verifier,
        Mode mode,
        PccsOptions.Limits limits,
        Cron cron,
        Duration ahead,
        ZoneId zone,
        InstantSource clock,
        Duration tick) {

    /** How often the watch of a server looks. */
    static final Duration TICK = Duration.ofSeconds(15);
}
