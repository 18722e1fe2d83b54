package dev.assay.service.pccs.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.service.pccs.store.RegistrationTable.Registration;
import dev.assay.service.pccs.store.RegistrationTable.State;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;

@Timeout(120)
class SqliteFaultTest {

    @TempDir
    Path folder;

    /** Registers platforms for ever and says on its standard output which the store has acknowledged. */
    static final class EndlessWriter {
        private EndlessWriter() {}

        public static void main(String[] arguments) {
            Store store = Store.sqlite(Path.of(arguments[0]));
            int first = Integer.parseInt(arguments[1]);
            for (int number = first; ; number++) {
                Registration registration = StoreContract.registration(number);
                store.write(tables -> {
                    tables.registrations().put(registration, State.NEW);
                    return "";
                });
                System.out.printf("%09d%n", number);
            }
        }
    }

    private Process writer(Path file, int first) throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EndlessWriter.class.getName(),
                        file.toString(),
                        Integer.toString(first))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    @Test
    void whatWasAcknowledgedOutlivesSigkill() throws IOException, InterruptedException {
        Path file = TestSqlite.file(folder);
        List<Registration> acknowledged = new ArrayList<>();
        for (int kill = 0; kill < Integer.getInteger("assay.store.kills", 3); kill++) {
            Process process = writer(file, 1_000_000 * kill);
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
                for (int i = 0; i < 20 + 7 * kill; i++) {
                    acknowledged.add(StoreContract.registration(Integer.parseInt(lines.readLine())));
                }
                // By its handle, which leaves the pipe open: what it still said before it died counts too.
                process.toHandle().destroyForcibly();
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.length() == 9) {
                        acknowledged.add(StoreContract.registration(Integer.parseInt(line)));
                    }
                }
            }
            process.waitFor();
            try (Store store = Store.sqlite(file)) {
                assertThat(store.<List<Registration>>read(
                                tables -> tables.registrations().list(State.NEW)))
                        .containsAll(acknowledged);
            }
        }
        assertThat(acknowledged).hasSizeGreaterThan(50);
    }

    @Test
    void secondProcessIsToldThatTheFileIsInUse() throws IOException, InterruptedException {
        Path file = TestSqlite.file(folder);
        Process process = writer(file, 0);
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            assertThat(lines.readLine()).isEqualTo("000000000");
            assertThatThrownBy(() -> Store.sqlite(file))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("is in use")
                    .hasMessageContaining(".lock");
        } finally {
            process.destroyForcibly().waitFor();
        }
        Store.sqlite(file).close();
    }

    @Test
    void secondStoreInThisProcessIsToldTheSame() throws IOException {
        try (Store store = TestSqlite.open(folder)) {
            assertThat(store.answers()).isTrue();
            assertThatThrownBy(() -> Store.sqlite(folder.resolve("pccs.sqlite")))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("is in use");
            assertThat(store.answers()).isTrue();
        }
    }

    @Test
    void fullDiskFailsTheWriteAndHarmsNothing() throws IOException {
        Path file = TestSqlite.file(folder);
        SQLiteConfig small = new SQLiteConfig();
        small.setMaxPageCount(60);
        try (Store store = SqliteStore.open(file, small)) {
            store.write(tables -> tables.documents().put(StoreContract.row("a", "small", StoreContract.NOON, 1)));

            assertThatThrownBy(() -> store.write(tables -> {
                        tables.documents().put(StoreContract.row("b", "second", StoreContract.NOON, 1));
                        return tables.documents()
                                .put(StoreContract.row("c", "x".repeat(1 << 20), StoreContract.NOON, 1));
                    }))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("no space left");

            assertThat(store.<List<String>>read(SqliteFaultTest::keys)).containsExactly("a");
            store.write(tables -> tables.documents().put(StoreContract.row("d", "small", StoreContract.NOON, 1)));
            assertThat(store.<List<String>>read(SqliteFaultTest::keys)).containsExactly("a", "d");
        }
        try (Store again = Store.sqlite(file)) {
            assertThat(again.<List<String>>read(SqliteFaultTest::keys)).containsExactly("a", "d");
        }
    }

    private static List<String> keys(Tables tables) {
        return tables.documents().list().stream()
                .map(DocumentTable.Summary::key)
                .toList();
    }

    @Test
    void fileThatIsNotADatabaseIsLeftAlone() throws IOException {
        Path file = Files.writeString(folder.resolve("pccs.sqlite"), "not a database ".repeat(500));
        byte[] before = Files.readAllBytes(file);

        assertThatThrownBy(() -> Store.sqlite(file))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("is not an SQLite file");

        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        Files.delete(file);
        Store.sqlite(file).close();
    }

    @Test
    void damagedPageIsStoreException() throws IOException {
        Path file = TestSqlite.file(folder);
        try (Store store = Store.sqlite(file)) {
            for (int i = 0; i < 20; i++) {
                int number = i;
                store.write(tables -> tables.documents()
                        .put(StoreContract.row("key " + number, "x".repeat(9_000), StoreContract.NOON, 1)));
            }
        }
        byte[] bytes = Files.readAllBytes(file);
        for (int at = 4_096; at < bytes.length; at++) {
            bytes[at] = (byte) 0xA5;
        }
        Files.write(file, bytes);

        assertThatThrownBy(() -> {
                    try (Store store = Store.sqlite(file)) {
                        store.<List<String>>read(SqliteFaultTest::keys);
                    }
                })
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("is damaged");
    }

    @Test
    void closedStoreSaysSo() throws IOException {
        Store store = TestSqlite.open(folder);
        store.close();
        store.close();

        assertThat(store.answers()).isFalse();
        assertThatThrownBy(() -> store.read(SqliteFaultTest::keys))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("has been closed");
    }

    @Test
    void fileOfANewerProgramIsRefused() throws IOException, SQLException {
        Path file = TestSqlite.file(folder);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO flyway_schema_history SELECT installed_rank + 1, '99', description, type,"
                    + " script, checksum, installed_by, installed_on, execution_time, success"
                    + " FROM flyway_schema_history");
        }
        assertThatThrownBy(() -> Store.sqlite(file))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("schema version 99")
                .hasMessageContaining("newer Assay");
    }

    @Test
    void leasesEndWithTheProcessThatHeldThem() throws IOException {
        try (Store store = TestSqlite.open(folder)) {
            store.write(tables -> tables.leases().acquire("fetch", "a", Duration.ofDays(1)));
        }
        try (Store store = Store.sqlite(folder.resolve("pccs.sqlite"))) {
            assertThat(store.<Boolean>write(tables -> tables.leases().acquire("fetch", "b", Duration.ofDays(1))))
                    .isTrue();
        }
    }
}
