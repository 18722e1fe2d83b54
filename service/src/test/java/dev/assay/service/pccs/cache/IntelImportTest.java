package dev.assay.service.pccs.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.collateral.EnclaveIdentity;
import dev.assay.provision.Document;
import dev.assay.provision.DocumentKey.IdentityKey;
import dev.assay.provision.DocumentKey.PckCrlKey;
import dev.assay.provision.PckCertificateList;
import dev.assay.provision.PckPlatform;
import dev.assay.provision.TcbSet;
import dev.assay.service.pccs.Api;
import dev.assay.service.pccs.ImportReport;
import dev.assay.service.pccs.Mode;
import dev.assay.service.pccs.cache.Cache.PckAnswer;
import dev.assay.service.pccs.store.IntelPccsFile;
import dev.assay.service.pccs.store.IntelTables;
import dev.assay.service.pccs.store.Store;
import dev.assay.simulator.pcs.PcsPlatform;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file as Intel's server leaves it, taken over by a cache that proves every piece. */
@Timeout(60)
class IntelImportTest {

    private static final String NOW = "'2026-01-02 03:04:05', '2026-01-02 03:04:05'";

    @TempDir
    private Path folder;

    private World world;
    private Store store;
    private Cache cache;
    private Connection file;

    @BeforeEach
    void open() throws Exception {
        world = new World();
        store = Store.sqlite(folder.resolve("pccs.db"));
        cache = world.cache(store, Mode.OFFLINE);
        file = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("pckcache.db"));
        try (Statement statement = file.createStatement()) {
            for (String table : IntelTables.create()) {
                statement.execute(table);
            }
        }
        insert("pcs_version", 1, 4, "api.trustedservices.intel.com", 5);
    }

    @AfterEach
    void close() throws SQLException {
        file.close();
        world.close();
        store.close();
    }

    private void insert(String table, Object... values) throws SQLException {
        String marks = "?, ".repeat(values.length);
        try (PreparedStatement insert =
                file.prepareStatement("INSERT INTO " + table + " VALUES (" + marks + NOW + ")")) {
            for (int i = 0; i < values.length; i++) {
                insert.setObject(i + 1, values[i]);
            }
            insert.execute();
        }
    }

    /** Platform with certificates, documents and raw TCB, as after a first {@code GET pckcert}. */
    private void fill(World from, PcsPlatform platform) throws Exception {
        PckCertificateList list = from.client()
                .pckCertificates(new PckPlatform.ByEncryptedPpid(platform.encryptedPpid(), platform.pceId()));
        String[] pck = certificates(list.issuerChain().latin1());
        Document tcb = from.client().fetch(UploadBody.tcbKey(platform));
        String[] signing = certificates(tcb.issuerChain().orElseThrow().latin1());
        insert("pcs_certificates", 1, escaped(pck[1]), null);
        insert("pcs_certificates", 2, escaped(pck[0]), null);
        insert("pcs_certificates", 3, escaped(signing[0]), null);
        insert("pck_certchain", platform.ca().name(), 1, 2);
        String fmspc = World.hex(platform.fmspc());
        insert("fmspc_tcbs", fmspc, 0, 4, "STANDARD", tcb.body().toArray(), 1, 3);
        insert(
                "enclave_identities",
                1,
                4,
                "STANDARD",
                from.client()
                        .fetch(new IdentityKey(EnclaveIdentity.Id.QE, TcbSet.Update.STANDARD))
                        .body()
                        .toArray(),
                1,
                3);
        insert(
                "pck_crl",
                platform.ca().name(),
                from.client().fetch(new PckCrlKey(platform.ca())).body().toArray(),
                1,
                2);
        Cache.PckQuery query = World.query(platform);
        insert(
                "platforms",
                query.qeId(),
                query.pceId(),
                null,
                platform.encryptedPpid().toArray(),
                fmspc,
                platform.ca().name());
        for (PckCertificateList.Entry entry : list.entries()) {
            insert(
                    "pck_cert",
                    query.qeId(),
                    query.pceId(),
                    World.hex(entry.tcbm()),
                    entry.certificate().orElseThrow().toArray());
        }
        insert(
                "platform_tcbs",
                query.qeId(),
                query.pceId(),
                query.cpuSvn(),
                query.pceSvn(),
                World.hex(list.entries().getFirst().tcbm()));
    }

    private static String[] certificates(String chain) {
        return chain.split("(?<=-----END CERTIFICATE-----\n)");
    }

    private static String escaped(String pem) {
        return UploadBody.escaped(dev.assay.bytes.Bytes.ofUtf8(pem));
    }

    private ImportReport report() {
        try (IntelPccsFile intel = IntelPccsFile.open(folder.resolve("pckcache.db"))) {
            return cache.importIntel(intel, progress -> {});
        }
    }

    @Test
    void whatIntelsServerHadIsServedOffline() throws Exception {
        PcsPlatform platform = world.catalog().add(PcsPlatform.Kind.CLIENT);
        fill(world, platform);
        insert(
                "appraisal_policies",
                "00",
                0,
                PoliciesTest.jwt("1", "3123ec35-8d38-4ea5-87a5-d6c48b567570"),
                1,
                "00906EA10000");
        insert("platforms_registered", "AB", "0000", "0A".repeat(16), "0D00", new byte[384], null, 0);

        ImportReport report = report();

        assertThat(report.leftOut()).isEmpty();
        assertThat(report.platforms()).isEqualTo(1);
        assertThat(report.policies()).isEqualTo(1);
        assertThat(report.registrations()).isEqualTo(1);
        PckAnswer answer = cache.pckCertificate(Api.V4, World.query(platform));
        world.pcs().requests().clear();
        Store other = Store.sqlite(folder.resolve("other.db"));
        assertThat(world.cache(other, Mode.LAZY).pckCertificate(Api.V4, World.query(platform)))
                .isEqualTo(answer);
        assertThat(cache.document(Api.V4, UploadBody.tcbKey(platform)).expired())
                .isFalse();
        assertThat(cache.document(Api.V4, new PckCrlKey(platform.ca())).issuerChain())
                .isPresent();
        assertThat(cache.facts().waiting()).hasSize(1);
        other.close();
    }

    @Test
    void theSameFileTwiceChangesNothing() throws Exception {
        fill(world, world.catalog().add(PcsPlatform.Kind.CLIENT));
        ImportReport first = report();
        assertThat(report()).isEqualTo(first);
        assertThat(cache.facts().platforms()).isEqualTo(1);
    }

    @Test
    void whatIsUnderAnotherRootIsLeftOutAndNamed() throws Exception {
        try (World foreign = new World(2)) {
            PcsPlatform platform = foreign.catalog().add(PcsPlatform.Kind.CLIENT);
            fill(foreign, platform);

            ImportReport report = report();

            assertThat(report.platforms()).isZero();
            assertThat(report.documents()).isZero();
            assertThat(report.leftOut())
                    .extracting(ImportReport.LeftOut::where)
                    .anyMatch(where -> where.startsWith("fmspc_tcbs " + World.hex(platform.fmspc())))
                    .anyMatch(where -> where.startsWith("enclave_identities"))
                    .anyMatch(where -> where.startsWith("pck_crl"))
                    .anyMatch(where -> where.startsWith("platforms " + World.hex(platform.qeId())));
            assertThat(report.leftOut())
                    .extracting(ImportReport.LeftOut::why)
                    .allMatch(why -> why.startsWith("not genuine: "));
            assertThat(cache.facts().documents()).isEmpty();
        }
    }

    @Test
    void onePlatformThatCannotBeTakenLeavesTheOthers() throws Exception {
        List<PcsPlatform> platforms = world.catalog().add(PcsPlatform.Kind.CLIENT, 2);
        fill(world, platforms.get(0));
        insert(
                "platforms",
                "BARE",
                "0000",
                null,
                null,
                World.hex(platforms.get(1).fmspc()),
                platforms.get(1).ca().name());
        insert("appraisal_policies", "00", 0, "no.jwt", 1, "00906EA10000");

        ImportReport report = report();

        assertThat(report.platforms()).isEqualTo(1);
        assertThat(report.leftOut())
                .extracting(left -> left.where() + ": " + left.why())
                .anyMatch(text -> text.startsWith("platforms BARE") && text.contains("no certificates"))
                .anyMatch(text -> text.startsWith("appraisal_policies") && text.contains("JWT"))
                .hasSize(2);
    }
}
