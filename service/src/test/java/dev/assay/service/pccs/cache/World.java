package dev.assay.service.pccs.cache;

import dev.assay.bytes.Bytes;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.pck.PckTcb;
import dev.assay.provision.http.HttpOptions;
import dev.assay.provision.http.IntelPcs;
import dev.assay.provision.http.ProvisioningHttp;
import dev.assay.service.pccs.Mode;
import dev.assay.service.pccs.PccsOptions.Limits;
import dev.assay.service.pccs.cache.Cache.PckQuery;
import dev.assay.service.pccs.store.Store;
import dev.assay.simulator.pcs.PcsCatalog;
import dev.assay.simulator.pcs.PcsPlatform;
import dev.assay.simulator.pcs.StandInPcs;
import dev.assay.verify.DocumentVerifier;
import java.io.IOException;
import java.net.ProxySelector;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Caches over one stand-in of Intel's PCS, with a clock that a test moves. */
final class World implements AutoCloseable {

    static final Instant START = Instant.parse("2026-11-01T12:00:00Z");

    private final PcsCatalog catalog;
    private final StandInPcs pcs;
    private final List<Cache> open = new ArrayList<>();
    private volatile Instant now = START;

    World() throws IOException {
        this(1);
    }

    /** @param seed of the authorities */
    World(long seed) throws IOException {
        catalog = PcsCatalog.of(seed, START);
        pcs = StandInPcs.start(catalog, this::now);
    }

    Instant now() {
        return now;
    }

    void move(Duration duration) {
        now = now.plus(duration);
    }

    StandInPcs pcs() {
        return pcs;
    }

    PcsCatalog catalog() {
        return catalog;
    }

    /** A cache that nobody watches; {@link Cache#look} is the watch's round. */
    Cache cache(Store store, Mode mode) {
        return cache(store, mode, Limits.defaults());
    }

    Cache cache(Store store, Mode mode, Limits limits) {
        return cache(store, mode, limits, this::now);
    }

    Cache cache(Store store, Mode mode, Limits limits, InstantSource clock) {
        CacheSetup setup = new CacheSetup(
                DocumentVerifier.of(catalog.pki().anchor(), Ecdsa.preferred()),
                mode,
                limits,
                Cron.parse("0 0 1 * * *"),
                Duration.ofDays(2),
                ZoneOffset.UTC,
                clock,
                Duration.ZERO);
        IntelPcs client = client();
        Upstream upstream = new Upstream(pcs.sgxUrl().toString(), client, client::pckCertificates, client::fmspcs);
        Cache cache = new Cache(store, upstream, setup);
        open.add(cache);
        return cache;
    }

    /** Asks the stand-in itself. */
    IntelPcs client() {
        ProvisioningHttp http = ProvisioningHttp.of(HttpOptions.standard()
                .withDeadline(Duration.ofSeconds(5))
                .withRefusalMemory(Duration.ZERO)
                .withProxies(ProxySelector.of(null)));
        return IntelPcs.at(pcs.sgxUrl(), http).withRootCaCrl(pcs.rootCaCrlUrl());
    }

    static PckQuery query(PcsPlatform platform) {
        return query(platform, hex(platform.qeId()), platform.rawTcb());
    }

    static PckQuery query(PcsPlatform platform, String qeId, PckTcb raw) {
        return new PckQuery(
                qeId,
                hex(platform.pceId()),
                hex(raw.cpuSvn()),
                pceSvn(raw),
                Optional.of(hex(platform.encryptedPpid())));
    }

    static String pceSvn(PckTcb raw) {
        return "%02X%02X".formatted(raw.pceSvn() & 0xff, raw.pceSvn() >> 8);
    }

    static Bytes registration(PcsPlatform platform) {
        PckQuery query = query(platform);
        return Bytes.ofUtf8("""
                {"qe_id":"%s","pce_id":"%s","cpu_svn":"%s","pce_svn":"%s","enc_ppid":"%s"}
                """.formatted(
                        query.qeId(),
                        query.pceId(),
                        query.cpuSvn(),
                        query.pceSvn(),
                        query.encryptedPpid().orElseThrow()));
    }

    static String hex(Bytes bytes) {
        return bytes.hex().toUpperCase(Locale.ROOT);
    }

    @Override
    public void close() {
        open.forEach(Cache::close);
        pcs.close();
    }
}
