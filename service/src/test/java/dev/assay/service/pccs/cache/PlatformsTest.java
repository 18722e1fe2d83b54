package dev.assay.service.pccs.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.pck.PckTcb;
import dev.assay.provision.TcbSet;
import dev.assay.service.pccs.Api;
import dev.assay.service.pccs.Mode;
import dev.assay.service.pccs.PccsOptions.Limits;
import dev.assay.service.pccs.Refusal;
import dev.assay.service.pccs.Status;
import dev.assay.service.pccs.cache.Cache.PckAnswer;
import dev.assay.service.pccs.cache.Cache.PckQuery;
import dev.assay.service.pccs.store.Store;
import dev.assay.simulator.PlannedFaults;
import dev.assay.simulator.pcs.PcsFault;
import dev.assay.simulator.pcs.PcsPlatform;
import dev.assay.simulator.pcs.PcsRoute;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PlatformsTest {

    private static final Set<TcbSet.Update> STANDARD = Set.of(TcbSet.Update.STANDARD);

    @TempDir
    private Path folder;

    private World world;
    private Store store;
    private PcsPlatform platform;

    @BeforeEach
    void open() throws IOException {
        world = new World();
        platform = world.catalog().add(PcsPlatform.Kind.CLIENT);
        store = Store.sqlite(folder.resolve("pccs.db"));
    }

    @AfterEach
    void close() {
        world.close();
        store.close();
    }

    @Test
    void fetchesAnUnknownPlatformAndRemembersItsAnswer() throws Exception {
        Cache cache = world.cache(store, Mode.LAZY);

        PckAnswer answer = cache.pckCertificate(Api.V4, World.query(platform));

        assertThat(answer.fmspc()).isEqualTo(World.hex(platform.fmspc()));
        world.pcs().close();
        assertThat(cache.pckCertificate(Api.V4, World.query(platform))).isEqualTo(answer);
    }

    @Test
    void saysWhyAnUnknownPlatformIsNotServed() {
        PckQuery query = World.query(platform);
        PckQuery without = new PckQuery(query.qeId(), query.pceId(), query.cpuSvn(), query.pceSvn(), Optional.empty());
        PckQuery zero =
                new PckQuery(query.qeId(), query.pceId(), query.cpuSvn(), query.pceSvn(), Optional.of("0".repeat(768)));

        assertThat(refusal(Mode.OFFLINE, query)).isEqualTo(Status.PLATFORM_UNKNOWN);
        assertThat(refusal(Mode.REQ, query)).isEqualTo(Status.PLATFORM_UNKNOWN);
        assertThat(refusal(Mode.LAZY, without)).isEqualTo(Status.BAD_REQUEST);
        assertThat(refusal(Mode.LAZY, zero)).isEqualTo(Status.NOT_FOUND);
        assertThat(world.pcs().requests().all()).isEmpty();
    }

    private Status refusal(Mode mode, PckQuery query) {
        Cache cache = world.cache(store, mode);
        return DocumentsTest.catchRefusal(() -> cache.pckCertificate(Api.V4, query))
                .status();
    }

    @Test
    void inventedNamesOfOneGenuinePlatformDoNotFillTheDatabase() throws Exception {
        Cache cache = world.cache(store, Mode.LAZY);
        PckAnswer right = cache.pckCertificate(Api.V4, World.query(platform));
        for (int i = 0; i < 20; i++) {
            PckQuery invented = World.query(platform, "%032X".formatted(i), platform.rawTcb());
            assertThat(cache.pckCertificate(Api.V4, invented)).isEqualTo(right);
        }
        assertThat(cache.facts().platforms()).isEqualTo(PlatformFetch.NAMES_PER_PLATFORM);
    }

    @Test
    void rawTcbsOfReadsThatAnybodyMayMakeAreBounded() throws Exception {
        Cache cache = world.cache(store, Mode.LAZY, new Limits(2 << 20, Duration.ofSeconds(3), 4));
        PckTcb raw = platform.rawTcb();
        for (int pceSvn = raw.pceSvn(); pceSvn < raw.pceSvn() + 20; pceSvn++) {
            PckTcb higher = new PckTcb(raw.components(), pceSvn, raw.cpuSvn());
            cache.pckCertificate(Api.V4, World.query(platform, World.hex(platform.qeId()), higher));
        }
        assertThat(cache.platforms("[]").count()).isEqualTo(4);
    }

    @Test
    void offlineQueuesARegistrationAndHandsItOverOnce() throws Exception {
        Cache cache = world.cache(store, Mode.OFFLINE);
        cache.register(Api.V4, World.registration(platform), STANDARD);
        cache.register(Api.V4, World.registration(platform), STANDARD);

        assertThat(cache.platforms("reg").count()).isEqualTo(1);
        assertThat(cache.platforms("reg").count()).isZero();
    }

    @Test
    void onRequestARegistrationFetchesAllThatThePlatformNeeds() throws Exception {
        Cache cache = world.cache(store, Mode.REQ);

        cache.register(Api.V4, World.registration(platform), STANDARD);

        world.pcs().close();
        cache.pckCertificate(Api.V4, World.query(platform));
        cache.crl("https://certificates.trustedservices.intel.com/IntelSGXRootCA.der");
        assertThat(cache.platforms("reg").count()).isZero();
    }

    @Test
    void onRequestARegistrationThatCannotBeServedYetStaysInTheQueue() throws Exception {
        Cache cache = world.cache(store, Mode.REQ);
        world.pcs().faults().inject(PcsFault.status(500), PlannedFaults.ALWAYS, PcsRoute.PCKCERTS);

        Refusal refusal =
                DocumentsTest.catchRefusal(() -> cache.register(Api.V4, World.registration(platform), STANDARD));

        assertThat(refusal.status()).isIn(Status.UPSTREAM_ERROR, Status.UNAVAILABLE);
        assertThat(cache.platforms("reg").count()).isEqualTo(1);
    }

    @Test
    void twoCachesOverOneDatabaseAskUpstreamOnce() throws Exception {
        Cache one = world.cache(store, Mode.LAZY);
        Cache other = world.cache(store, Mode.LAZY);
        world.pcs().faults().inject(new PcsFault.Late(Duration.ofMillis(200)), 1, PcsRoute.PCKCERTS);

        CompletableFuture<PckAnswer> first = CompletableFuture.supplyAsync(() -> answer(one));
        CompletableFuture<PckAnswer> second = CompletableFuture.supplyAsync(() -> answer(other));

        assertThat(first.get()).isEqualTo(second.get());
        assertThat(world.pcs().requests().count(PcsRoute.PCKCERTS)).isEqualTo(1);
    }

    private PckAnswer answer(Cache cache) {
        try {
            return cache.pckCertificate(Api.V4, World.query(platform));
        } catch (Refusal refusal) {
            throw new IllegalStateException(refusal);
        }
    }
}
