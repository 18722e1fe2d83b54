package dev.assay.service.pccs.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.bytes.Bytes;
import dev.assay.pck.PckTcb;
import dev.assay.provision.TcbSet;
import dev.assay.service.pccs.Api;
import dev.assay.service.pccs.Mode;
import dev.assay.service.pccs.PccsOptions.Limits;
import dev.assay.service.pccs.Status;
import dev.assay.service.pccs.cache.Cache.PckAnswer;
import dev.assay.service.pccs.store.Store;
import dev.assay.simulator.TestPlatform;
import dev.assay.simulator.pcs.PcsPlatform;
import dev.assay.simulator.pcs.PcsRoute;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RegistrationsTest {

    private static final Set<TcbSet.Update> STANDARD = Set.of(TcbSet.Update.STANDARD);

    @TempDir
    private Path folder;

    private World world;
    private Store store;

    @BeforeEach
    void open() throws IOException {
        world = new World();
        store = Store.sqlite(folder.resolve("pccs.db"));
    }

    @AfterEach
    void close() {
        world.close();
        store.close();
    }

    private static Bytes withManifest(PcsPlatform platform) {
        return Bytes.ofUtf8("""
                {"qe_id":"%s","pce_id":"%s","platform_manifest":"%s"}
                """.formatted(
                        World.hex(platform.qeId()),
                        World.hex(platform.pceId()),
                        platform.manifest().hex()));
    }

    @Test
    void aPlatformOfSeveralPackagesIsServedOnceItsManifestIsRegistered() throws Exception {
        Cache cache = world.cache(store, Mode.LAZY, new Limits(2 << 20, Duration.ofSeconds(10), 64));
        PcsPlatform platform = world.catalog().add(PcsPlatform.Kind.MULTI_PACKAGE);
        assertThat(DocumentsTest.catchRefusal(() -> cache.pckCertificate(Api.V4, World.query(platform)))
                        .status())
                .isEqualTo(Status.NOT_FOUND);

        cache.register(Api.V4, withManifest(platform), STANDARD);
        long asked = world.pcs().requests().count(PcsRoute.PCKCERTS);
        PckAnswer answer = cache.pckCertificate(Api.V4, World.query(platform));
        cache.register(Api.V4, withManifest(platform), STANDARD);

        assertThat(answer.ca()).isEqualTo("PLATFORM");
        assertThat(world.pcs().requests().count(PcsRoute.PCKCERTS)).isEqualTo(asked);
        assertThat(cache.platforms("[]").json().latin1()).contains(World.hex(platform.manifest()));
    }

    @Test
    void aPlatformWithCertificatesThatAreNotAvailableIsListedAndServed() throws Exception {
        Cache cache = world.cache(store, Mode.REQ, new Limits(2 << 20, Duration.ofSeconds(10), 64));
        PcsPlatform like = world.catalog().add(PcsPlatform.Kind.MULTI_PACKAGE);
        PckTcb own = like.levels().getLast();
        TestPlatform machine = like.machine().withTcb(own);
        World other = new World();
        Cache lacking = other.cache(store, Mode.REQ, new Limits(2 << 20, Duration.ofSeconds(10), 64));
        PcsPlatform platform = other.catalog().add(machine, PcsPlatform.Kind.MULTI_PACKAGE, List.copyOf(like.levels()));

        lacking.register(Api.V4, withManifest(platform), STANDARD);

        assertThat(lacking.platforms("reg_na").count()).isEqualTo(1);
        assertThat(lacking.platforms("reg").count()).isZero();
        other.pcs().close();
        assertThat(lacking.pckCertificate(Api.V4, World.query(platform)).ca()).isEqualTo("PLATFORM");

        cache.refreshCertificates(Api.V4, List.of());
        assertThat(cache.platforms("reg_na").count()).isZero();
        other.close();
    }

    @Test
    void namesWithControlCharactersAreRefused() {
        Cache cache = world.cache(store, Mode.OFFLINE);
        Bytes json = Bytes.ofUtf8("{\"qe_id\":\"a\\u0000\",\"pce_id\":\"0000\",\"platform_manifest\":\"AB\"}");
        assertThat(DocumentsTest.catchRefusal(() -> cache.register(Api.V4, json, STANDARD))
                        .status())
                .isEqualTo(Status.BAD_REQUEST);
    }
}
