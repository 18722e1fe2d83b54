package dev.assay.platform.snp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.bytes.Bytes;
import dev.assay.platform.Detected;
import dev.assay.platform.Host;
import dev.assay.platform.linux.Errno;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import dev.assay.quote.QuoteSource;
import dev.assay.quote.RawEvidence;
import dev.assay.quote.ReportData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SnpReportsTest {

    private static final ReportData ASKED = ReportData.padded(Bytes.ofUtf8("asked"));

    @TempDir
    private Path root;

    private final FakeSevKernel kernel = new FakeSevKernel();

    @BeforeEach
    void makeTheDevice() throws IOException {
        Files.createDirectories(root.resolve("dev"));
        Files.createFile(root.resolve("dev/sev-guest"));
    }

    private Detected detect() {
        return SnpReports.detect(new Host(root, Map.of(), kernel), Duration.ofSeconds(10));
    }

    private RawEvidence fetch(ReportData asked) throws QuoteException {
        try (QuoteSource source = ((Detected.Usable) detect()).opening().open()) {
            return source.quote(asked);
        }
    }

    private QuoteException failure() {
        QuoteException failure = catchThrowableOfType(QuoteException.class, () -> fetch(ASKED));
        assertThat(failure).isNotNull();
        assertThat(failure.getMessage()).isNotBlank().doesNotEndWith(".");
        assertThat(failure.advice()).isNotBlank().doesNotEndWith(".");
        assertThat(kernel.open).isEmpty();
        return failure;
    }

    @Test
    void aReportIsHandedOutRawWithTheReportDataAsked() throws Exception {
        RawEvidence evidence = fetch(ASKED);
        assertThat(evidence.format()).isEqualTo(RawEvidence.Format.SNP_REPORT);
        assertThat(evidence.bytes().length()).isEqualTo(1184);
        assertThat(evidence.bytes().slice(0x50, 64)).isEqualTo(ASKED.bytes());
        assertThat(evidence.binding()).isInstanceOf(RawEvidence.Binding.Direct.class);
        assertThat(kernel.open).isEmpty();
    }

    @Test
    void itSaysThatReportsAreNotVerifiedYetAndAsksForNone() throws Exception {
        assertThat(detect()).isInstanceOfSatisfying(Detected.Usable.class, usable -> {
            assertThat(usable.kind()).isEqualTo(QuoteSource.Kind.SNP);
            assertThat(usable.detail()).contains("raw").contains("not verify them yet");
        });
        assertThat(kernel.requests).hasValue(0);
        try (QuoteSource source = ((Detected.Usable) detect()).opening().open()) {
            assertThat(source.place()).contains("not verified yet");
        }
    }

    @Test
    void withoutTheDeviceItIsAbsent() throws Exception {
        Files.delete(root.resolve("dev/sev-guest"));
        assertThat(detect()).isInstanceOfSatisfying(Detected.Absent.class, absent -> {
            assertThat(absent.problem().reason()).isEqualTo(Reason.ABSENT);
            assertThat(absent.problem().advice()).contains("modprobe sev-guest").contains("Azure");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "EACCES, DENIED, --device /dev/sev-guest",
        "EPERM, DENIED, udevadm trigger",
        "ENOENT, ABSENT, modprobe sev-guest",
        "ENODEV, BROKEN, modprobe sev-guest",
        "EMFILE, BUSY, ulimit -n",
        "EIO, BROKEN, dmesg"
    })
    void aDeviceThatDoesNotOpenIsBroken(Errno errno, Reason reason, String advice) {
        kernel.openFails = Optional.of(errno);
        assertThat(detect()).isInstanceOfSatisfying(Detected.Broken.class, broken -> {
            assertThat(broken.problem().reason()).isEqualTo(reason);
            assertThat(broken.problem()).hasMessageContaining(errno.meaning());
            assertThat(broken.problem().advice()).contains(advice);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "ENOTTY, 0, BROKEN, '', disabled this guest's message key",
        "EINTR, 0, BUSY, '', ask again",
        "EINVAL, 0, UNSUPPORTED, '', 5.19",
        "ENOMEM, 0, BROKEN, '', dmesg",
        "EIO, 0x00000000ffffffff, BROKEN, '', dmesg",
        "EIO, 0xff, BROKEN, '', dmesg",
        "ENOTTY, 0xff, BROKEN, '', disabled this guest's message key",
        "ETIMEDOUT, 0xff, BUSY, '', ask again",
        "ETIMEDOUT, 0x0000000200000000, BUSY, SNP hypervisor 2, VMPCK",
        "EIO, 0x0000000100000000, BROKEN, SNP hypervisor 1, update",
        "EIO, 0x0000000700000000, REFUSED, SNP hypervisor 7, operator",
        "EIO, 0x16, REFUSED, SNP firmware 0x16, psp-sev.h"
    })
    void aCallThatFailsIsToldByWhomeverItFailedIn(
            Errno errno, String result, Reason reason, String code, String advice) {
        kernel.callFails = Optional.of(errno);
        kernel.result = Long.decode(result);
        QuoteException failure = failure();
        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(failure.code().orElse("")).isEqualTo(code);
        assertThat(failure.getMessage() + failure.advice()).contains(advice);
    }

    @ParameterizedTest
    @CsvSource({"0x16, SNP status 0x16, VMPL|vmpl", "0x27, SNP status 0x27, VLEK", "0x99, SNP status 0x99, 56860"})
    void aStatusInTheAnswerIsToldInWords(String status, String code, String advice) {
        kernel.status = Long.decode(status);
        QuoteException failure = failure();
        assertThat(failure.reason()).isEqualTo(Reason.REFUSED);
        assertThat(failure.code()).contains(code);
        assertThat(failure.advice()).containsPattern(advice);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1183, 1185, 0xffff_ffffL})
    void aReportOfAnotherSizeIsRefused(long size) {
        kernel.size = size;
        assertThat(failure()).hasMessageContaining(size + " bytes").hasMessageContaining("expected 1184 bytes");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 6, 255})
    void aReportOfAnUnknownVersionIsRefused(int version) {
        kernel.tampering = report -> Bytes.concat(Bytes.of(new byte[] {(byte) version}), report.from(1));
        QuoteException failure = failure();
        assertThat(failure.reason()).isEqualTo(Reason.BROKEN);
        assertThat(failure).hasMessageContaining("version");
    }

    @Test
    void aReportWithOtherReportDataIsRefused() {
        UnaryOperator<Bytes> other =
                report -> Bytes.concat(report.slice(0, 0x50), Bytes.literal("ff"), report.from(0x51));
        kernel.tampering = other;
        assertThat(failure().reason()).isEqualTo(Reason.MISMATCH);
    }

    @ParameterizedTest
    @CsvSource({"'2\n', 2", "'0', 0", "'17', 0", "'', 0", "'none of the four', 0"})
    void theGuestAsksForItsOwnPrivilegeLevel(String file, int level) throws Exception {
        Path vmpl = root.resolve("sys/devices/system/cpu/sev/vmpl");
        Files.createDirectories(vmpl.getParent());
        Files.writeString(vmpl, file);
        fetch(ASKED);
        assertThat(kernel.lastVmpl).isEqualTo(level);
    }

    /** Linux asks a busy hypervisor again for a minute, and is not interrupted. */
    @Test
    void aRequestThatTheKernelKeepsIsAnsweredAtItsDeadlineAndSoIsTheNext() throws Exception {
        kernel.hangs = true;
        Detected detected = SnpReports.detect(new Host(root, Map.of(), kernel), Duration.ofMillis(200));
        try (QuoteSource source = ((Detected.Usable) detected).opening().open()) {
            long start = System.nanoTime();
            QuoteException first = catchThrowableOfType(QuoteException.class, () -> source.quote(ASKED));
            QuoteException second = catchThrowableOfType(QuoteException.class, () -> source.quote(ASKED));

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            assertThat(first.reason()).isEqualTo(Reason.TIMEOUT);
            assertThat(first).hasMessageContaining("asking /dev/sev-guest");
            assertThat(second.reason()).isEqualTo(Reason.TIMEOUT);
            assertThat(second).hasMessageContaining("still hangs in the kernel");
            assertThat(kernel.requests).as("one thread hangs, not two").hasValue(1);
        } finally {
            kernel.answering.countDown();
        }
        kernel.hangs = false;
        assertThat(fetch(ASKED).bytes().slice(0x50, 64)).isEqualTo(ASKED.bytes());
    }

    @Test
    void aThousandRequestsAtOnceAreEachAnsweredWithTheirOwnReportData() throws Exception {
        try (QuoteSource source = ((Detected.Usable) detect()).opening().open();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<RawEvidence>> answers = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                ReportData own = ReportData.padded(Bytes.ofUtf8("request " + i));
                answers.add(threads.submit(() -> source.quote(own)));
            }
            for (int i = 0; i < 1_000; i++) {
                assertThat(answers.get(i).get().bytes().slice(0x50, 64).utf8()).startsWith("request " + i + "\0");
            }
        }
        assertThat(kernel.open).isEmpty();
        assertThat(kernel.mostAtOnce.get()).isEqualTo(1);
    }
}
