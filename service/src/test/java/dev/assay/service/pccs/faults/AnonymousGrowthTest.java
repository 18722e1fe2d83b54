package dev.assay.service.pccs.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.service.pccs.Mode;
import dev.assay.service.pccs.Pccs;
import dev.assay.service.pccs.PccsOptions;
import dev.assay.simulator.pcs.PcsPlatform;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Reads that need no token, with invented QE-IDs and raw TCBs; {@code -Dassay.faults.anonymous=10000} for the long run. */
@Timeout(600)
class AnonymousGrowthTest {

    private static final int READS = Integer.getInteger("assay.faults.anonymous", 600);
    private static final int CLIENTS = 8;

    /** Names that one genuine platform may have, and raw TCBs of each, from reads that anybody may make. */
    private static final int NAMES = 8;

    private static final int RAW_TCBS = PccsOptions.Limits.defaults().rawTcbs();

    private final Client client = new Client();
    private final Map<Integer, LongAdder> statuses = new ConcurrentHashMap<>();

    @TempDir
    Path folder;

    @Test
    void theDatabaseStaysWithinItsBound() throws Exception {
        Path file = folder.resolve("pccs.db");
        long calls;
        long size;
        try (World world = World.start()) {
            PcsPlatform platform = world.platform(1, World.fmspc(1));
            try (Pccs pccs = Pccs.start(world.options(new PccsOptions.Database.Folder(folder), Mode.LAZY));
                    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<Object>> clients = new ArrayList<>();
                for (int i = 0; i < CLIENTS; i++) {
                    Random random = new Random(i);
                    clients.add(threads.submit(() -> {
                        for (int read = 0; read < READS / CLIENTS; read++) {
                            read(pccs, platform, random);
                        }
                        return "";
                    }));
                }
                for (Future<Object> one : clients) {
                    one.get();
                }
                // And nothing that a client had to name is lost for it.
                HttpResponse<byte[]> honest = client.get(pccs.address(), World.pckCert(platform));
                assertThat(honest.statusCode()).as(World.says(honest)).isEqualTo(200);
            }
            calls = world.pcs().requests().all().size();
            size = Files.size(file);
        }
        assertThat(rows(file, "platforms")).isLessThanOrEqualTo(NAMES);
        assertThat(rows(file, "raw_tcbs")).isLessThanOrEqualTo((long) NAMES * RAW_TCBS);
        assertThat(rows(file, "registrations")).isZero();
        assertThat(statuses.keySet()).isSubsetOf(200, 404, 503);
        System.getLogger(AnonymousGrowthTest.class.getName())
                .log(
                        System.Logger.Level.INFO,
                        "{0} reads: statuses {1}, {2} platforms, {3} raw TCBs, {4} bytes, {5} upstream calls",
                        READS,
                        new TreeMap<>(statuses),
                        rows(file, "platforms"),
                        rows(file, "raw_tcbs"),
                        size,
                        calls);
    }

    /** Half of the names are invented, the rest are few; all TCBs are as high as the platform's or higher, and random. */
    private void read(Pccs pccs, PcsPlatform platform, Random random) throws Exception {
        byte[] components = platform.rawTcb().cpuSvn().toArray();
        for (int i = 0; i < components.length; i++) {
            components[i] = (byte) Math.min(255, (components[i] & 0xff) + random.nextInt(8));
        }
        byte[] qeId = new byte[16];
        if (random.nextBoolean()) {
            random.nextBytes(qeId);
        } else {
            qeId[0] = (byte) random.nextInt(4);
        }
        HttpResponse<byte[]> answer = client.get(
                pccs.address(),
                World.pckCert(
                        HexFormat.of().withUpperCase().formatHex(qeId),
                        World.upper(platform.pceId()),
                        HexFormat.of().withUpperCase().formatHex(components),
                        World.littleEndian(platform.rawTcb().pceSvn()),
                        World.upper(platform.encryptedPpid())));
        assertThat(answer.statusCode()).as(World.says(answer)).isIn(200, 404, 503);
        statuses.computeIfAbsent(answer.statusCode(), first -> new LongAdder()).increment();
    }

    private static long rows(Path file, String table) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT count(*) FROM " + table)) {
            return count.next() ? count.getLong(1) : 0;
        }
    }
}
