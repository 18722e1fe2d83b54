package dev.assay.service.pccs.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.collateral.EnclaveIdentity;
import dev.assay.pck.PckCertificate;
import dev.assay.provision.DocumentKey;
import dev.assay.provision.DocumentKey.IdentityKey;
import dev.assay.provision.DocumentKey.PckCrlKey;
import dev.assay.provision.DocumentKey.TcbInfoKey;
import dev.assay.provision.GenuineDocument;
import dev.assay.provision.TcbSet;
import dev.assay.quote.Tee;
import dev.assay.service.pccs.Mode;
import dev.assay.service.pccs.Pccs;
import dev.assay.service.pccs.PccsOptions;
import dev.assay.simulator.pcs.PcsFault;
import dev.assay.simulator.pcs.PcsRoute;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The upstream fails in every way the stand-in knows; {@code -Dassay.faults.flapping=60} for the long run, in seconds, and
 * {@code -Dassay.faults.seed} for other faults.
 */
@Timeout(600)
class FlappingUpstreamTest {

    private static final Duration RUN = Duration.ofSeconds(Integer.getInteger("assay.faults.flapping", 2));
    private static final long SEED = Long.getLong("assay.faults.seed", 5);
    private static final int CLIENTS = 32;
    private static final long SLOWEST_MILLIS = 3_500;

    private final Client client = new Client();

    @TempDir
    Path folder;

    @Test
    void whateverIsAnsweredIsGenuineOrARefusalInTime() throws Exception {
        Map<Integer, LongAdder> statuses = new ConcurrentHashMap<>();
        AtomicLong slowest = new AtomicLong();
        AtomicBoolean over = new AtomicBoolean();
        try (World world = World.start();
                Pccs pccs = Pccs.start(world.options(new PccsOptions.Database.Folder(folder), Mode.LAZY))) {
            for (int family = 0; family < 200; family++) {
                world.platform(family, World.fmspc(family));
            }
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                Future<?> flapping = threads.submit(() -> flap(world, over));
                List<Future<?>> clients = new ArrayList<>();
                for (int i = 0; i < CLIENTS; i++) {
                    Random random = new Random(SEED + i);
                    clients.add(threads.submit(() -> {
                        Instant end = Instant.now().plus(RUN);
                        Map<DocumentKey, GenuineDocument> seen = new HashMap<>();
                        while (Instant.now().isBefore(end)) {
                            ask(world, pccs, key(random), seen, statuses, slowest);
                        }
                        return "";
                    }));
                }
                for (Future<?> one : clients) {
                    one.get();
                }
                over.set(true);
                flapping.get();
            }
            world.pcs().faults().clear();
            IdentityKey key = new IdentityKey(EnclaveIdentity.Id.QE, TcbSet.Update.STANDARD);
            HttpResponse<byte[]> healthy = client.get(pccs.address(), World.target(key));
            assertThat(healthy.statusCode()).as(World.says(healthy)).isEqualTo(200);
            System.getLogger(FlappingUpstreamTest.class.getName())
                    .log(
                            System.Logger.Level.INFO,
                            "seed {0}, {1}: statuses {2}, upstream calls {3}, slowest answer {4} ms",
                            SEED,
                            RUN,
                            new TreeMap<>(statuses),
                            world.pcs().requests().all().size(),
                            slowest);
        }
        assertThat(statuses.keySet()).isSubsetOf(200, 404, 502, 503).contains(200, 502, 503);
    }

    private void ask(
            World world,
            Pccs pccs,
            DocumentKey key,
            Map<DocumentKey, GenuineDocument> seen,
            Map<Integer, LongAdder> statuses,
            AtomicLong slowest)
            throws Exception {
        long start = System.nanoTime();
        HttpResponse<byte[]> answer = client.get(pccs.address(), World.target(key));
        long millis = (System.nanoTime() - start) / 1_000_000;
        slowest.accumulateAndGet(millis, Math::max);
        statuses.computeIfAbsent(answer.statusCode(), first -> new LongAdder()).increment();
        assertThat(millis).as("%s: %s", key.text(), World.says(answer)).isLessThan(SLOWEST_MILLIS);
        if (answer.statusCode() == 200) {
            GenuineDocument document = world.prove(key, answer);
            GenuineDocument before = seen.put(key, document);
            assertThat(before == null || !document.isOlderThan(before))
                    .as("%s after %s", document, before)
                    .isTrue();
        } else {
            assertThat(answer.statusCode()).as(World.says(answer)).isIn(404, 502, 503);
            assertThat(answer.headers().firstValue("Assay-Cause")).isPresent();
            if (answer.statusCode() == 503) {
                assertThat(answer.body()).isEmpty();
            }
        }
    }

    private static DocumentKey key(Random random) {
        TcbSet.Update update = random.nextBoolean() ? TcbSet.Update.STANDARD : TcbSet.Update.EARLY;
        return switch (random.nextInt(10)) {
            case 0 -> new PckCrlKey(PckCertificate.Ca.values()[random.nextInt(2)]);
            case 1 -> new IdentityKey(EnclaveIdentity.Id.QVE, update);
            case 2 -> new DocumentKey.RootCaCrlKey();
            default ->
                new TcbInfoKey(random.nextBoolean() ? Tee.SGX : Tee.TDX, World.fmspc(random.nextInt(200)), update);
        };
    }

    /** Nine answers of ten go wrong, each in its own way. */
    private static String flap(World world, AtomicBoolean over) throws InterruptedException {
        Random random = new Random(SEED);
        while (!over.get()) {
            world.pcs().faults().clear();
            for (PcsRoute route : PcsRoute.values()) {
                for (int i = 0; i < 8; i++) {
                    if (random.nextInt(10) > 0) {
                        world.pcs().faults().inject(fault(random), 1, route);
                    }
                }
            }
            Thread.sleep(50);
        }
        return "";
    }

    private static PcsFault fault(Random random) {
        return switch (random.nextInt(18)) {
            case 0 -> PcsFault.throttled();
            case 1 -> PcsFault.throttled(Duration.ofSeconds(1));
            case 2 -> PcsFault.throttled(Duration.ofSeconds(60));
            case 3 -> PcsFault.unavailable();
            case 4 -> PcsFault.status(500);
            case 5 -> PcsFault.status(404);
            case 6 -> new PcsFault.Late(Duration.ofMillis(random.nextInt(5_000)));
            case 7 -> new PcsFault.Dripping(64, Duration.ofMillis(50));
            case 8 -> new PcsFault.BrokenOff();
            case 9 -> new PcsFault.CutShort();
            case 10 -> new PcsFault.HungUp();
            case 11 -> new PcsFault.WebPage();
            case 12 -> new PcsFault.WithoutChain();
            case 13 -> new PcsFault.ForeignChain();
            case 14 -> new PcsFault.Old(Duration.ofDays(1 + random.nextInt(60)));
            case 15 -> new PcsFault.WrongSigner();
            case 16 -> new PcsFault.Misfiled();
            default -> new PcsFault.Oversized(6 << 20);
        };
    }

    @Test
    void aMissIsAnsweredInTimeWhenNobodyIsThere() throws Exception {
        try (World world = World.start()) {
            URI nobody = URI.create("http://127.0.0.1:" + World.freePort() + "/sgx/certification/v4/");
            assertRefusedInTime(world, nobody);
        }
    }

    @Test
    void aMissIsAnsweredInTimeWhenTheUpstreamAcceptsAndNeverAnswers() throws Exception {
        try (World world = World.start();
                ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            URI upstream = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/sgx/certification/v4/");
            assertRefusedInTime(world, upstream);
        }
    }

    private void assertRefusedInTime(World world, URI upstream) throws Exception {
        try (Pccs pccs = Pccs.start(world.options(
                new PccsOptions.Database.Folder(folder), Mode.LAZY, upstream, new PccsOptions.Tls.PlainHttp()))) {
            client.get(pccs.address(), "/health/live");
            List<String> targets =
                    List.of(World.target(World.sgx(World.fmspc(1))), World.pckCert(world.platform(1, World.fmspc(1))));
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<Object>> clients = new ArrayList<>();
                for (String target : targets) {
                    clients.add(threads.submit(() -> {
                        long start = System.nanoTime();
                        HttpResponse<byte[]> answer = client.get(pccs.address(), target);
                        long millis = (System.nanoTime() - start) / 1_000_000;
                        System.getLogger(FlappingUpstreamTest.class.getName())
                                .log(System.Logger.Level.INFO, "nobody answers upstream: {0} ms", millis);
                        // Three seconds are promised; a busy machine may take its time to start.
                        assertThat(millis).as(World.says(answer)).isLessThan(SLOWEST_MILLIS);
                        assertThat(answer.statusCode()).as(World.says(answer)).isIn(502, 503);
                        assertThat(answer.headers().firstValue("Assay-Cause").orElse(""))
                                .isNotEmpty();
                        return "";
                    }));
                }
                for (Future<Object> one : clients) {
                    one.get();
                }
            }
        }
    }

    @Test
    void aShortRetryAfterIsWaitedForAndALongOneIsPassedOn() throws Exception {
        try (World world = World.start();
                Pccs pccs = Pccs.start(world.options(new PccsOptions.Database.Folder(folder), Mode.LAZY))) {
            world.platform(1, World.fmspc(1));
            world.platform(2, World.fmspc(2));
            TcbInfoKey one = World.sgx(World.fmspc(1));
            world.pcs().faults().inject(PcsFault.throttled(Duration.ofSeconds(1)), 1, PcsRoute.SGX_TCB);
            long start = System.nanoTime();
            HttpResponse<byte[]> waited = client.get(pccs.address(), World.target(one));
            assertThat(waited.statusCode()).as(World.says(waited)).isEqualTo(200);
            assertThat((System.nanoTime() - start) / 1_000_000).isBetween(950L, 3_000L);
            world.prove(one, waited);

            for (PcsFault fault :
                    List.of(PcsFault.throttled(Duration.ofSeconds(60)), PcsFault.unavailable(Duration.ofSeconds(60)))) {
                world.pcs().faults().inject(fault, 1, PcsRoute.SGX_TCB);
                start = System.nanoTime();
                HttpResponse<byte[]> refused = client.get(pccs.address(), World.target(World.sgx(World.fmspc(2))));
                assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(1_000);
                assertThat(refused.statusCode()).as(World.says(refused)).isEqualTo(503);
                assertThat(refused.body()).isEmpty();
                assertThat(refused.headers().firstValueAsLong("Retry-After").orElse(0))
                        .isBetween(55L, 60L);
            }
        }
    }
}
