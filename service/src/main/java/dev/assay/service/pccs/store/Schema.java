package dev.assay.service.pccs.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/**
 * Brings a database to the schema that this program reads.
 *
 * <p>Flyway takes longer to load than the rest of a start, so it is asked only when its own history says that something is
 * to be done. It gets its scripts from a list rather than from a search of the class path, which works in a named module
 * and in an archive alike.
 */
final class Schema {

    /** The version that this program reads and writes. */
    static final int VERSION = 1;

    private static final List<String> SCRIPTS = List.of("V1__tables.sql");

    private Schema() {}

    /** Whether the schema is the one that this program knows. */
    static boolean isCurrent(Connection connection, Dialect dialect) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (number(statement, dialect.historyExists()) == 0) {
                return false;
            }
            int found = number(
                    statement,
                    "SELECT coalesce(max(CAST(version AS INTEGER)), 0) FROM flyway_schema_history"
                            + " WHERE version IS NOT NULL AND success = " + (dialect == Dialect.SQLITE ? "1" : "TRUE"));
            if (found > VERSION) {
                throw new StoreException("The database has schema version " + found
                        + ", made by a newer Assay; this one knows up to " + VERSION
                        + ". Run the newer program, or go back to a copy of the database from before the upgrade.");
            }
            return found == VERSION;
        }
    }

    /** Runs what Flyway has not run yet; replicas that start together wait for each other. */
    static void migrate(DataSource source, Dialect dialect) {
        try {
            Flyway.configure(Schema.class.getClassLoader())
                    .dataSource(source)
                    .placeholders(dialect.placeholders())
                    .resourceProvider(new Scripts())
                    .javaMigrationClassProvider(List::of)
                    .baselineOnMigrate(false)
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new StoreException(
                    "The database's schema could not be brought to version " + VERSION + ": " + e.getMessage()
                            + " Give Assay a database or schema of its own, and the right to create tables in it.",
                    e);
        }
    }

    private static int number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getInt(1) : 0;
        }
    }

    private static final class Scripts implements ResourceProvider {
        @Override
        public @Nullable LoadableResource getResource(String name) {
            return SCRIPTS.contains(name) ? new Script(name) : null;
        }

        @Override
        public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
            return SCRIPTS.stream()
                    .filter(name ->
                            name.startsWith(prefix) && Stream.of(suffixes).anyMatch(name::endsWith))
                    .<LoadableResource>map(Script::new)
                    .toList();
        }
    }

    private static final class Script extends LoadableResource {
        private final String name;

        Script(String name) {
            this.name = name;
        }

        @Override
        public Reader read() {
            try (InputStream in = Schema.class.getResourceAsStream(name)) {
                if (in == null) {
                    throw new IllegalStateException(name + " is missing from the program");
                }
                return new StringReader(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(name, e);
            }
        }

        @Override
        public String getAbsolutePath() {
            return name;
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return name;
        }

        @Override
        public String getFilename() {
            return name;
        }

        @Override
        public String getRelativePath() {
            return name;
        }
    }
}
