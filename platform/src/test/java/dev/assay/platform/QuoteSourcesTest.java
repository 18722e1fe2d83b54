package dev.assay.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.platform.linux.Kernel;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import dev.assay.quote.QuoteSource.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine is looked at as a whole. */
final class QuoteSourcesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @TempDir
    private Path root;

    @Test
    void findsNothingOnABareMachineAndSaysOfEachWhyAndWhatToTry() {
        Detection detection = QuoteSources.detect(host(), PATIENCE);
        assertThat(detection.interfaces())
                .extracting(Detected::kind)
                .containsExactly(Kind.GRAMINE, Kind.TSM, Kind.QGS, Kind.AZURE, Kind.AESM, Kind.QL, Kind.SNP);
        assertThat(detection.interfaces())
                .allSatisfy(found -> assertThat(found).isInstanceOfSatisfying(Detected.Absent.class, absent -> {
                    assertThat(absent.place()).isNotBlank();
                    assertThat(absent.problem().reason()).isEqualTo(Reason.ABSENT);
                    assertThat(absent.problem()).message().isNotBlank();
                    assertThat(absent.problem().advice()).isNotBlank();
                }));
        assertThat(detection.best()).isEmpty();
        assertThat(detection.isTee()).isFalse();
        assertThat(detection.traces()).isEmpty();
    }

    @Test
    void waitsForNoLookLongerThanForAllTogether() throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        Look.Finding hanging = (host, patience) -> {
            await(over);
            return absent(Kind.TSM);
        };
        Look hangs = new Look(Kind.TSM, "/sys/kernel/config/tsm/report", hanging);
        Look alsoHangs = new Look(Kind.AZURE, "/dev/tpmrm0", hanging);
        Look quick = new Look(Kind.AESM, "socket", (host, patience) -> absent(Kind.AESM));
        long start = System.nanoTime();
        Detection detection =
                QuoteSources.detect(List.of(hangs, alsoHangs, quick), host(), PATIENCE, Duration.ofMillis(300));
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(300), Duration.ofSeconds(2));
        over.countDown();
        assertThat(detection.interfaces()).extracting(Detected::kind).containsExactly(Kind.TSM, Kind.AZURE, Kind.AESM);
        assertThat(detection.interfaces().get(0)).isInstanceOfSatisfying(Detected.Broken.class, broken -> {
            assertThat(broken.problem().reason()).isEqualTo(Reason.TIMEOUT);
            assertThat(broken.problem()).hasMessageContaining("/sys/kernel/config/tsm/report did not answer");
            assertThat(broken.problem().advice()).contains("tsm");
        });
        assertThat(detection.interfaces().get(1)).isInstanceOf(Detected.Broken.class);
        assertThat(detection.interfaces().get(2)).isInstanceOf(Detected.Absent.class);
    }

    @Test
    void makesNoMoreThreadsWhereOnesHangAlready() {
        CountDownLatch over = new CountDownLatch(1);
        AtomicInteger begun = new AtomicInteger();
        Look hangs = new Look(Kind.TSM, "/sys/kernel/config/tsm/report", (host, patience) -> {
            begun.incrementAndGet();
            await(over);
            return absent(Kind.TSM);
        });
        List<Detected> found = new ArrayList<>();
        for (int i = 0; i < Look.MOST_UNDER_WAY + 3; i++) {
            found.addAll(QuoteSources.detect(List.of(hangs), host(), PATIENCE, Duration.ofMillis(20))
                    .interfaces());
        }
        assertThat(begun).hasValue(Look.MOST_UNDER_WAY);
        assertThat(found.getLast()).isInstanceOfSatisfying(Detected.Broken.class, broken -> {
            assertThat(broken.problem().reason()).isEqualTo(Reason.TIMEOUT);
            assertThat(broken.problem()).hasMessageContaining("4 earlier looks at /sys/kernel/config/tsm/report");
        });
        over.countDown();
        Detection after = QuoteSources.detect(List.of(hangs), host(), PATIENCE, Duration.ofSeconds(5));
        while (after.interfaces().getFirst() instanceof Detected.Broken) {
            after = QuoteSources.detect(List.of(hangs), host(), PATIENCE, Duration.ofSeconds(5));
        }
        assertThat(after.isTee()).isFalse();
    }

    @Test
    void tellsAFaultInALookAsABrokenInterfaceAndGoesOn() {
        Look faulty = new Look(Kind.QGS, "/dev/tdx_guest", (host, patience) -> {
            throw new IllegalStateException("an index that cannot be");
        });
        Look lacksAClass = new Look(Kind.QL, "library", (host, patience) -> {
            throw new NoClassDefFoundError("com/google/protobuf/GeneratedMessageLite");
        });
        Look quick = new Look(Kind.AESM, "socket", (host, patience) -> absent(Kind.AESM));
        Detection detection =
                QuoteSources.detect(List.of(faulty, lacksAClass, quick), host(), PATIENCE, Duration.ofSeconds(20));
        assertThat(detection.interfaces().get(0))
                .isInstanceOfSatisfying(
                        Detected.Broken.class,
                        broken -> assertThat(broken.problem())
                                .hasMessageContaining("an index that cannot be")
                                .hasMessageContaining("/dev/tdx_guest"));
        assertThat(detection.interfaces().get(1)).isInstanceOf(Detected.Broken.class);
        assertThat(detection.interfaces().get(2)).isInstanceOf(Detected.Absent.class);
    }

    @Test
    void writesNothing() throws IOException {
        for (String file : List.of(
                "dev/attestation/user_report_data",
                "dev/attestation/quote",
                "dev/attestation/attestation_type",
                "dev/sgx_enclave",
                "dev/sgx_provision",
                "dev/tpmrm0",
                "dev/tdx_guest",
                "dev/sev-guest",
                "usr/lib/libsgx_dcap_ql.so.1",
                "var/run/aesmd/aesm.socket")) {
            Path path = root.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, "as it was");
        }
        Files.createDirectories(root.resolve("sys/kernel/config/tsm/report"));
        Map<String, String> before = snapshot();
        Detection detection = QuoteSources.detect(host(), PATIENCE);
        assertThat(snapshot()).isEqualTo(before);
        assertThat(detection.isTee()).isTrue();
    }

    @Test
    void tellsWhatElseIsThereOfATee() throws IOException {
        Files.createDirectories(root.resolve("dev"));
        Files.createDirectories(root.resolve("proc"));
        Files.writeString(
                root.resolve("proc/cpuinfo"),
                "processor\t: 0\nflags\t\t: fpu tdx_guest_other sgx\nbugs\t: tdx_guest\n");
        Files.createFile(root.resolve("dev/sgx_enclave"));
        Files.createFile(root.resolve("dev/sgx_provision"));
        assertThat(traces()).containsExactly("/dev/sgx_enclave, Linux' SGX driver");

        Files.writeString(root.resolve("proc/cpuinfo"), "processor\t: 0\nflags\t\t: fpu tdx_guest sgx\n");
        assertThat(traces()).hasSize(2).last().asString().contains("tdx_guest in /proc/cpuinfo", "modprobe tdx_guest");

        Files.createFile(root.resolve("dev/tdx_guest"));
        assertThat(traces()).containsExactly("/dev/sgx_enclave, Linux' SGX driver", "/dev/tdx_guest, a TDX guest");
    }

    private List<String> traces() {
        return Traces.of(host());
    }

    private Host host() {
        return new Host(root, Map.of(), Kernel.linux());
    }

    private Map<String, String> snapshot() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.toList()) {
                files.put(path.toString(), Files.isRegularFile(path) ? Files.readString(path) : "folder");
            }
        }
        return files;
    }

    private static Detected absent(Kind kind) {
        return new Detected.Absent(kind, "place", new QuoteException(Reason.ABSENT, "not there", "nothing"));
    }

    private static void await(CountDownLatch over) {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
