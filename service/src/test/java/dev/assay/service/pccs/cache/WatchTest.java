package dev.assay.service.pccs.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.collateral.EnclaveIdentity;
import dev.assay.pck.PckCertificate;
import dev.assay.provision.DocumentKey;
import dev.assay.provision.DocumentKey.IdentityKey;
import dev.assay.provision.DocumentKey.PckCrlKey;
import dev.assay.provision.TcbSet;
import dev.assay.service.metrics.CacheFacts;
import dev.assay.service.metrics.PccsMetrics;
import dev.assay.service.pccs.Api;
import dev.assay.service.pccs.Mode;
import dev.assay.service.pccs.Status;
import dev.assay.service.pccs.store.RegistrationTable.State;
import dev.assay.service.pccs.store.Store;
import dev.assay.simulator.PlannedFaults;
import dev.assay.simulator.pcs.PcsFault;
import dev.assay.simulator.pcs.PcsPlatform;
import dev.assay.simulator.pcs.PcsRoute;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens by itself, and what an operator sees of it. */
@Timeout(60)
class WatchTest {

    private static final DocumentKey QE = new IdentityKey(EnclaveIdentity.Id.QE, TcbSet.Update.STANDARD);
    private static final DocumentKey CRL = new PckCrlKey(PckCertificate.Ca.PROCESSOR);

    @TempDir
    private Path folder;

    private World world;
    private Store store;

    @BeforeEach
    void open() throws Exception {
        world = new World();
        store = Store.sqlite(folder.resolve("pccs.db"));
    }

    @AfterEach
    void close() {
        world.close();
        store.close();
    }

    private static CacheFacts.DocumentFact fact(Cache cache, DocumentKey key) {
        return cache.facts().documents().stream()
                .filter(document -> document.name().equals(key.text()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anOperatorSeesWhyARefreshFailsUntilSomeReplicaMakesItGood() throws Exception {
        Cache one = world.cache(store, Mode.LAZY);
        Cache other = world.cache(store, Mode.LAZY);
        one.document(Api.V4, QE);
        one.document(Api.V4, CRL);
        world.move(Duration.ofDays(1));
        world.catalog().reissue(world.now());
        world.pcs().faults().inject(PcsFault.status(404), 1, PcsRoute.QE_IDENTITY);

        assertThat(DocumentsTest.catchRefusal(() -> one.refresh(Api.V4)).status())
                .isEqualTo(Status.UPSTREAM_ERROR);

        assertThat(fact(one, QE).failure().orElseThrow()).contains("404");
        assertThat(fact(one, CRL).failure()).isEmpty();
        assertThat(one.facts().alarms()).containsEntry("not_refreshed", 1L);
        String metrics = new String(new PccsMetrics(one::facts, world::now).text(), StandardCharsets.UTF_8);
        assertThat(metrics)
                .contains("assay_pccs_document_refresh_failing{api=\"4\",document=\"sgx/qe/identity/standard\"} 1")
                .contains("assay_pccs_document_refresh_failing{api=\"4\",document=\"sgx/pckcrl/processor\"} 0")
                .contains("mode=\"LAZY\"")
                .contains("upstream=\"" + world.pcs().sgxUrl() + "\"");

        world.move(Duration.ofMinutes(5));
        other.refresh(Api.V4);
        assertThat(fact(one, QE).failure()).isEmpty();
        assertThat(one.facts().alarms()).containsEntry("not_refreshed", 0L);
    }

    @Test
    void factsNameWhoWaits() throws Exception {
        Cache cache = world.cache(store, Mode.OFFLINE);
        PcsPlatform platform = world.catalog().add(PcsPlatform.Kind.CLIENT);
        cache.register(Api.V4, World.registration(platform), Set.of());

        CacheFacts facts = cache.facts();

        assertThat(facts.mode()).isEqualTo("OFFLINE");
        assertThat(facts.registrationsWaiting()).isEqualTo(1);
        assertThat(facts.waiting())
                .containsExactly(
                        new CacheFacts.WaitingPlatform(World.hex(platform.qeId()), World.hex(platform.pceId())));
    }

    @Test
    void registrationsThatWereHandedOverAreDroppedAfterNinetyDays() throws Exception {
        Cache cache = world.cache(store, Mode.OFFLINE);
        List<PcsPlatform> platforms = world.catalog().add(PcsPlatform.Kind.CLIENT, 3);
        cache.register(Api.V4, World.registration(platforms.get(0)), Set.of());
        cache.register(Api.V4, World.registration(platforms.get(1)), Set.of());
        assertThat(cache.platforms("reg").count()).isEqualTo(2);
        cache.register(Api.V4, World.registration(platforms.get(2)), Set.of());
        try (Connection sql = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("pccs.db"));
                Statement statement = sql.createStatement()) {
            statement.execute("UPDATE registrations SET changed = changed - "
                    + Duration.ofDays(91).toMillis() + " WHERE qe_id <> '"
                    + World.hex(platforms.get(1).qeId()) + "'");
        }
        cache.look();
        assertThat(taken()).isEqualTo(2);
        world.move(Duration.ofDays(1));

        cache.look();

        assertThat(taken()).isEqualTo(1);
        assertThat(cache.platforms("reg").count()).isEqualTo(1);
    }

    private long taken() {
        return store.read(t -> t.registrations().count(State.TAKEN));
    }

    @Test
    void refreshOfCertificatesIsPerPlatformAndByFmspc() throws Exception {
        Cache cache = world.cache(store, Mode.LAZY);
        PcsPlatform client = world.catalog().add(PcsPlatform.Kind.CLIENT);
        PcsPlatform server = world.catalog().add(PcsPlatform.Kind.SINGLE_PACKAGE);
        cache.pckCertificate(Api.V4, World.query(client));
        cache.pckCertificate(Api.V4, World.query(server));
        world.pcs().requests().clear();

        cache.refreshCertificates(Api.V4, List.of(World.hex(client.fmspc())));
        assertThat(world.pcs().requests().count(PcsRoute.PCKCERTS)).isEqualTo(1);
        cache.refreshCertificates(Api.V4, List.of(World.hex(client.fmspc()), World.hex(server.fmspc())));
        assertThat(world.pcs().requests().count(PcsRoute.PCKCERTS)).isEqualTo(3);
        cache.refreshCertificates(Api.V4, List.of());
        assertThat(world.pcs().requests().count(PcsRoute.PCKCERTS)).isEqualTo(5);
        cache.refreshCertificates(Api.V4, List.of("000000000000"));
        assertThat(world.pcs().requests().count(PcsRoute.PCKCERTS)).isEqualTo(5);

        world.pcs().faults().inject(PcsFault.status(404), 1, PcsRoute.PCKCERTS);
        assertThat(DocumentsTest.catchRefusal(() -> cache.refreshCertificates(Api.V4, List.of())))
                .hasMessageContaining("1 of 2 platforms");
        world.pcs().close();
        cache.pckCertificate(Api.V4, World.query(client));
        cache.pckCertificate(Api.V4, World.query(server));
    }

    @Test
    void refreshOfNothingIsASuccess() throws Exception {
        Cache cache = world.cache(store, Mode.LAZY);
        cache.refresh(Api.V4);
        cache.refreshCertificates(Api.V4, List.of());
        assertThat(world.pcs().requests().all()).isEmpty();
    }

    @Test
    void aScheduledRefreshThatFailsInPartIsNotRepeatedByEveryReplica() throws Exception {
        Cache one = world.cache(store, Mode.LAZY);
        Cache other = world.cache(store, Mode.LAZY);
        one.document(Api.V4, QE);
        one.document(Api.V4, CRL);
        world.move(Duration.ofHours(14));
        world.catalog().reissue(world.now());
        world.pcs().faults().inject(PcsFault.status(404), PlannedFaults.ALWAYS, PcsRoute.PCKCRL);
        world.pcs().requests().clear();

        one.look();
        other.look();

        assertThat(world.pcs().requests().count(PcsRoute.QE_IDENTITY)).isEqualTo(1);
        assertThat(one.document(Api.V4, QE).fetched()).isEqualTo(world.now());
        assertThat(store.<Boolean>read(
                        t -> t.leases().lastDone("scheduled refresh").isPresent()))
                .isTrue();
    }
}
