package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.platform.Detected;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteSource.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code assay attest --every}, as a process that somebody ends. */
@Timeout(60)
class AttestWatchTest {

    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path home;

    /** A watch in a thread of its own. */
    private static final class Running implements AutoCloseable {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final ByteArrayOutputStream err = new ByteArrayOutputStream();
        private final AtomicInteger exitCode = new AtomicInteger(-1);
        private final Thread thread;

        Running(Machine machine, String... args) {
            Streams streams = new Streams(
                    new ByteArrayInputStream(new byte[0]),
                    new PrintStream(out, true, StandardCharsets.UTF_8),
                    new PrintStream(err, true, StandardCharsets.UTF_8));
            thread = Thread.ofPlatform().start(() -> exitCode.set(Main.run(streams, machine, args)));
        }

        List<String> lines() {
            return out.toString(StandardCharsets.UTF_8).lines().toList();
        }

        String err() {
            return err.toString(StandardCharsets.UTF_8);
        }

        void until(BooleanSupplier happened) throws InterruptedException {
            while (!happened.getAsBoolean()) {
                assertThat(thread.isAlive()).as(lines() + err()).isTrue();
                Thread.sleep(5);
            }
        }

        int end() throws InterruptedException {
            thread.interrupt();
            thread.join(Duration.ofSeconds(20));
            return exitCode.get();
        }

        @Override
        public void close() throws InterruptedException {
            end();
        }
    }

    private Running watch(Detected source, String... more) {
        String[] args = new String[more.length + 3];
        System.arraycopy(new String[] {"attest", "--every", "100ms"}, 0, args, 0, 3);
        System.arraycopy(more, 0, args, 3, more.length);
        return new Running(StandInSource.machine(home, source), args);
    }

    @Test
    void attestsAnewUntilItIsEnded() throws Exception {
        try (Running watch = watch(StandInSource.absent(Kind.TSM), "--format", "json")) {
            watch.until(() -> watch.lines().size() > 3);

            assertThat(watch.end()).isZero();
            List<JsonNode> rounds =
                    watch.lines().stream().map(line -> JSON.readTree(line)).toList();
            assertThat(rounds).allMatch(round -> round.at("/verdict").asString().equals("accepted"));
            assertThat(rounds.stream().map(round -> round.at("/nonce").asString()))
                    .doesNotHaveDuplicates();
            assertThat(rounds.get(1).at("/steps/0/detail").asString()).contains("is still open");
        }
    }

    @Test
    void tellsPeopleALineARound() throws Exception {
        try (Running watch = watch(StandInSource.absent(Kind.TSM))) {
            watch.until(() -> watch.lines().size() > 3);

            assertThat(watch.lines().get(0)).startsWith("No hardware proof is made");
            assertThat(watch.lines().subList(1, 3))
                    .allMatch(line -> line.matches("20\\S+Z  ✓ accepted   UpToDate +[0-9.]+ ms  simulated"));
        }
    }

    @Test
    void tellsReasonsOnceAndOpensWhatFailedAgain() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        StandInSource failing = new StandInSource(Kind.TSM, data -> {
            asked.incrementAndGet();
            throw new QuoteException(QuoteException.Reason.TIMEOUT, "no answer", "start it");
        });
        try (Running watch = watch(failing.usable())) {
            watch.until(() -> asked.get() > 3);
            watch.end();

            assertThat(watch.lines().stream()
                            .filter(line -> line.contains("undecided"))
                            .count())
                    .isGreaterThan(2);
            assertThat(watch.lines().stream().filter(line -> line.contains("QUOTE_SOURCE_TIMEOUT")))
                    .hasSize(1);
            assertThat(failing.opened.get()).isEqualTo(asked.get()).isEqualTo(failing.closed.get());
        }
    }

    @Test
    void showsPrometheusWhatItFinds() throws Exception {
        try (Running watch = watch(StandInSource.absent(Kind.TSM), "--metrics", "0")) {
            watch.until(() -> watch.lines().size() > 2);
            String address = watch.err().lines().findFirst().orElseThrow().substring("metrics on ".length());

            assertThat(get(address))
                    .contains("\nassay_attestation_accepted 1.0\n")
                    .contains("\nassay_attestation_status{status=\"UpToDate\"} 1.0\n")
                    .contains("\nassay_attestation_status{status=\"none\"} 0.0\n")
                    .contains("\nassay_attestation_collateral_expiry_timestamp_seconds{piece=\"TCB info\"} ")
                    .contains("\nassay_attestation_duration_seconds_count{step=\"quote\"} ")
                    .contains("\nassay_attestation_last_success_timestamp_seconds ")
                    .contains("\nassay_attestation_age_seconds ")
                    .contains(
                            "assay_attestation_platform_info{fmspc=\"a55a7e570000\",source=\"simulated\",tee=\"SGX\",")
                    .containsPattern("\nassay_attestation_rounds_total\\{outcome=\"accepted\"} [1-9]")
                    .contains("\nassay_attestation_rounds_total{outcome=\"refused\"} 0.0\n");
            assertThat(get(address.replace("/metrics", "/health"))).isEqualTo("accepted\n");
            assertThat(watch.end()).isZero();
        }
    }

    @Test
    void countsWhyRoundsFail() throws Exception {
        try (Running watch =
                watch(StandInSource.absent(Kind.TSM), "--simulate", "tcb-status=OutOfDate", "--metrics", "0")) {
            watch.until(() -> watch.lines().size() > 3);
            String address = watch.err().lines().findFirst().orElseThrow().substring("metrics on ".length());

            assertThat(get(address))
                    .contains("\nassay_attestation_accepted 0.0\n")
                    .contains("\nassay_attestation_status{status=\"OutOfDate\"} 1.0\n")
                    .containsPattern("\nassay_attestation_failures_total\\{reason=\"TCB_STATUS\"} [1-9]")
                    .doesNotContain("last_success");
        }
    }

    private static String get(String address) throws IOException {
        try (InputStream body = URI.create(address).toURL().openStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void saysThatAPortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress());
                Running watch =
                        watch(StandInSource.absent(Kind.TSM), "--metrics", Integer.toString(taken.getLocalPort()))) {
            watch.thread.join();

            assertThat(watch.exitCode).hasValue(3);
            assertThat(watch.err()).contains("cannot listen on 127.0.0.1:" + taken.getLocalPort(), "--metrics");
        }
    }
}
