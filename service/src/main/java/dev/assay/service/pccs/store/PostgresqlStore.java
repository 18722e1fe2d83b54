package dev.assay.service.pccs.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jdbi.v3.core.Handles;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The tables in a PostgreSQL database that any number of replicas share.
 *
 * <p>Reads are snapshots. Writes take one row of the database first, so those of all replicas follow one another: they
 * never wait in a circle, and what holds for one writer in SQLite holds here.
 */
final class PostgresqlStore extends Store {

    private static final int ATTEMPTS = 5;
    private static final Duration CONNECT = Duration.ofSeconds(2);

    /**
     * Of a connection: nothing waits for ever, on the server either (a replica that hangs within a transaction holds the
     * others up for five seconds). What is acknowledged is on the server's disk, whatever its configuration says.
     */
    private static final String SETTINGS =
            "SELECT set_config('default_transaction_isolation', 'repeatable read', false),"
                    + " set_config('lock_timeout', '2s', false),"
                    + " set_config('statement_timeout', '4s', false),"
                    + " set_config('idle_in_transaction_session_timeout', '5s', false),"
                    + " set_config('synchronous_commit', CASE WHEN current_setting('synchronous_commit') = 'remote_apply'"
                    + " THEN 'remote_apply' ELSE 'on' END, false)";

    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private final RevisionWatch revisions;

    private PostgresqlStore(HikariDataSource pool) {
        this.pool = pool;
        this.jdbi = Jdbi.create(pool);
        // A session is between two transactions when it is closed; JDBI cannot see that.
        jdbi.getConfig(Handles.class).setForceEndTransactions(false);
        this.revisions = new RevisionWatch(pool);
    }

    static PostgresqlStore open(String jdbcUrl, Optional<String> user, Optional<String> password) {
        if (!jdbcUrl.startsWith("jdbc:postgresql:")) {
            // Not the URL itself, which may hold a password.
            throw new StoreException("The database's URL starts with \"" + jdbcUrl.replaceFirst("[/?].*", "")
                    + "\"; expected jdbc:postgresql://HOST/DATABASE");
        }
        PGSimpleDataSource source = source(jdbcUrl, user, password);
        try (Connection connection = source.getConnection()) {
            if (!Schema.isCurrent(connection, Dialect.POSTGRESQL)) {
                Schema.migrate(source, Dialect.POSTGRESQL);
            }
        } catch (SQLException e) {
            throw Failures.postgresql(e);
        }
        PGSimpleDataSource bounded = source(jdbcUrl, user, password);
        bounded.setSocketTimeout(5);
        HikariConfig config = new HikariConfig();
        config.setPoolName("assay-store");
        config.setDataSource(bounded);
        config.setAutoCommit(false);
        config.setConnectionInitSql(SETTINGS);
        // Commits the settings: the first rollback would undo them.
        config.setIsolateInternalQueries(true);
        config.setConnectionTimeout(CONNECT.toMillis());
        config.setValidationTimeout(1_000);
        config.setMaximumPoolSize(8);
        config.setMinimumIdle(2);
        try {
            return new PostgresqlStore(new HikariDataSource(config));
        } catch (PoolInitializationException e) {
            throw Failures.postgresql(e);
        }
    }

    private static PGSimpleDataSource source(String jdbcUrl, Optional<String> user, Optional<String> password) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setConnectTimeout(Math.toIntExact(CONNECT.toSeconds()));
        source.setLoginTimeout(Math.toIntExact(CONNECT.toSeconds()));
        source.setApplicationName("assay");
        source.setTcpKeepAlive(true);
        source.setUrl(jdbcUrl);
        user.ifPresent(source::setUser);
        password.ifPresent(source::setPassword);
        return source;
    }

    @Override
    public <T> T read(Function<Tables, T> work) {
        try (Session session = new Session(jdbi, Dialect.POSTGRESQL)) {
            T result = work.apply(session.tables());
            session.rollback();
            return result;
        } catch (JdbiException | UncheckedSqlException | SQLException e) {
            throw Failures.postgresql(e);
        }
    }

    @Override
    public <T> T readOnce(Function<Tables, T> work) {
        try (Session session = new Session(jdbi, Dialect.POSTGRESQL)) {
            session.connection().setAutoCommit(true);
            return work.apply(session.tables());
        } catch (JdbiException | UncheckedSqlException | SQLException e) {
            throw Failures.postgresql(e);
        }
    }

    @Override
    public <T> T write(Function<Tables, T> work) {
        for (int attempt = 1; ; attempt++) {
            try (Session session = new Session(jdbi, Dialect.POSTGRESQL)) {
                try (Statement statement = session.connection().createStatement()) {
                    // Whoever waited for the row has to see what the one before wrote.
                    statement.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED");
                }
                T result = work.apply(session.tables());
                if (session.commit()) {
                    revisions.changed();
                }
                return result;
            } catch (JdbiException | UncheckedSqlException | SQLException e) {
                if (attempt == ATTEMPTS || !Failures.isRace(e)) {
                    throw Failures.postgresql(e);
                }
                pause(attempt);
            }
        }
    }

    private static void pause(int attempt) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextInt(5, 20 << attempt));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("Interrupted while waiting for the database", e);
        }
    }

    @Override
    public long revision() {
        return revisions.revision();
    }

    @Override
    public boolean answers() {
        try (Connection connection = pool.getConnection()) {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }

    @Override
    public long size() {
        return Long.parseLong(ask("SELECT pg_database_size(current_database())"));
    }

    /** A setting of the connections; for tests. */
    String setting(String name) {
        return ask("SELECT current_setting('" + name + "')");
    }

    private String ask(String sql) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        } catch (SQLException e) {
            throw Failures.postgresql(e);
        }
    }

    @Override
    public void close() {
        revisions.close();
        pool.close();
    }
}
