package dev.assay.service.pccs.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** One connection with the tables over it; used by one thread at a time. */
final class Session implements AutoCloseable {

    private final Handle handle;
    private final Dialect dialect;
    private final Tables tables;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private boolean ordered;
    private boolean visible;

    Session(Jdbi jdbi, Dialect dialect) {
        this.handle = jdbi.open();
        this.dialect = dialect;
        this.tables = new Tables(
                new DocumentTable(this),
                new PlatformTable(this),
                new RegistrationTable(this),
                new PolicyTable(this),
                new LeaseTable(this));
    }

    Tables tables() {
        return tables;
    }

    Dialect dialect() {
        return dialect;
    }

    Connection connection() {
        return handle.getConnection();
    }

    /** For SQL that reads. */
    Handle reading() {
        return handle;
    }

    /** For SQL that changes what readers of {@link Store#revision} do not hold on to. */
    Handle writing() {
        // Everybody takes this row first, so writes of different replicas follow one another and never wait in a
        // circle.
        // SQLite has one writer anyway.
        if (!ordered && dialect == Dialect.POSTGRESQL) {
            handle.createQuery("SELECT revision FROM revisions WHERE id = 1 FOR UPDATE")
                    .mapTo(Long.class)
                    .one();
        }
        ordered = true;
        return handle;
    }

    /** For SQL that changes what readers of {@link Store#revision} may hold on to. */
    Handle changing() {
        Handle writing = writing();
        visible = true;
        return writing;
    }

    /** A statement that stays prepared as long as the connection is this session's. */
    PreparedStatement prepared(String sql) throws SQLException {
        PreparedStatement kept = statements.get(sql);
        if (kept == null) {
            kept = handle.getConnection().prepareStatement(sql);
            statements.put(sql, kept);
        }
        return kept;
    }

    /**
     * Makes what was written last.
     *
     * @return whether readers have something new to see
     */
    boolean commit() throws SQLException {
        boolean changed = visible;
        if (changed && dialect == Dialect.POSTGRESQL) {
            handle.execute("UPDATE revisions SET revision = revision + 1 WHERE id = 1");
        }
        connection().commit();
        ordered = false;
        visible = false;
        return changed;
    }

    void rollback() throws SQLException {
        ordered = false;
        visible = false;
        handle.getConnection().rollback();
    }

    @Override
    public void close() {
        handle.close();
    }
}
