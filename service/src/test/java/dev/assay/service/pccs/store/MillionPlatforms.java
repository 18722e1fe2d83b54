package dev.assay.service.pccs.store;

import dev.assay.service.pccs.store.PlatformTable.Match;
import dev.assay.service.pccs.store.PlatformTable.RawTcb;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Fills a database with platforms of one certificate and one remembered raw TCB each, straight by SQL, and measures how
 * long the hot read takes.
 *
 * <p>{@link MillionPlatformsTest} runs it small. At full size, with the figures on standard output:
 *
 * <pre>mvn -pl service -am -Dtest=MillionPlatformsTest -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Dassay.store.platforms=1000000 test</pre>
 */
final class MillionPlatforms {

    private static final int BATCH = 2_000;
    private static final String FMSPC = "00906EA10000";
    private static final String TCBM = "0B".repeat(16) + "0D00";
    static final RawTcb RAW = new RawTcb("0B".repeat(16), "0D00");

    private MillionPlatforms() {}

    /** A platform's QE ID: spread over the index, as real ones are. */
    static String qeId(int number) {
        SplittableRandom random = new SplittableRandom(number);
        return String.format("%016X%016X", random.nextLong(), random.nextLong());
    }

    static String url(Path file) {
        return "jdbc:sqlite:" + file;
    }

    /** Adds platforms to an SQLite file or PostgreSQL database that has the tables and no platforms. */
    static void fill(String url, Dialect dialect, int count) throws SQLException {
        String always = dialect == Dialect.POSTGRESQL ? " OVERRIDING SYSTEM VALUE" : "";
        String more = dialect == Dialect.POSTGRESQL ? "&reWriteBatchedInserts=true" : "";
        try (Connection connection = DriverManager.getConnection(url + more)) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement();
                    PreparedStatement platforms =
                            connection.prepareStatement("INSERT INTO platforms (id, qe_id, pce_id,"
                                    + " encrypted_ppid, manifest, fmspc, ca, issuer_chain)" + always
                                    + " VALUES (?, ?, '0000', ?, '', '" + FMSPC + "', 'PLATFORM', 'chain')");
                    PreparedStatement certificates = connection.prepareStatement(
                            "INSERT INTO certificates (platform, tcbm, pem) VALUES (?, '" + TCBM + "', ?)");
                    PreparedStatement raws = connection.prepareStatement("INSERT INTO raw_tcbs (platform, cpu_svn,"
                            + " pce_svn, tcbm) VALUES (?, '" + RAW.cpuSvn() + "', '" + RAW.pceSvn() + "', '" + TCBM
                            + "')")) {
                statement.execute("INSERT INTO issuer_chains (sha256, pem) VALUES ('chain', "
                        + (dialect == Dialect.POSTGRESQL
                                ? "convert_to(repeat('chain ', 380), 'UTF8')"
                                : "CAST(replace(hex(zeroblob(380)), '00', 'chain ') AS BLOB)")
                        + ")");
                for (int number = 1; number <= count; number++) {
                    SplittableRandom random = new SplittableRandom(~number);
                    platforms.setLong(1, number);
                    platforms.setString(2, qeId(number));
                    platforms.setString(3, hex(random, 384));
                    platforms.addBatch();
                    certificates.setLong(1, number);
                    certificates.setBytes(2, pem(random));
                    certificates.addBatch();
                    raws.setLong(1, number);
                    raws.addBatch();
                    if (number % BATCH == 0 || number == count) {
                        platforms.executeBatch();
                        certificates.executeBatch();
                        raws.executeBatch();
                        connection.commit();
                    }
                }
                if (dialect == Dialect.POSTGRESQL) {
                    // The numbers were given, not drawn.
                    statement.execute("SELECT setval(pg_get_serial_sequence('platforms', 'id'), " + count + ")");
                    connection.commit();
                    connection.setAutoCommit(true);
                    statement.execute("VACUUM ANALYZE");
                }
            }
        }
    }

    private static String hex(SplittableRandom random, int bytes) {
        byte[] some = new byte[bytes];
        random.nextBytes(some);
        return HexFormat.of().withUpperCase().formatHex(some);
    }

    /** As long as Intel's: 1,260 bytes of DER. */
    private static byte[] pem(SplittableRandom random) {
        byte[] der = new byte[1_260];
        random.nextBytes(der);
        return ("-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                        + "\n-----END CERTIFICATE-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Time of a read.
     *
     * @param median of single reads, in microseconds
     * @param cpu of this process, mean, in microseconds
     */
    record Read(double median, double cpu) {}

    /** Times {@link PlatformTable#match} of platforms drawn at random. */
    static Read time(Store store, int platforms, int reads) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        SplittableRandom random = new SplittableRandom(platforms);
        String[] qeIds = new String[reads];
        Arrays.setAll(qeIds, read -> qeId(1 + random.nextInt(platforms)));
        long[] nanos = new long[reads];
        long cpu = threads.getCurrentThreadCpuTime();
        for (int read = 0; read < reads; read++) {
            String qeId = qeIds[read];
            long start = System.nanoTime();
            Optional<Match> match = store.readOnce(tables -> tables.platforms().match(qeId, "0000", RAW));
            nanos[read] = System.nanoTime() - start;
            if (match.flatMap(Match::certificate).isEmpty()) {
                throw new IllegalStateException("no match for " + qeId);
            }
        }
        cpu = threads.getCurrentThreadCpuTime() - cpu;
        Arrays.sort(nanos);
        return new Read(nanos[reads / 2] / 1e3, cpu / 1e3 / reads);
    }
}
