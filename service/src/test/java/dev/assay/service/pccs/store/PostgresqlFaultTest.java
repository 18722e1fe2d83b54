package dev.assay.service.pccs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.service.pccs.store.RegistrationTable.Registration;
import dev.assay.service.pccs.store.RegistrationTable.State;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class PostgresqlFaultTest {

    /** What a call may take while the database is away; the machine of the tests may be busy. */
    private static final Duration BOUND = Duration.ofSeconds(5);

    @TempDir
    Path folder;

    private static String register(Tables tables, int number) {
        tables.registrations().put(StoreContract.registration(number), State.NEW);
        return "";
    }

    private static List<Registration> registered(Store store) {
        return store.read(tables -> tables.registrations().list(State.NEW));
    }

    @Test
    void failsSoonWhileTheServerIsAwayAndRecoversWhenItIsBack() throws IOException, InterruptedException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        String url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres";
        Store store;
        try (EmbeddedPostgres first = server(port)) {
            assertThat(first.getPort()).isEqualTo(port);
            store = TestPostgresql.open(url);
            store.write(tables -> register(tables, 1));
        }
        long revision = store.revision();
        for (int i = 0; i < 2; i++) {
            long start = System.nanoTime();
            assertThatThrownBy(() -> store.write(tables -> register(tables, 2)))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("cannot be reached");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
        }
        assertThat(store.answers()).isFalse();
        assertThat(store.revision()).isEqualTo(revision);

        try (EmbeddedPostgres second = server(port)) {
            assertThat(second.getPort()).isEqualTo(port);
            for (int i = 0; i < 100 && !store.answers(); i++) {
                Thread.sleep(100);
            }
            store.write(tables -> register(tables, 3));
            assertThat(registered(store)).containsExactly(StoreContract.registration(1), StoreContract.registration(3));
            store.close();
        }
    }

    private EmbeddedPostgres server(int port) {
        return TestPostgresql.start(EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(folder.resolve("data"))
                .setCleanDataDirectory(false));
    }

    @Test
    void connectionsThatTheServerEndsAreReplaced() throws SQLException {
        String url = TestPostgresql.database();
        try (Store store = TestPostgresql.open(url)) {
            for (int round = 0; round < 3; round++) {
                try (Connection connection = DriverManager.getConnection(url);
                        Statement statement = connection.createStatement()) {
                    statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                            + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
                }
                boolean written = false;
                for (int attempt = 0; attempt < 5 && !written; attempt++) {
                    written = tryToRegister(store, round);
                }
                assertThat(written).isTrue();
            }
            assertThat(registered(store)).hasSize(3);
        }
    }

    private static boolean tryToRegister(Store store, int number) {
        try {
            store.write(tables -> register(tables, number));
            return true;
        } catch (StoreException e) {
            assertThat(e).hasMessageContaining("cannot be reached");
            return false;
        }
    }

    @Test
    void writerThatHoldsTheLockTooLongFailsOthersSoonAndThenItself() throws SQLException, InterruptedException {
        String url = TestPostgresql.database();
        CountDownLatch holding = new CountDownLatch(1);
        CountDownLatch enough = new CountDownLatch(1);
        try (Store slow = TestPostgresql.open(url);
                Store other = TestPostgresql.open(url)) {
            CompletableFuture<String> stuck = CompletableFuture.supplyAsync(() -> slow.write(tables -> {
                register(tables, 1);
                holding.countDown();
                await(enough);
                return register(tables, 2);
            }));
            holding.await();
            long start = System.nanoTime();

            assertThatThrownBy(() -> other.write(tables -> register(tables, 3)))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("is busy");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
            assertThat(other.<Boolean>write(tables -> tables.leases().acquire("fetch", "other", BOUND)))
                    .isTrue();

            // The server ends the transaction of a writer that does nothing for five seconds.
            Thread.sleep(4_500);
            enough.countDown();
            assertThatThrownBy(stuck::join).hasCauseInstanceOf(StoreException.class);
            other.write(tables -> register(tables, 4));
            assertThat(registered(other)).containsExactly(StoreContract.registration(4));
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Test
    void replicasSeeEachOthersWritesByTheirRevision() throws SQLException, InterruptedException {
        String url = TestPostgresql.database();
        try (Store writer = TestPostgresql.open(url);
                Store reader = TestPostgresql.open(url)) {
            Thread.sleep(600);
            for (int i = 1; i <= 5; i++) {
                long before = reader.revision();
                int number = i;
                writer.write(tables ->
                        tables.documents().put(StoreContract.row("a", "body " + number, StoreContract.NOON, number)));
                long start = System.nanoTime();
                while (reader.revision() == before
                        && System.nanoTime() - start < Duration.ofSeconds(3).toNanos()) {
                    Thread.sleep(5);
                }
                assertThat(reader.revision()).isGreaterThan(before);
                assertThat(reader.<Optional<DocumentTable.Row>>read(
                                tables -> tables.documents().find(4, "a")))
                        .map(row -> row.number().intValue())
                        .contains(number);
            }
        }
    }

    @Test
    void replicasThatStartTogetherOnAnEmptyDatabaseMakeTheTablesOnce() throws SQLException {
        String url = TestPostgresql.emptyDatabase();
        List<CompletableFuture<Store>> starting = IntStream.range(0, 3)
                .mapToObj(replica -> CompletableFuture.supplyAsync(() -> TestPostgresql.open(url)))
                .toList();
        for (CompletableFuture<Store> start : starting) {
            try (Store store = start.join()) {
                assertThat(store.answers()).isTrue();
            }
        }
    }

    @Test
    void wrongPasswordAndMissingDatabaseAreSaidAsSuch() throws SQLException {
        String url = TestPostgresql.database();
        assertThatThrownBy(() -> TestPostgresql.open(url.replaceFirst("/assay[0-9]+", "/nowhere")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("has no such database");
        assertThatThrownBy(() -> TestPostgresql.open("jdbc:postgresql://127.0.0.1:1/nothing?user=postgres"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("cannot be reached");
        assertThatThrownBy(() -> TestPostgresql.open("jdbc:mysql://127.0.0.1/assay"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("jdbc:postgresql://");
    }

    @Test
    void whatIsAcknowledgedIsOnTheServersDisk() throws SQLException {
        String url = TestPostgresql.database();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off',"
                    + " current_database()); END $$");
        }
        try (PostgresqlStore store = PostgresqlStore.open(url, Optional.empty(), Optional.empty())) {
            assertThat(store.setting("synchronous_commit")).isEqualTo("on");
            store.read(tables -> tables.platforms().count());
            assertThat(store.setting("synchronous_commit")).isEqualTo("on");
        }
    }
}
