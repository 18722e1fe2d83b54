package dev.assay.service.pccs.store;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.EnclaveIdentity;
import dev.assay.pck.PckCertificate;
import dev.assay.provision.DocumentKey;
import dev.assay.provision.TcbSet;
import dev.assay.quote.Tee;
import dev.assay.service.pccs.store.IntelRow.UnfitException;
import dev.assay.service.pccs.store.PlatformTable.Certificate;
import dev.assay.service.pccs.store.PlatformTable.Platform;
import dev.assay.service.pccs.store.PlatformTable.RawTcb;
import dev.assay.service.pccs.store.RegistrationTable.Registration;
import dev.assay.service.pccs.store.RegistrationTable.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteLimits;

/**
 * The SQLite file of Intel's PCCS, to move away from it. Read only, and neither the file's form nor its contents are
 * trusted: what does not have the form of its column is left out and named; whether a document or certificate is genuine
 * is for the {@link Visitor} to find out.
 *
 * <p>Source: Intel PCCS 1.27.0, dao/models and migrations 1 to 5, which is {@code pcs_version.db_version} 3 to 5 here:
 * files of older servers have no version in their documents' keys. Intel's server brings those up to date when it starts.
 */
public final class IntelPccsFile implements AutoCloseable {

    private static final int OLDEST = 3;
    private static final int NEWEST = 5;
    private static final int LONGEST_VALUE = 4 << 20;
    private static final int CERTIFICATES = 1_000;
    private static final int RAW_TCBS = 10_000;

    private final Path file;
    private final Connection connection;
    private final int version;

    private IntelPccsFile(Path file, Connection connection, int version) {
        this.file = file;
        this.connection = connection;
        this.version = version;
    }

    /** Gets what the file holds, in the order of the methods. {@code where} is the table and key of a row. */
    public interface Visitor {
        /**
         * A TCB info, identity or CRL; CRLs come once for API 3 and once for 4, as Intel's file does not tell them apart.
         *
         * @param issuerChain PEM; empty for the root CA's CRL, and where the file has lost it
         */
        void document(int api, DocumentKey key, Bytes body, Optional<Bytes> issuerChain, String where);

        /**
         * A platform with what it has.
         *
         * @param rawTcbs what it was asked for
         */
        void platform(Platform platform, List<Certificate> certificates, List<RawTcb> rawTcbs, String where);

        /** A platform that waits, or one whose certificates were not available. */
        void registration(Registration registration, State state, String where);

        /** An appraisal policy. */
        void policy(String fmspc, String jwt, boolean isDefault, String where);

        /** A row that has not the form it should have. */
        void leftOut(String where, String why);
    }

    /**
     * Opens the file, which a server may have open too.
     *
     * @throws StoreException if it is not such a file
     */
    public static IntelPccsFile open(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new StoreException(file + " is not a file. Intel's PCCS keeps its database in pckcache.db.");
        }
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(5_000);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
        Connection connection = null;
        IntelPccsFile opened = null;
        try {
            connection = source.getConnection();
            connection.unwrap(SQLiteConnection.class).setLimit(SQLiteLimits.SQLITE_LIMIT_LENGTH, LONGEST_VALUE);
            opened = new IntelPccsFile(file, connection, check(file, connection));
            return opened;
        } catch (SQLException e) {
            throw Failures.sqlite(file, e);
        } finally {
            if (opened == null && connection != null) {
                close(file, connection);
            }
        }
    }

    private static int check(Path file, Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // A schema may name functions and views that do more than reading.
            statement.execute("PRAGMA trusted_schema = OFF");
            statement.execute("PRAGMA cell_size_check = ON");
        }
        List<String> tables = List.of(
                "pcs_version",
                "pcs_certificates",
                "fmspc_tcbs",
                "enclave_identities",
                "pck_crl",
                "crl_cache",
                "platforms",
                "pck_cert",
                "pck_certchain",
                "platform_tcbs",
                "platforms_registered");
        for (String table : tables) {
            if (!hasTable(connection, table)) {
                throw new StoreException(file + " is an SQLite file without the table " + table
                        + ". Expected the database of Intel's PCCS, mostly pckcache.db in its folder.");
            }
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT db_version FROM pcs_version ORDER BY id LIMIT 1")) {
            int version = row.next() ? row.getInt(1) : 0;
            if (version < OLDEST || version > NEWEST) {
                throw new StoreException(file + " has Intel's database version " + version + "; expected " + OLDEST
                        + " to " + NEWEST + ". Start Intel's PCCS 1.27 on it once, which brings it up to date.");
            }
            return version;
        }
    }

    private static boolean hasTable(Connection connection, String name) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?")) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    /** Shows everything to {@code visitor}. */
    public void read(Visitor visitor) {
        try {
            tcbInfos(visitor);
            identities(visitor);
            crls(visitor);
            platforms(visitor);
            registrations(visitor);
            policies(visitor);
        } catch (SQLException e) {
            throw Failures.sqlite(file, e);
        }
    }

    /** What is read of one row. */
    private interface Reading {
        void read(IntelRow row) throws SQLException, UnfitException;
    }

    private void each(Visitor visitor, String table, String sql, Reading reading) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                IntelRow row = new IntelRow(table, rows);
                try {
                    reading.read(row);
                } catch (UnfitException e) {
                    visitor.leftOut(row.where(), e.why());
                }
            }
        }
    }

    private void tcbInfos(Visitor visitor) throws SQLException {
        each(
                visitor,
                "fmspc_tcbs",
                "SELECT fmspc AS name, type, version, " + updateType() + ", tcbinfo, " + chain("signing_cert_id")
                        + " FROM fmspc_tcbs t ORDER BY fmspc, type, version, 4",
                row -> {
                    Tee tee = row.choice("type", "0", Tee.SGX, "1", Tee.TDX);
                    DocumentKey key = new DocumentKey.TcbInfoKey(tee, row.hex("name", 6), set(row));
                    visitor.document(row.api(), key, row.document("tcbinfo"), row.chain(), row.where());
                });
    }

    private void identities(Visitor visitor) throws SQLException {
        each(
                visitor,
                "enclave_identities",
                "SELECT id AS name, version, " + updateType() + ", identity, " + chain("signing_cert_id")
                        + " FROM enclave_identities t ORDER BY id, version, 3",
                row -> {
                    EnclaveIdentity.Id enclave = row.choice(
                            "name",
                            "1",
                            EnclaveIdentity.Id.QE,
                            "2",
                            EnclaveIdentity.Id.QVE,
                            "3",
                            EnclaveIdentity.Id.TD_QE);
                    DocumentKey key = new DocumentKey.IdentityKey(enclave, set(row));
                    visitor.document(row.api(), key, row.document("identity"), row.chain(), row.where());
                });
    }

    private void crls(Visitor visitor) throws SQLException {
        each(
                visitor,
                "pck_crl",
                "SELECT ca AS name, pck_crl, " + chain("intmd_cert_id") + " FROM pck_crl t ORDER BY ca",
                row -> {
                    PckCertificate.Ca ca = row.choice(
                            "name", "PROCESSOR", PckCertificate.Ca.PROCESSOR, "PLATFORM", PckCertificate.Ca.PLATFORM);
                    crl(visitor, new DocumentKey.PckCrlKey(ca), row, "pck_crl", row.chain());
                });
        each(
                visitor,
                "pcs_certificates",
                "SELECT id AS name, crl FROM pcs_certificates WHERE id = 1 AND crl IS NOT NULL",
                row -> crl(visitor, new DocumentKey.RootCaCrlKey(), row, "crl", Optional.empty()));
        each(visitor, "crl_cache", "SELECT cdp_url AS name, crl FROM crl_cache ORDER BY cdp_url", row -> {
            if (!row.text("name", 2_048).contains("/IntelSGXRootCA")) {
                throw new UnfitException("not the root CA's CRL; those of PCK certificates are in pck_crl");
            }
            crl(visitor, new DocumentKey.RootCaCrlKey(), row, "crl", Optional.empty());
        });
    }

    private static void crl(Visitor visitor, DocumentKey key, IntelRow row, String column, Optional<Bytes> chain)
            throws SQLException, UnfitException {
        Bytes der = row.bytesOrHex(column);
        visitor.document(3, key, der, chain, row.where());
        visitor.document(4, key, der, chain, row.where());
    }

    private void platforms(Visitor visitor) throws SQLException {
        try (PreparedStatement certificates = connection.prepareStatement("SELECT tcbm AS name, pck_cert FROM pck_cert"
                        + " WHERE qe_id = ? AND pce_id = ? ORDER BY tcbm LIMIT " + CERTIFICATES);
                PreparedStatement raws =
                        connection.prepareStatement("SELECT cpu_svn AS name, pce_svn FROM platform_tcbs"
                                + " WHERE qe_id = ? AND pce_id = ? ORDER BY cpu_svn, pce_svn LIMIT " + RAW_TCBS)) {
            each(
                    visitor,
                    "platforms",
                    "SELECT p.qe_id AS name, p.pce_id, p.enc_ppid, p.platform_manifest, p.fmspc, p.ca, "
                            + chain("intmd_cert_id")
                            + " FROM platforms p LEFT JOIN pck_certchain t ON t.ca = p.ca ORDER BY p.qe_id, p.pce_id",
                    row -> {
                        Platform platform = new Platform(
                                row.qeId(),
                                row.digits("pce_id", 4),
                                row.blobAsHex("enc_ppid", 384),
                                row.blobAsHex("platform_manifest", LONGEST_VALUE),
                                row.digits("fmspc", 12),
                                row.choice("ca", "PROCESSOR", "PROCESSOR", "PLATFORM", "PLATFORM"),
                                row.chain()
                                        .orElseThrow(() -> new UnfitException(
                                                "no chain for its CA in pck_certchain and pcs_certificates")));
                        visitor.platform(
                                platform,
                                children(
                                        certificates,
                                        row,
                                        "pck_cert",
                                        visitor,
                                        of -> new Certificate(of.digits("name", 36), of.pem("pck_cert"))),
                                children(
                                        raws,
                                        row,
                                        "platform_tcbs",
                                        visitor,
                                        of -> new RawTcb(of.digits("name", 32), of.digits("pce_svn", 4))),
                                row.where());
                    });
        }
    }

    private interface Child<T> {
        T read(IntelRow row) throws SQLException, UnfitException;
    }

    private static <T> List<T> children(
            PreparedStatement statement, IntelRow of, String table, Visitor visitor, Child<T> child)
            throws SQLException, UnfitException {
        // The keys as they stand in the file, which need not be upper case.
        statement.setString(1, of.text("name", 260));
        statement.setString(2, of.text("pce_id", 4));
        List<T> found = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                IntelRow row = new IntelRow(table, rows);
                try {
                    found.add(child.read(row));
                } catch (UnfitException e) {
                    visitor.leftOut(row.where() + " of " + of.where(), e.why());
                }
            }
        }
        return found;
    }

    private void registrations(Visitor visitor) throws SQLException {
        each(
                visitor,
                "platforms_registered",
                "SELECT qe_id AS name, pce_id, cpu_svn, pce_svn, enc_ppid, platform_manifest, state"
                        + " FROM platforms_registered WHERE state IN (0, 1) ORDER BY created_time",
                row -> {
                    boolean manifest =
                            !row.blobAsHex("platform_manifest", LONGEST_VALUE).isEmpty();
                    Registration registration = new Registration(
                            row.qeId(),
                            row.digits("pce_id", 4),
                            manifest ? "" : row.digits("cpu_svn", 32),
                            manifest ? "" : row.digits("pce_svn", 4),
                            manifest ? "" : row.blobAsHex("enc_ppid", 384),
                            row.blobAsHex("platform_manifest", LONGEST_VALUE));
                    visitor.registration(
                            registration, row.choice("state", "0", State.NEW, "1", State.NOT_AVAILABLE), row.where());
                });
    }

    private void policies(Visitor visitor) throws SQLException {
        if (!hasTable(connection, "appraisal_policies")) {
            return;
        }
        each(
                visitor,
                "appraisal_policies",
                "SELECT id AS name, fmspc, policy, is_default FROM appraisal_policies ORDER BY created_time",
                row -> visitor.policy(
                        row.digits("fmspc", 12),
                        row.text("policy", LONGEST_VALUE),
                        row.choice("is_default", "0", false, "1", true),
                        row.where()));
    }

    private String updateType() {
        return version < 5 ? "'STANDARD' AS update_type" : "update_type";
    }

    /** The two certificates of a row's chain; {@code t} is the row's table. */
    private static String chain(String first) {
        return "(SELECT cert FROM pcs_certificates WHERE id = t." + first + ") AS chain_first,"
                + " (SELECT cert FROM pcs_certificates WHERE id = t.root_cert_id) AS chain_root";
    }

    private static TcbSet set(IntelRow row) throws SQLException, UnfitException {
        return row.choice("update_type", "STANDARD", TcbSet.Update.STANDARD, "EARLY", TcbSet.Update.EARLY);
    }

    @Override
    public void close() {
        close(file, connection);
    }

    private static void close(Path file, Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            throw Failures.sqlite(file, e);
        }
    }
}
