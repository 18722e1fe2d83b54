package dev.assay.service.pccs.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small in every build, for the program to stay runnable; {@link MillionPlatforms} tells how to run it at full size. */
class MillionPlatformsTest {

    private static final int MANY = Integer.getInteger("assay.store.platforms", 2_000);
    private static final int FEW = Math.min(1_000, MANY / 2);

    @TempDir
    Path folder;

    @Test
    void hotReadOnSqliteTakesAboutAsLongAmongMany() throws IOException, SQLException {
        Path few = TestSqlite.file(Files.createDirectory(folder.resolve("few")));
        Path many = TestSqlite.file(Files.createDirectory(folder.resolve("many")));
        MillionPlatforms.fill(MillionPlatforms.url(few), Dialect.SQLITE, FEW);
        long start = System.nanoTime();
        MillionPlatforms.fill(MillionPlatforms.url(many), Dialect.SQLITE, MANY);
        double seconds = (System.nanoTime() - start) / 1e9;
        try (Store fewStore = Store.sqlite(few);
                Store manyStore = Store.sqlite(many)) {
            compare("SQLite", fewStore, manyStore, seconds);
        }
    }

    @Test
    void hotReadOnPostgresqlTakesAboutAsLongAmongMany() throws SQLException {
        String few = TestPostgresql.database();
        String many = TestPostgresql.database();
        MillionPlatforms.fill(few, Dialect.POSTGRESQL, FEW);
        long start = System.nanoTime();
        MillionPlatforms.fill(many, Dialect.POSTGRESQL, MANY);
        double seconds = (System.nanoTime() - start) / 1e9;
        try (Store fewStore = TestPostgresql.open(few);
                Store manyStore = TestPostgresql.open(many)) {
            compare("PostgreSQL", fewStore, manyStore, seconds);
        }
    }

    private static void compare(String name, Store few, Store many, double seconds) {
        assertThat(many.<Long>read(tables -> tables.platforms().count())).isEqualTo(MANY);
        int reads = MANY > 100_000 ? 20_000 : 1_000;
        MillionPlatforms.Read fewRead = new MillionPlatforms.Read(Double.MAX_VALUE, Double.MAX_VALUE);
        MillionPlatforms.Read manyRead = fewRead;
        // In turn, and the best of several: the machine's other work is not the store's.
        for (int round = 0; round < 5; round++) {
            fewRead = better(fewRead, MillionPlatforms.time(few, FEW, reads));
            manyRead = better(manyRead, MillionPlatforms.time(many, MANY, reads));
        }
        System.out.printf(
                Locale.ROOT,
                "%s: %,d platforms in %.1f s (%,.0f/s), %,.0f MB; match %.1f us (CPU %.1f us) among %,d,"
                        + " %.1f us (CPU %.1f us) among %,d: ratio %.2f%n",
                name,
                MANY,
                seconds,
                MANY / seconds,
                many.size() / 1e6,
                fewRead.median(),
                fewRead.cpu(),
                FEW,
                manyRead.median(),
                manyRead.cpu(),
                MANY,
                manyRead.median() / fewRead.median());
        // The figure to reach is that of a whole GET; this one must leave room for it.
        assertThat(manyRead.median()).isLessThan(fewRead.median() * 3 + 100);
    }

    private static MillionPlatforms.Read better(MillionPlatforms.Read one, MillionPlatforms.Read other) {
        return new MillionPlatforms.Read(Math.min(one.median(), other.median()), Math.min(one.cpu(), other.cpu()));
    }
}
