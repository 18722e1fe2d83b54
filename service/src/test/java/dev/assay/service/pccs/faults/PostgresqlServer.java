package dev.assay.service.pccs.faults;

import static org.junit.jupiter.api.Assumptions.abort;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;

/** A real PostgreSQL for one test. */
final class PostgresqlServer {

    private PostgresqlServer() {}

    static EmbeddedPostgres start() {
        return start(EmbeddedPostgres.builder());
    }

    /** Skips the test where the server's programs do not run. */
    static EmbeddedPostgres start(EmbeddedPostgres.Builder builder) {
        try {
            return builder.setPGStartupWait(Duration.ofSeconds(30)).start();
        } catch (IOException | IllegalStateException e) {
            return abort("PostgreSQL's programs do not run on this machine: " + e);
        }
    }
}
