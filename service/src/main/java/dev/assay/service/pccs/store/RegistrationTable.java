package dev.assay.service.pccs.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.jdbi.v3.core.statement.StatementContext;

/** Platforms that were registered, and what became of it. */
public final class RegistrationTable {

    private static final String COLUMNS = "qe_id, pce_id, cpu_svn, pce_svn, encrypted_ppid, manifest";

    private final Session session;

    RegistrationTable(Session session) {
        this.session = session;
    }

    /** What is to be done. */
    public enum State {
        /** Somebody has to fetch its certificates. */
        NEW,
        /** Some of its certificates are not available. */
        NOT_AVAILABLE,
        DONE,
        /** Handed to an administrator, and kept in case the answer did not arrive. */
        TAKEN
    }

    /**
     * A registration, unique by all but state. Hex is upper case.
     *
     * @param cpuSvn empty with a manifest
     */
    public record Registration(
            String qeId, String pceId, String cpuSvn, String pceSvn, String encryptedPpid, String manifest) {}

    /** Whose registration it is. */
    public record Name(String qeId, String pceId) {}

    /** Adds a registration, or sets the state of the one that is there. */
    public void put(Registration registration, State state) {
        session.writing()
                .createUpdate("INSERT INTO registrations (sha256, " + COLUMNS + ", state, changed)"
                        + " VALUES (:sha256, :qeId, :pceId, :cpuSvn, :pceSvn, :encryptedPpid, :manifest, :state, "
                        + session.dialect().now()
                        + ") ON CONFLICT (sha256) DO UPDATE SET state = excluded.state, changed = excluded.changed")
                .bind("sha256", sha256(registration))
                .bind("qeId", registration.qeId())
                .bind("pceId", registration.pceId())
                .bind("cpuSvn", registration.cpuSvn())
                .bind("pceSvn", registration.pceSvn())
                .bind("encryptedPpid", registration.encryptedPpid())
                .bind("manifest", registration.manifest())
                .bind("state", state.name())
                .execute();
    }

    /** Registrations of a state, oldest first. */
    public List<Registration> list(State state) {
        return session.reading()
                .createQuery("SELECT " + COLUMNS + " FROM registrations WHERE state = :state ORDER BY id")
                .bind("state", state.name())
                .map(RegistrationTable::registration)
                .list();
    }

    /** Lists registrations of a state, oldest first, and moves them to {@link State#TAKEN}. */
    public List<Registration> take(State state) {
        // The lock comes first: whoever takes next sees what this one leaves.
        session.writing();
        List<Registration> taken = list(state);
        session.writing()
                .createUpdate("UPDATE registrations SET state = :taken, changed = "
                        + session.dialect().now() + " WHERE state = :state")
                .bind("taken", State.TAKEN.name())
                .bind("state", state.name())
                .execute();
        return taken;
    }

    /** Whose registrations are in a state, oldest first, {@code limit} of them at most; without their manifests, which are long. */
    public List<Name> names(State state, int limit) {
        return session.reading()
                .createQuery("SELECT qe_id, pce_id FROM registrations WHERE state = :state ORDER BY id LIMIT :limit")
                .bind("state", state.name())
                .bind("limit", limit)
                .map((row, context) -> new Name(row.getString("qe_id"), row.getString("pce_id")))
                .list();
    }

    /** Nothing is missing of this platform any more: its registrations that lacked certificates are done. */
    public void settle(String qeId, String pceId) {
        session.writing()
                .createUpdate("UPDATE registrations SET state = :done, changed = "
                        + session.dialect().now()
                        + " WHERE state = :state AND qe_id = :qeId AND pce_id = :pceId")
                .bind("done", State.DONE.name())
                .bind("state", State.NOT_AVAILABLE.name())
                .bind("qeId", qeId)
                .bind("pceId", pceId)
                .execute();
    }

    /**
     * Drops registrations that have been in a state for longer than {@code time}, by the database's clock.
     *
     * @return how many
     */
    public int purge(State state, Duration time) {
        return session.writing()
                .createUpdate("DELETE FROM registrations WHERE state = :state AND changed < "
                        + session.dialect().now() + " - :time")
                .bind("state", state.name())
                .bind("time", time.toMillis())
                .execute();
    }

    public long count(State state) {
        return session.reading()
                .createQuery("SELECT count(*) FROM registrations WHERE state = :state")
                .bind("state", state.name())
                .mapTo(Long.class)
                .one();
    }

    private static Registration registration(ResultSet row, StatementContext context) throws SQLException {
        return new Registration(
                row.getString("qe_id"),
                row.getString("pce_id"),
                row.getString("cpu_svn"),
                row.getString("pce_svn"),
                row.getString("encrypted_ppid"),
                row.getString("manifest"));
    }

    private static String sha256(Registration registration) {
        // A field's length goes before it, so that no two registrations are one text.
        StringBuilder text = new StringBuilder();
        for (String field : List.of(
                registration.qeId(),
                registration.pceId(),
                registration.cpuSvn(),
                registration.pceSvn(),
                registration.encryptedPpid(),
                registration.manifest())) {
            text.append(field.length()).append(':').append(field);
        }
        return sha256(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of()
                    .withUpperCase()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
