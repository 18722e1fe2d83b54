package dev.assay.service.pccs.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.bytes.Bytes;
import dev.assay.service.pccs.Mode;
import dev.assay.simulator.pcs.PcsPlatform;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A cache over SQLite, in a process of its own, is killed while clients register platforms;
 * {@code -Dassay.faults.sqliteKills=30} for the long run.
 */
@Timeout(900)
class KilledUnderRegistrationsTest {

    private static final int KILLS = Integer.getInteger("assay.faults.sqliteKills", 1);
    private static final int CLIENTS = 4;
    private static final String PLATFORMS = "/sgx/certification/v4/platforms";

    private final Client client = new Client();
    private final Random random = new Random(11);

    @TempDir
    Path folder;

    @Test
    void everyQueuedRegistrationThatWasAcknowledgedIsThereAndWhole() throws Exception {
        Map<String, String> acknowledged = new ConcurrentHashMap<>();
        try (World world = World.start()) {
            Map<String, String> settings = world.settings(folder, Mode.OFFLINE);
            for (int kill = 0; kill < KILLS; kill++) {
                int round = kill;
                killed(settings, 300, (replica, number) -> {
                    String qeId = "%08X%08X%08X%08X".formatted(round, number, number, round);
                    String json = queued(qeId);
                    if (register(replica, json)) {
                        acknowledged.put(qeId, json);
                    }
                });
            }
            try (Replica replica = Replica.start(settings)) {
                HttpResponse<byte[]> answer =
                        client.get(replica.address(), PLATFORMS + "?source=reg", "admin-token", Tokens.ADMIN);
                assertThat(answer.statusCode()).isEqualTo(200);
                List<String> listed = new ArrayList<>();
                for (JsonNode one : JsonMapper.shared().readTree(answer.body())) {
                    String qeId = one.get("qe_id").asString();
                    listed.add(qeId);
                    JsonNode sent = JsonMapper.shared().readTree(queued(qeId));
                    for (String member : List.of("pce_id", "cpu_svn", "pce_svn", "enc_ppid")) {
                        assertThat(one.get(member).asString())
                                .as("%s of %s", member, qeId)
                                .isEqualToIgnoringCase(sent.get(member).asString());
                    }
                }
                assertThat(listed).doesNotHaveDuplicates().containsAll(acknowledged.keySet());
                replica.stop();
            }
        }
        assertWhole();
        report("queued", acknowledged.size());
    }

    @Test
    void everyFetchedPlatformThatWasAcknowledgedIsServedWithoutTheUpstream() throws Exception {
        Map<PcsPlatform, Boolean> acknowledged = new ConcurrentHashMap<>();
        try (World world = World.start()) {
            Map<String, String> settings = world.settings(folder, Mode.LAZY);
            for (int kill = 0; kill < KILLS; kill++) {
                int round = kill;
                killed(settings, 1_000, (replica, number) -> {
                    PcsPlatform platform = world.platform(10_000L * round + number, World.fmspc(round));
                    if (register(replica, World.registration(platform))) {
                        acknowledged.put(platform, true);
                    }
                });
            }
            try (Replica replica = Replica.start(settings)) {
                world.pcs().requests().clear();
                for (PcsPlatform platform : acknowledged.keySet()) {
                    HttpResponse<byte[]> answer = client.get(replica.address(), World.pckCert(platform));
                    assertThat(answer.statusCode()).as(World.says(answer)).isEqualTo(200);
                    assertThat(Bytes.of(answer.body())).isEqualTo(World.rightCertificate(platform));
                }
                assertThat(world.pcs().requests().all()).isEmpty();
                replica.stop();
            }
        }
        assertWhole();
        assertThat(acknowledged).isNotEmpty();
        report("fetched", acknowledged.size());
    }

    private interface Registering {
        void register(Replica replica, int number) throws Exception;
    }

    /** Starts a cache, has clients register for up to {@code millis}, and kills it meanwhile. */
    private void killed(Map<String, String> settings, int millis, Registering registering) throws Exception {
        try (Replica replica = Replica.start(settings);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Object>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                int start = i;
                clients.add(threads.submit(() -> {
                    for (int number = start; !replica.isKilled(); number += CLIENTS) {
                        registering.register(replica, number);
                    }
                    return "";
                }));
            }
            Thread.sleep(millis + random.nextInt(millis));
            replica.kill();
            for (Future<Object> one : clients) {
                one.get();
            }
        }
    }

    /** Whether it was acknowledged; a replica that has been killed may cut connections. */
    private boolean register(Replica replica, String json) throws InterruptedException {
        try {
            HttpResponse<byte[]> answer = client.post(replica.address(), PLATFORMS, json, "user-token", Tokens.USER);
            assertThat(answer.statusCode()).as(World.says(answer)).isEqualTo(200);
            return true;
        } catch (IOException gone) {
            assertThat(replica.isKilled()).as("%s before the kill", gone).isTrue();
            return false;
        }
    }

    private static String queued(String qeId) {
        return World.registration(qeId, "0000", qeId, "0D00", qeId.repeat(24));
    }

    private void assertWhole() throws Exception {
        String url = "jdbc:sqlite:" + folder.resolve("data").resolve("pccs.db");
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("PRAGMA integrity_check")) {
            assertThat(result.next()).isTrue();
            assertThat(result.getString(1)).isEqualTo("ok");
        }
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet orphans = statement.executeQuery("PRAGMA foreign_key_check")) {
            assertThat(orphans.next()).as("rows that lack what they belong to").isFalse();
        }
    }

    private static void report(String what, int count) {
        System.getLogger(KilledUnderRegistrationsTest.class.getName())
                .log(System.Logger.Level.INFO, "{0} kills, {1} {2} registrations acknowledged", KILLS, count, what);
    }
}
