package dev.assay.service.pccs.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.assay.service.pccs.Mode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Thousands of connections that say nothing, from another process; {@code -Dassay.faults.crowd=5000} for the long run, which
 * also waits until the server has closed them all.
 */
@Timeout(300)
class CrowdTest {

    private static final int SIZE = Integer.getInteger("assay.faults.crowd", 1_000);
    private static final boolean LONG = Integer.getInteger("assay.faults.crowd") != null;

    /** Memory that a silent connection may cost, in KiB, and what may come on top for other reasons. */
    private static final long EACH = 16;

    private static final long ANYWAY = 40_000;

    private static final int READS = 300;

    private final Client client = new Client();

    @TempDir
    Path folder;

    @Test
    void silentConnectionsDisturbNobodyAndAreClosed() throws Exception {
        crowd(false);
    }

    @Test
    void connectionsThatNeverBeginTlsDisturbNobodyAndAreClosed() throws Exception {
        crowd(true);
    }

    private void crowd(boolean tls) throws Exception {
        assumeTrue(
                openFiles() >= SIZE + 500,
                "each process needs " + (SIZE + 500) + " open files and may have " + openFiles());
        try (World world = World.start()) {
            Map<String, String> settings = world.settings(folder, Mode.LAZY);
            if (tls) {
                settings.put("tls", folder.resolve("tls").toString());
            }
            try (Replica replica = Replica.start(settings)) {
                Reader reader = tls ? new TlsReader(replica.address()) : new PlainReader(client, replica.address());
                slowest(reader);
                long alone = slowest(reader);
                long before = resident(replica.pid());
                Process crowd = new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-XX:+UseSerialGC",
                                "-Xmx64m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                CrowdMain.class.getName(),
                                Integer.toString(replica.address().getPort()),
                                Integer.toString(SIZE))
                        .redirectErrorStream(true)
                        .start();
                try (BufferedReader said = crowd.inputReader(StandardCharsets.UTF_8)) {
                    String opened = said.readLine();
                    assertThat(opened).as(replica.said()).startsWith("open " + SIZE);
                    long among = slowest(reader);
                    long grown = resident(replica.pid()) - before;
                    System.getLogger(CrowdTest.class.getName())
                            .log(
                                    System.Logger.Level.INFO,
                                    "TLS {0}: {1}; resident {2} KiB, {3} KiB more; 99th of {4} answers {5} us alone,"
                                            + " {6} us among them",
                                    tls,
                                    opened,
                                    before,
                                    grown,
                                    READS,
                                    alone,
                                    among);
                    assertThat(among).as("99th percentile of answers in us").isLessThan(500_000);
                    assertThat(grown).as("KiB").isLessThan(ANYWAY + EACH * SIZE);
                    if (LONG) {
                        String closed = said.readLine();
                        assertThat(closed).startsWith("closed " + SIZE);
                        System.getLogger(CrowdTest.class.getName()).log(System.Logger.Level.INFO, closed);
                        slowest(reader);
                    }
                } finally {
                    crowd.destroyForcibly();
                }
            }
        }
    }

    private interface Reader {
        void read() throws Exception;
    }

    private record PlainReader(Client client, URI server) implements Reader {
        @Override
        public void read() throws Exception {
            HttpResponse<byte[]> answer = client.get(server, "/sgx/certification/v4/rootcacrl");
            assertThat(answer.statusCode()).as(World.says(answer)).isEqualTo(200);
        }
    }

    private record TlsReader(URI server) implements Reader {
        @Override
        public void read() throws Exception {
            CertificateUnderLoadTest.served(server);
        }
    }

    /** The 99th percentile of the answers' times, in microseconds. */
    private static long slowest(Reader reader) throws Exception {
        long[] micros = new long[READS];
        for (int i = 0; i < READS; i++) {
            long start = System.nanoTime();
            reader.read();
            micros[i] = (System.nanoTime() - start) / 1_000;
        }
        Arrays.sort(micros);
        return micros[READS * 99 / 100];
    }

    /** In KiB. */
    private static long resident(long pid) throws IOException {
        return number(Path.of("/proc/" + pid + "/status"), "VmRSS:\\s+(\\d+)");
    }

    /** How many files a process may raise its limit to; a JVM does so by itself. */
    private static long openFiles() throws IOException {
        return number(Path.of("/proc/self/limits"), "Max open files\\s+\\d+\\s+(\\d+)");
    }

    private static long number(Path file, String pattern) throws IOException {
        assumeTrue(Files.exists(file), file + " is not there: not Linux");
        Matcher found = Pattern.compile(pattern).matcher(Files.readString(file));
        return found.find() ? Long.parseLong(found.group(1)) : 0;
    }
}
