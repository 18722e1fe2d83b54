package dev.assay.service.pccs.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.bytes.Bytes;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.pck.PemHeader;
import dev.assay.provision.Document;
import dev.assay.provision.DocumentKey.TcbInfoKey;
import dev.assay.provision.GenuineDocument;
import dev.assay.provision.TcbSet;
import dev.assay.quote.Tee;
import dev.assay.simulator.CertificateExtension;
import dev.assay.simulator.PlannedFaults;
import dev.assay.simulator.Seed;
import dev.assay.simulator.TestPki;
import dev.assay.simulator.TestPlatform;
import dev.assay.simulator.pcs.PcsCatalog;
import dev.assay.simulator.pcs.PcsFault;
import dev.assay.simulator.pcs.PcsPlatform;
import dev.assay.simulator.pcs.PcsRequest;
import dev.assay.simulator.pcs.StandInPcs;
import dev.assay.verify.DocumentVerifier;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three replicas, real processes, over one PostgreSQL; in each round one of them is killed while clients ask for documents
 * that no replica has yet and register platforms. {@code -Dassay.faults.kills=30} for the long run.
 */
class ReplicasUnderFireTest {

    private static final int KILLS = Integer.getInteger("assay.faults.kills", 1);
    private static final int CLIENTS = 6;
    private static final int PLATFORMS_A_ROUND = 3;

    private static final Duration ROUND = Duration.ofSeconds(30);

    private final Instant now = Instant.now();
    private final int port = freePort();
    private final PcsCatalog catalog = PcsCatalog.of(Seed.of(2026), pki(port), now);
    private final DocumentVerifier verifier = DocumentVerifier.of(catalog.pki().anchor(), Ecdsa.preferred());
    private final Client client = new Client();
    private final Random random = new Random(7);

    /** QE ids of platforms whose registration was answered 200. */
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

    private final Set<String> fmspcs = ConcurrentHashMap.newKeySet();
    /** How many documents took how many upstream calls. */
    private final Map<Integer, Integer> upstreamCalls = new TreeMap<>();

    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicInteger retries = new AtomicInteger();

    @TempDir
    Path folder;

    @Test
    void aKilledReplicaCostsNoAnswerNoRegistrationAndAtMostOneMoreUpstreamCall() throws Exception {
        Path root = folder.resolve("root.pem");
        Files.write(root, catalog.pki().root().certificate().pem().toArray());
        try (EmbeddedPostgres database = PostgresqlServer.start();
                StandInPcs pcs = StandInPcs.start(catalog, InstantSource.system(), port)) {
            Map<String, String> settings = Map.of(
                    "jdbc",
                    database.getJdbcUrl("postgres", "postgres"),
                    "root",
                    root.toString(),
                    "upstream",
                    pcs.sgxUrl().toString(),
                    "mode",
                    "LAZY");
            pcs.faults().injectEverywhere(new PcsFault.Late(Duration.ofMillis(150)), PlannedFaults.ALWAYS);
            List<Replica> replicas = new ArrayList<>();
            try {
                for (int i = 0; i < 3; i++) {
                    replicas.add(Replica.start(settings));
                }
                for (int kill = 0; kill < KILLS; kill++) {
                    round(kill, replicas, pcs);
                    int victim = dead(replicas);
                    replicas.set(victim, Replica.start(settings));
                }
                for (Replica replica : replicas) {
                    assertNothingAcknowledgedIsLost(replica);
                }
            } finally {
                replicas.forEach(Replica::close);
            }
        }
        System.getLogger(ReplicasUnderFireTest.class.getName())
                .log(
                        System.Logger.Level.INFO,
                        "{0} kills, {1} answers, {2} retries, {3} platforms acknowledged, none lost; documents by their number"
                                + " of upstream calls {4}; {5} s",
                        KILLS,
                        answers.get(),
                        retries.get(),
                        acknowledged.size(),
                        upstreamCalls,
                        Duration.between(now, Instant.now()).toSeconds());
    }

    /** A root whose CRL is where the stand-in will serve it. */
    private static TestPki pki(int port) {
        return TestPki.of(2026)
                .withRoot(root -> root.with(
                        CertificateExtension.crlDistributionPoint("http://127.0.0.1:" + port + "/IntelSGXRootCA.der")));
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int dead(List<Replica> replicas) {
        for (int i = 0; i < replicas.size(); i++) {
            if (replicas.get(i).isKilled()) {
                return i;
            }
        }
        throw new IllegalStateException("all replicas live");
    }

    /** One family of platforms that nobody has asked for, six clients that do at once, one kill meanwhile. */
    private void round(int number, List<Replica> replicas, StandInPcs pcs) throws Exception {
        Bytes fmspc = Bytes.of(new byte[] {0x50, (byte) number, 0x7e, 0x57, 0, 0});
        fmspcs.add(fmspc.hex().toUpperCase(Locale.ROOT));
        List<PcsPlatform> platforms = new ArrayList<>();
        for (int i = 0; i < PLATFORMS_A_ROUND; i++) {
            TestPlatform machine = TestPlatform.of(Seed.of(1000L * number + i)).withFmspc(fmspc);
            platforms.add(catalog.add(machine, PcsPlatform.Kind.SINGLE_PACKAGE));
        }
        pcs.requests().clear();
        Map<String, Bytes> served = new ConcurrentHashMap<>();
        List<Callable<Void>> work = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            int start = i;
            work.add(() -> {
                ask(replicas, start, new TcbInfoKey(Tee.SGX, fmspc, TcbSet.Update.STANDARD), served);
                ask(replicas, start + 1, new TcbInfoKey(Tee.TDX, fmspc, TcbSet.Update.STANDARD), served);
                ask(replicas, start + 2, new TcbInfoKey(Tee.SGX, fmspc, TcbSet.Update.EARLY), served);
                return null;
            });
        }
        for (PcsPlatform platform : platforms) {
            work.add(() -> register(replicas, platform));
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Void>> running = new ArrayList<>();
            work.forEach(one -> running.add(threads.submit(one)));
            Thread.sleep(random.nextInt(300));
            replicas.get(random.nextInt(replicas.size())).kill();
            for (Future<Void> one : running) {
                one.get();
            }
        }
        assertNothingIsFetchedThrice(pcs, number);
    }

    /** Every document and every list of certificates: once, and once more if the one who fetched it was killed. */
    private void assertNothingIsFetchedThrice(StandInPcs pcs, int number) {
        Map<String, Integer> calls = new TreeMap<>();
        for (PcsRequest request : pcs.requests().all()) {
            String document = request.method() + " " + request.path() + " " + new TreeMap<>(request.query())
                    + request.body().hex();
            calls.merge(document, 1, Integer::sum);
        }
        calls.values().forEach(count -> upstreamCalls.merge(count, 1, Integer::sum));
        assertThat(calls.keySet())
                .as("documents fetched in round %d", number)
                .filteredOn(document -> document.contains("/tcb "))
                .hasSize(4);
        assertThat(calls.keySet())
                .filteredOn(document -> document.contains("/pckcerts "))
                .hasSize(PLATFORMS_A_ROUND);
        assertThat(calls.values())
                .as("upstream calls for each document in round %d: %s", number, calls)
                .allSatisfy(count -> assertThat(count).isLessThanOrEqualTo(2));
    }

    /** Asks one replica after the other until one answers; whatever is answered with 200 must be right. */
    private void ask(List<Replica> replicas, int first, TcbInfoKey key, Map<String, Bytes> served) throws Exception {
        String target = "/%s/certification/v4/tcb?fmspc=%s&update=%s"
                .formatted(
                        key.tee() == Tee.SGX ? "sgx" : "tdx",
                        key.fmspc().hex(),
                        key.set().text());
        HttpResponse<byte[]> answer = untilAnswered(replicas, first, replica -> client.get(replica.address(), target));
        Bytes body = Bytes.of(answer.body());
        String chain = answer.headers().firstValue("TCB-Info-Issuer-Chain").orElseThrow();
        GenuineDocument.prove(new Document(key, body, java.util.Optional.of(PemHeader.decode(chain))), verifier);
        Bytes before = served.putIfAbsent(key.text(), body);
        assertThat(before == null || before.equals(body)).as(key.text()).isTrue();
        answers.incrementAndGet();
    }

    private Void register(List<Replica> replicas, PcsPlatform platform) throws Exception {
        String qeId = upper(platform.qeId());
        String json = """
                {"qe_id":"%s","pce_id":"%s","cpu_svn":"%s","pce_svn":"%s","enc_ppid":"%s"}""".formatted(
                        qeId,
                        upper(platform.pceId()),
                        upper(platform.rawTcb().cpuSvn()),
                        littleEndian(platform.rawTcb().pceSvn()),
                        upper(platform.encryptedPpid()));
        untilAnswered(
                replicas,
                random.nextInt(3),
                replica -> client.post(
                        replica.address(), "/sgx/certification/v4/platforms", json, "user-token", Tokens.USER));
        acknowledged.add(qeId);
        answers.incrementAndGet();
        return null;
    }

    private interface Attempt {
        HttpResponse<byte[]> at(Replica replica) throws IOException, InterruptedException;
    }

    /** A dead replica and a 503 are no answer; every other status than 200 is a wrong one. */
    private HttpResponse<byte[]> untilAnswered(List<Replica> replicas, int first, Attempt attempt) throws Exception {
        Instant end = Instant.now().plus(ROUND);
        for (int i = first; Instant.now().isBefore(end); i++) {
            Replica replica = replicas.get(Math.floorMod(i, replicas.size()));
            try {
                HttpResponse<byte[]> answer = attempt.at(replica);
                if (answer.statusCode() == 200) {
                    return answer;
                }
                assertThat(answer.statusCode())
                        .as(
                                "answer of %s: %s, cause %s",
                                replica.address(),
                                new String(answer.body(), StandardCharsets.UTF_8),
                                answer.headers().firstValue("Assay-Cause").orElse("none"))
                        .isEqualTo(503);
                assertThat(answer.body()).as("body of a 503").isEmpty();
            } catch (IOException gone) {
                assertThat(replica.isKilled())
                        .as("%s cut a connection: %s", replica.address(), gone)
                        .isTrue();
            }
            retries.incrementAndGet();
            Thread.sleep(20);
        }
        throw new AssertionError("no replica answered within " + ROUND);
    }

    private void assertNothingAcknowledgedIsLost(Replica replica) throws Exception {
        HttpResponse<byte[]> answer = client.get(
                replica.address(),
                "/sgx/certification/v4/platforms?source=%5B" + String.join(",", fmspcs) + "%5D",
                "admin-token",
                Tokens.ADMIN);
        assertThat(answer.statusCode()).isEqualTo(200);
        String list = new String(answer.body(), StandardCharsets.UTF_8);
        assertThat(acknowledged).allSatisfy(qeId -> assertThat(list).contains(qeId));
    }

    static String upper(Bytes bytes) {
        return bytes.hex().toUpperCase(Locale.ROOT);
    }

    static String littleEndian(int pceSvn) {
        return "%02X%02X".formatted(pceSvn & 0xff, pceSvn >> 8);
    }
}
