package dev.assay.service.pccs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.bytes.Bytes;
import dev.assay.provision.DocumentKey;
import dev.assay.service.pccs.store.PlatformTable.Certificate;
import dev.assay.service.pccs.store.PlatformTable.Platform;
import dev.assay.service.pccs.store.PlatformTable.RawTcb;
import dev.assay.service.pccs.store.RegistrationTable.Registration;
import dev.assay.service.pccs.store.RegistrationTable.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntelPccsFileTest {

    private static final String NOW = "'2026-01-02 03:04:05', '2026-01-02 03:04:05'";
    private static final String QE_ID = "0123456789ABCDEF0123456789ABCDEF";

    @TempDir
    Path folder;

    private Path file;

    /** As Intel's server 1.27 leaves it after its migrations. */
    @BeforeEach
    void makeIntelsTables() throws SQLException {
        file = folder.resolve("pckcache.db");
        sql(IntelTables.create());
        sql(
                "INSERT INTO pcs_version VALUES (1, 4, 'api.trustedservices.intel.com', 5, " + NOW + ")",
                "INSERT INTO pcs_certificates VALUES (1, '" + encoded("root") + "', x'3001', " + NOW + ")",
                "INSERT INTO pcs_certificates VALUES (2, '" + encoded("pro+cessor") + "', NULL, " + NOW + ")",
                "INSERT INTO pcs_certificates VALUES (3, '" + encoded("signer") + "', NULL, " + NOW + ")",
                "INSERT INTO pck_certchain VALUES ('PROCESSOR', 1, 2, " + NOW + ")");
    }

    private static String encoded(String name) {
        return "-----BEGIN%20CERTIFICATE-----%0A" + name.replace("+", "%2B") + "%0A-----END%20CERTIFICATE-----%0A";
    }

    private static String pem(String name) {
        return "-----BEGIN CERTIFICATE-----\n" + name + "\n-----END CERTIFICATE-----\n";
    }

    private void sql(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String sql : statements) {
                statement.execute(sql);
            }
            connection.commit();
        }
    }

    /** Writes down what it is shown. */
    private static final class Seen implements IntelPccsFile.Visitor {
        final List<String> documents = new ArrayList<>();
        final List<Optional<Bytes>> chains = new ArrayList<>();
        final List<Platform> platforms = new ArrayList<>();
        final List<Certificate> certificates = new ArrayList<>();
        final List<RawTcb> rawTcbs = new ArrayList<>();
        final List<Registration> registrations = new ArrayList<>();
        final List<State> states = new ArrayList<>();
        final List<String> policies = new ArrayList<>();
        final List<String> leftOut = new ArrayList<>();

        @Override
        public void document(int api, DocumentKey key, Bytes body, Optional<Bytes> issuerChain, String where) {
            documents.add(api + " " + key.text() + " " + body.hex());
            chains.add(issuerChain);
        }

        @Override
        public void platform(Platform platform, List<Certificate> found, List<RawTcb> raws, String where) {
            platforms.add(platform);
            certificates.addAll(found);
            rawTcbs.addAll(raws);
        }

        @Override
        public void registration(Registration registration, State state, String where) {
            registrations.add(registration);
            states.add(state);
        }

        @Override
        public void policy(String fmspc, String jwt, boolean isDefault, String where) {
            policies.add(fmspc + " " + jwt + " " + isDefault);
        }

        @Override
        public void leftOut(String where, String why) {
            leftOut.add(where + ": " + why);
        }
    }

    private Seen read() {
        Seen seen = new Seen();
        try (IntelPccsFile intel = IntelPccsFile.open(file)) {
            intel.read(seen);
        }
        return seen;
    }

    @Test
    void readsDocumentsWithTheirChains() throws SQLException {
        sql(
                "INSERT INTO fmspc_tcbs VALUES ('00906EA10000', 0, 4, 'STANDARD', x'7B7D', 1, 3, " + NOW + ")",
                "INSERT INTO fmspc_tcbs VALUES ('00906EA10000', 1, 4, 'EARLY', '{ }', 1, 3, " + NOW + ")",
                "INSERT INTO fmspc_tcbs VALUES ('00906ea10000', 0, 3, 'STANDARD', '[]', 1, 9, " + NOW + ")",
                "INSERT INTO enclave_identities VALUES (3, 4, 'STANDARD', '{}', 1, 3, " + NOW + ")",
                "INSERT INTO pck_crl VALUES ('PROCESSOR', x'3002', 1, 2, " + NOW + ")",
                "INSERT INTO crl_cache VALUES ('https://certificates.trustedservices.intel.com/IntelSGXRootCA.der',"
                        + " x'3003', " + NOW + ")");

        Seen seen = read();

        assertThat(seen.documents)
                .containsExactlyInAnyOrder(
                        "4 sgx/tcb/00906ea10000/standard 7b7d",
                        "4 tdx/tcb/00906ea10000/early 7b207d",
                        "3 sgx/tcb/00906ea10000/standard 5b5d",
                        "4 tdx/qe/identity/standard 7b7d",
                        "3 sgx/pckcrl/processor 3002",
                        "4 sgx/pckcrl/processor 3002",
                        "3 sgx/rootcacrl 3001",
                        "4 sgx/rootcacrl 3001",
                        "3 sgx/rootcacrl 3003",
                        "4 sgx/rootcacrl 3003");
        assertThat(seen.chains)
                .contains(
                        Optional.of(Bytes.ofUtf8(pem("signer") + pem("root"))),
                        Optional.of(Bytes.ofUtf8(pem("pro+cessor") + pem("root"))));
        assertThat(seen.leftOut).isEmpty();
    }

    @Test
    void readsPlatformWithCertificatesAndRawTcbs() throws SQLException {
        String tcbm = "0B".repeat(16) + "0D00";
        sql(
                "INSERT INTO platforms VALUES ('" + QE_ID + "', '0000', NULL, x'" + "ab".repeat(384)
                        + "', '00906EA10000', 'PROCESSOR', " + NOW + ")",
                "INSERT INTO pck_cert VALUES ('" + QE_ID + "', '0000', '" + tcbm + "', '" + pem("leaf") + "', " + NOW
                        + ")",
                "INSERT INTO platform_tcbs VALUES ('" + QE_ID + "', '0000', '" + "0C".repeat(16) + "', '0E00', '" + tcbm
                        + "', " + NOW + ")");

        Seen seen = read();

        assertThat(seen.platforms)
                .containsExactly(new Platform(
                        QE_ID,
                        "0000",
                        "AB".repeat(384),
                        "",
                        "00906EA10000",
                        "PROCESSOR",
                        Bytes.ofUtf8(pem("pro+cessor") + pem("root"))));
        assertThat(seen.certificates).containsExactly(new Certificate(tcbm, Bytes.ofUtf8(pem("leaf"))));
        assertThat(seen.rawTcbs).containsExactly(new RawTcb("0C".repeat(16), "0E00"));
    }

    @Test
    void readsRegistrationsThatWaitAndPolicies() throws SQLException {
        String rest = ", " + NOW + ")";
        sql(
                "INSERT INTO platforms_registered VALUES ('" + QE_ID + "', '0000', '" + "0a".repeat(16)
                        + "', '0d00', x'01', NULL, 0" + rest,
                "INSERT INTO platforms_registered VALUES ('with manifest', '0000', '', '', NULL, x'beef', 1" + rest,
                "INSERT INTO platforms_registered VALUES ('taken', '0000', '', '', NULL, x'beef', 9" + rest,
                "INSERT INTO appraisal_policies VALUES ('00', 0, 'a.b.c', 1, '00906EA10000'" + rest);

        Seen seen = read();

        assertThat(seen.registrations)
                .containsExactly(
                        new Registration(QE_ID, "0000", "0A".repeat(16), "0D00", "01", ""),
                        new Registration("WITH MANIFEST", "0000", "", "", "", "BEEF"));
        assertThat(seen.states).containsExactly(State.NEW, State.NOT_AVAILABLE);
        assertThat(seen.policies).containsExactly("00906EA10000 a.b.c true");
    }

    @Test
    void leavesOutWhatHasNotItsFormAndReadsTheRest() throws SQLException {
        sql(
                "INSERT INTO fmspc_tcbs VALUES ('nonsense', 0, 4, 'STANDARD', '{}', 1, 3, " + NOW + ")",
                "INSERT INTO fmspc_tcbs VALUES ('00906EA10000', 7, 4, 'STANDARD', '{}', 1, 3, " + NOW + ")",
                "INSERT INTO fmspc_tcbs VALUES ('00906EA10001', 0, 4, 'STANDARD', zeroblob(1048577), 1, 3, " + NOW
                        + ")",
                "INSERT INTO fmspc_tcbs VALUES ('00906EA10002', 0, 4, 'STANDARD', NULL, 1, 3, " + NOW + ")",
                "INSERT INTO fmspc_tcbs VALUES ('00906EA10003', 0, 4, 'STANDARD', '{}', 1, 3, " + NOW + ")",
                "INSERT INTO pck_crl VALUES ('PROCESSOR', '30zz', 1, 2, " + NOW + ")",
                "INSERT INTO platforms VALUES ('x' || char(10) || 'y', '0000', NULL, NULL, '00906EA10000', 'PLATFORM', "
                        + NOW + ")");

        Seen seen = read();

        assertThat(seen.documents)
                .contains("4 sgx/tcb/00906ea10003/standard 7b7d")
                .hasSize(3);
        assertThat(seen.leftOut)
                .containsExactlyInAnyOrder(
                        "fmspc_tcbs 00906EA10000: type is none of the values that Intel's server writes",
                        "fmspc_tcbs 00906EA10001: tcbinfo has 1048577 bytes, expected 1 to 1048576",
                        "fmspc_tcbs 00906EA10002: tcbinfo has no value, expected 1 to 1048576",
                        "fmspc_tcbs nonsense: name is not 12 hex digits",
                        "pck_crl PROCESSOR: pck_crl is neither DER nor hex",
                        "platforms x?y: no chain for its CA in pck_certchain and pcs_certificates");
    }

    @Test
    void refusesFileThatIsNotIntels() throws IOException, SQLException {
        assertThatThrownBy(() -> IntelPccsFile.open(folder.resolve("missing")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("is not a file");

        Path text = Files.writeString(folder.resolve("text"), "not a database ".repeat(100));
        assertThatThrownBy(() -> IntelPccsFile.open(text))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("is not an SQLite file");

        assertThatThrownBy(() -> IntelPccsFile.open(TestSqlite.file(folder)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("without the table pcs_version");

        sql("UPDATE pcs_version SET db_version = 2");
        assertThatThrownBy(() -> IntelPccsFile.open(file))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("version 2; expected 3 to 5");
    }

    @Test
    void refusesViewsInPlaceOfTables() throws SQLException {
        sql("DROP TABLE platforms", "CREATE VIEW platforms AS SELECT 1 AS qe_id");

        assertThatThrownBy(() -> IntelPccsFile.open(file))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("without the table platforms");
    }

    @Test
    void damagedFileIsStoreException() throws IOException, SQLException {
        sql("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50)"
                + " INSERT INTO platforms SELECT i, '0000', NULL, zeroblob(384), '00906EA10000', 'PROCESSOR', " + NOW
                + " FROM n");
        byte[] bytes = Files.readAllBytes(file);
        // All pages but the one with the schema.
        for (int at = 4_096; at < bytes.length; at++) {
            bytes[at] = (byte) 0xA5;
        }
        Files.write(file, bytes);

        assertThatThrownBy(this::read).isInstanceOf(StoreException.class).hasMessageContaining("is damaged");
    }

    @Test
    void leavesTheFileAsItIs() throws IOException {
        byte[] before = Files.readAllBytes(file);
        read();
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }
}
