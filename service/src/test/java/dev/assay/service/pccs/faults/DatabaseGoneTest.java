package dev.assay.service.pccs.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.bytes.Bytes;
import dev.assay.provision.DocumentKey.TcbInfoKey;
import dev.assay.service.pccs.Mode;
import dev.assay.service.pccs.Pccs;
import dev.assay.service.pccs.PccsOptions;
import dev.assay.simulator.pcs.PcsPlatform;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL ends under a running cache and comes back; {@code -Dassay.faults.outages=10} for the long run. */
@Timeout(600)
class DatabaseGoneTest {

    private static final int OUTAGES = Integer.getInteger("assay.faults.outages", 1);
    private static final Duration PATIENCE = Duration.ofSeconds(6);

    private final Client client = new Client();
    private final List<PcsPlatform> acknowledged = new ArrayList<>();
    private final List<Bytes> kept = new ArrayList<>();
    private int families;
    private long slowest;

    @TempDir
    Path folder;

    @Test
    void answersAreRightOrHonestWhileTheDatabaseIsGoneAndAllIsThereWhenItIsBack() throws Exception {
        int port = World.freePort();
        EmbeddedPostgres database = start(port);
        try (World world = World.start();
                Pccs pccs = Pccs.start(world.options(
                        new PccsOptions.Database.Postgresql(
                                database.getJdbcUrl("postgres", "postgres"), Optional.empty(), Optional.empty()),
                        Mode.LAZY))) {
            for (int outage = 0; outage < OUTAGES; outage++) {
                fill(world, pccs);
                database.close();
                whileItIsGone(world, pccs);
                database = start(port);
                whenItIsBack(world, pccs);
            }
        } finally {
            database.close();
        }
        System.getLogger(DatabaseGoneTest.class.getName())
                .log(
                        System.Logger.Level.INFO,
                        "{0} outages, slowest answer {1} ms, {2} platforms kept",
                        OUTAGES,
                        slowest,
                        acknowledged.size());
    }

    private EmbeddedPostgres start(int port) {
        return PostgresqlServer.start(EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("postgresql"))
                .setCleanDataDirectory(false)
                .setPort(port));
    }

    private void fill(World world, Pccs pccs) throws Exception {
        Bytes fmspc = World.fmspc(families++);
        PcsPlatform platform = world.platform(families, fmspc);
        assertThat(register(pccs, platform).statusCode()).isEqualTo(200);
        acknowledged.add(platform);
        kept.add(fmspc);
        assertThat(get(pccs, World.target(World.sgx(fmspc))).statusCode()).isEqualTo(200);
        assertThat(get(pccs, World.pckCert(platform)).statusCode()).isEqualTo(200);
    }

    private void whileItIsGone(World world, Pccs pccs) throws Exception {
        for (Bytes fmspc : kept) {
            TcbInfoKey key = World.sgx(fmspc);
            rightOrHonest(world, key, get(pccs, World.target(key)));
            // Another question for the same document, which no ready-made answer exists for.
            rightOrHonest(world, key, get(pccs, World.target(key) + "&answer=anew"));
        }
        HttpResponse<byte[]> certificate = get(pccs, World.pckCert(acknowledged.getFirst()));
        assertThat(certificate.statusCode()).as(World.says(certificate)).isIn(200, 503);
        if (certificate.statusCode() == 200) {
            assertThat(Bytes.of(certificate.body())).isEqualTo(World.rightCertificate(acknowledged.getFirst()));
        }
        TcbInfoKey missing = World.sgx(World.fmspc(1_000 + families));
        world.platform(1_000 + families, missing.fmspc());
        rightOrHonest(world, missing, get(pccs, World.target(missing)));
        honest(register(pccs, world.platform(2_000 + families, World.fmspc(2_000 + families))));
        assertThat(get(pccs, "/health/ready").statusCode()).isEqualTo(503);
        assertThat(get(pccs, "/health/live").statusCode()).isEqualTo(200);
    }

    private void whenItIsBack(World world, Pccs pccs) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (get(pccs, "/health/ready").statusCode() != 200 && System.nanoTime() < end) {
            Thread.sleep(100);
        }
        TcbInfoKey missing = World.sgx(World.fmspc(1_000 + families));
        HttpResponse<byte[]> fetched = get(pccs, World.target(missing));
        assertThat(fetched.statusCode()).as(World.says(fetched)).isEqualTo(200);
        world.prove(missing, fetched);
        long calls = world.pcs().requests().all().size();
        for (Bytes fmspc : kept) {
            HttpResponse<byte[]> answer = get(pccs, World.target(World.sgx(fmspc)) + "&answer=again" + families);
            assertThat(answer.statusCode()).as(World.says(answer)).isEqualTo(200);
            world.prove(World.sgx(fmspc), answer);
        }
        for (PcsPlatform platform : acknowledged) {
            HttpResponse<byte[]> answer = get(pccs, World.pckCert(platform) + "&answer=again" + families);
            assertThat(answer.statusCode()).as(World.says(answer)).isEqualTo(200);
            assertThat(Bytes.of(answer.body())).isEqualTo(World.rightCertificate(platform));
        }
        assertThat(world.pcs().requests().all())
                .as("what was kept is not fetched again")
                .hasSize((int) calls);
    }

    private static void rightOrHonest(World world, TcbInfoKey key, HttpResponse<byte[]> answer) throws Exception {
        if (answer.statusCode() == 200) {
            world.prove(key, answer);
        } else {
            honest(answer);
        }
    }

    private static void honest(HttpResponse<byte[]> answer) {
        assertThat(answer.statusCode()).as(World.says(answer)).isEqualTo(503);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().firstValue("Assay-Cause"))
                .hasValueSatisfying(cause -> assertThat(cause).contains("PostgreSQL"));
    }

    private HttpResponse<byte[]> register(Pccs pccs, PcsPlatform platform) throws Exception {
        return timed(() -> client.post(
                pccs.address(),
                "/sgx/certification/v4/platforms",
                World.registration(platform),
                "user-token",
                Tokens.USER));
    }

    private HttpResponse<byte[]> get(Pccs pccs, String target) throws Exception {
        return timed(() -> client.get(pccs.address(), target));
    }

    private interface Question {
        HttpResponse<byte[]> ask() throws Exception;
    }

    private HttpResponse<byte[]> timed(Question question) throws Exception {
        long start = System.nanoTime();
        HttpResponse<byte[]> answer = question.ask();
        long millis = (System.nanoTime() - start) / 1_000_000;
        slowest = Math.max(slowest, millis);
        assertThat(millis).as(World.says(answer)).isLessThan(PATIENCE.toMillis());
        return answer;
    }
}
