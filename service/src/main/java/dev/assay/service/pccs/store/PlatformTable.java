package dev.assay.service.pccs.store;

import dev.assay.bytes.Bytes;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;

/** Platforms, their PCK certificates, and which certificate answers which raw TCB. Names and hex are upper case. */
public final class PlatformTable {

    private static final String PLATFORM = "SELECT p.qe_id, p.pce_id, p.encrypted_ppid, p.manifest, p.fmspc, p.ca,"
            + " i.pem AS chain FROM platforms p JOIN issuer_chains i ON i.sha256 = p.issuer_chain";

    private static final String MATCH = "SELECT p.qe_id, p.pce_id, p.encrypted_ppid, p.manifest, p.fmspc, p.ca,"
            + " i.pem AS chain, c.tcbm, c.pem FROM platforms p"
            + " JOIN issuer_chains i ON i.sha256 = p.issuer_chain"
            + " LEFT JOIN raw_tcbs r ON r.platform = p.id AND r.cpu_svn = ? AND r.pce_svn = ?"
            + " LEFT JOIN certificates c ON c.platform = r.platform AND c.tcbm = r.tcbm"
            + " WHERE p.qe_id = ? AND p.pce_id = ?";

    private final Session session;

    PlatformTable(Session session) {
        this.session = session;
    }

    /**
     * A platform.
     *
     * @param qeId 1 to 260 characters, mostly 32 hex digits
     * @param pceId 4 hex digits, little-endian
     * @param encryptedPpid 768 hex digits, or empty
     * @param manifest hex, or empty
     * @param fmspc 12 hex digits
     * @param ca {@code PROCESSOR} or {@code PLATFORM}
     * @param issuerChain PEM of the CA and the root; many platforms share a row of it
     */
    public record Platform(
            String qeId,
            String pceId,
            String encryptedPpid,
            String manifest,
            String fmspc,
            String ca,
            Bytes issuerChain) {}

    /**
     * One of a platform's certificates.
     *
     * @param tcbm 36 hex digits
     * @param certificate PEM
     */
    public record Certificate(String tcbm, Bytes certificate) {}

    /** What a platform reports: 32 and 4 hex digits. */
    public record RawTcb(String cpuSvn, String pceSvn) {}

    /** A platform, the certificate for a raw TCB, and nothing where that TCB was not asked for before. */
    public record Match(Platform platform, Optional<Certificate> certificate) {}

    public Optional<Platform> find(String qeId, String pceId) {
        return of(session.reading(), PLATFORM + " WHERE p.qe_id = :qeId AND p.pce_id = :pceId", qeId, pceId)
                .map(PlatformTable::platform)
                .findOne();
    }

    /** The hot read: one query by primary keys. */
    public Optional<Match> match(String qeId, String pceId, RawTcb raw) {
        // Without JDBI, which takes longer to make a statement ready than the database to run this one.
        try {
            PreparedStatement statement = session.prepared(MATCH);
            statement.setString(1, raw.cpuSvn());
            statement.setString(2, raw.pceSvn());
            statement.setString(3, qeId);
            statement.setString(4, pceId);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                Platform platform = new Platform(
                        qeId,
                        pceId,
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6),
                        Bytes.of(row.getBytes(7)));
                byte[] certificate = row.getBytes(9);
                return Optional.of(new Match(
                        platform,
                        certificate == null
                                ? Optional.empty()
                                : Optional.of(new Certificate(row.getString(8), Bytes.of(certificate)))));
            }
        } catch (SQLException e) {
            throw new UncheckedSqlException(e);
        }
    }

    /** A platform's certificates in the order of their TCBm; none for a platform that is not there. */
    public List<Certificate> certificates(String qeId, String pceId) {
        return of(
                        session.reading(),
                        "SELECT c.tcbm, c.pem FROM platforms p JOIN certificates c ON c.platform = p.id"
                                + " WHERE p.qe_id = :qeId AND p.pce_id = :pceId ORDER BY c.tcbm",
                        qeId,
                        pceId)
                .map((row, context) -> new Certificate(row.getString("tcbm"), Bytes.of(row.getBytes("pem"))))
                .list();
    }

    public List<RawTcb> rawTcbs(String qeId, String pceId) {
        return of(
                        session.reading(),
                        "SELECT r.cpu_svn, r.pce_svn FROM platforms p JOIN raw_tcbs r ON r.platform = p.id"
                                + " WHERE p.qe_id = :qeId AND p.pce_id = :pceId ORDER BY r.cpu_svn, r.pce_svn",
                        qeId,
                        pceId)
                .map((row, context) -> new RawTcb(row.getString("cpu_svn"), row.getString("pce_svn")))
                .list();
    }

    /** Adds or replaces a platform with all its certificates; forgets its raw TCBs. */
    public void put(Platform platform, List<Certificate> certificates) {
        Handle handle = session.changing();
        byte[] chain = platform.issuerChain().toArray();
        String chainSha256 = RegistrationTable.sha256(chain);
        handle.createUpdate("INSERT INTO issuer_chains (sha256, pem) VALUES (:sha256, :pem) ON CONFLICT DO NOTHING")
                .bind("sha256", chainSha256)
                .bind("pem", chain)
                .execute();
        long id = handle.createQuery("INSERT INTO platforms"
                        + " (qe_id, pce_id, encrypted_ppid, manifest, fmspc, ca, issuer_chain)"
                        + " VALUES (:qeId, :pceId, :encryptedPpid, :manifest, :fmspc, :ca, :chain)"
                        + " ON CONFLICT (qe_id, pce_id) DO UPDATE SET encrypted_ppid = excluded.encrypted_ppid,"
                        + " manifest = excluded.manifest, fmspc = excluded.fmspc, ca = excluded.ca,"
                        + " issuer_chain = excluded.issuer_chain RETURNING id")
                .bind("qeId", platform.qeId())
                .bind("pceId", platform.pceId())
                .bind("encryptedPpid", platform.encryptedPpid())
                .bind("manifest", platform.manifest())
                .bind("fmspc", platform.fmspc())
                .bind("ca", platform.ca())
                .bind("chain", chainSha256)
                .mapTo(Long.class)
                .one();
        handle.createUpdate("DELETE FROM raw_tcbs WHERE platform = :id")
                .bind("id", id)
                .execute();
        handle.createUpdate("DELETE FROM certificates WHERE platform = :id")
                .bind("id", id)
                .execute();
        if (!certificates.isEmpty()) {
            PreparedBatch batch =
                    handle.prepareBatch("INSERT INTO certificates (platform, tcbm, pem) VALUES (:id, :tcbm, :pem)");
            for (Certificate certificate : certificates) {
                batch.bind("id", id)
                        .bind("tcbm", certificate.tcbm())
                        .bind("pem", certificate.certificate().toArray())
                        .add();
            }
            batch.execute();
        }
    }

    /**
     * Remembers that {@code raw} is answered by the certificate of {@code tcbm}; at most {@code limit} a platform. Where
     * the platform has as many, or no such certificate any more, nothing is remembered: this table is written because of
     * reads that anybody may make, and dropping older rows instead would let them write for ever.
     *
     * <p>Leaves the {@linkplain Store#revision revision} as it is: the answer to a client is the same as before.
     */
    public void remember(String qeId, String pceId, RawTcb raw, String tcbm, int limit) {
        session.writing()
                .createUpdate("INSERT INTO raw_tcbs (platform, cpu_svn, pce_svn, tcbm)"
                        + " SELECT p.id, :cpuSvn, :pceSvn, c.tcbm FROM platforms p"
                        + " JOIN certificates c ON c.platform = p.id AND c.tcbm = :tcbm"
                        + " WHERE p.qe_id = :qeId AND p.pce_id = :pceId AND :limit > (SELECT count(*) FROM raw_tcbs r"
                        + " WHERE r.platform = p.id AND NOT (r.cpu_svn = :cpuSvn AND r.pce_svn = :pceSvn))"
                        + " ON CONFLICT (platform, cpu_svn, pce_svn) DO UPDATE SET tcbm = excluded.tcbm")
                .bind("qeId", qeId)
                .bind("pceId", pceId)
                .bind("cpuSvn", raw.cpuSvn())
                .bind("pceSvn", raw.pceSvn())
                .bind("tcbm", tcbm)
                .bind("limit", limit)
                .execute();
    }

    /** All platforms with one of these FMSPCs, or all; in pages, after the given one, by FMSPC, QE ID and PCE ID. */
    public List<Platform> list(Set<String> fmspcs, Optional<Platform> after, int limit) {
        List<String> conditions = new ArrayList<>();
        if (!fmspcs.isEmpty()) {
            conditions.add("p.fmspc IN (<fmspcs>)");
        }
        if (after.isPresent()) {
            conditions.add("(p.fmspc, p.qe_id, p.pce_id) > (:fmspc, :qeId, :pceId)");
        }
        Query query = session.reading()
                .createQuery(PLATFORM + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions))
                        + " ORDER BY p.fmspc, p.qe_id, p.pce_id LIMIT :limit")
                .bind("limit", limit);
        if (!fmspcs.isEmpty()) {
            query.bindList("fmspcs", List.copyOf(fmspcs));
        }
        after.ifPresent(last ->
                query.bind("fmspc", last.fmspc()).bind("qeId", last.qeId()).bind("pceId", last.pceId()));
        return query.map(PlatformTable::platform).list();
    }

    /** Every FMSPC there is, in order. */
    public List<String> fmspcs() {
        // From one to the next through the index: a DISTINCT would read all platforms.
        List<String> found = new ArrayList<>();
        Optional<String> next = Optional.of("");
        while (true) {
            next = session.reading()
                    .createQuery("SELECT fmspc FROM platforms WHERE fmspc > :last ORDER BY fmspc LIMIT 1")
                    .bind("last", next.orElseThrow())
                    .mapTo(String.class)
                    .findOne();
            if (next.isEmpty()) {
                return List.copyOf(found);
            }
            found.add(next.orElseThrow());
        }
    }

    public long count() {
        return session.reading()
                .createQuery("SELECT count(*) FROM platforms")
                .mapTo(Long.class)
                .one();
    }

    private static Query of(Handle handle, String sql, String qeId, String pceId) {
        return handle.createQuery(sql).bind("qeId", qeId).bind("pceId", pceId);
    }

    private static Platform platform(ResultSet row, StatementContext context) throws SQLException {
        return new Platform(
                row.getString("qe_id"),
                row.getString("pce_id"),
                row.getString("encrypted_ppid"),
                row.getString("manifest"),
                row.getString("fmspc"),
                row.getString("ca"),
                Bytes.of(row.getBytes("chain")));
    }
}
