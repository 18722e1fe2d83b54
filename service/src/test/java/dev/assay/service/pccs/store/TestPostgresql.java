package dev.assay.service.pccs.store;

import static org.junit.jupiter.api.Assumptions.abort;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A real PostgreSQL server for the tests of this JVM, started when one is first asked for. */
public final class TestPostgresql {

    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static @Nullable EmbeddedPostgres server;
    private static @Nullable String template;

    private TestPostgresql() {}

    /** URL of a new, empty database; skips the test where the server's programs do not run. */
    public static String emptyDatabase() throws SQLException {
        return create("");
    }

    /** URL of a new database that has the tables. */
    public static synchronized String database() throws SQLException {
        String known = template;
        if (known == null) {
            String url = emptyDatabase();
            open(url).close();
            known = "assay" + DATABASES.get();
            template = known;
        }
        return create(" TEMPLATE " + known);
    }

    private static synchronized String create(String clause) throws SQLException {
        EmbeddedPostgres running = server();
        String name = "assay" + DATABASES.incrementAndGet();
        try (Connection connection = running.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name + clause);
        }
        return running.getJdbcUrl("postgres", name);
    }

    public static Store open(String url) {
        return Store.postgresql(url, Optional.empty(), Optional.empty());
    }

    private static synchronized EmbeddedPostgres server() {
        EmbeddedPostgres running = server;
        if (running == null) {
            // Nothing here cuts the power: without syncing it starts in half the time.
            running = start(EmbeddedPostgres.builder().setServerConfig("fsync", "off"));
            server = running;
        }
        return running;
    }

    /** A server of a test's own. */
    static EmbeddedPostgres start(EmbeddedPostgres.Builder builder) {
        try {
            return builder.setPGStartupWait(Duration.ofSeconds(30)).start();
        } catch (IOException | IllegalStateException e) {
            return abort("PostgreSQL's programs do not run on this machine: " + e);
        }
    }
}
