package dev.assay.platform.tdx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.assay.bytes.Bytes;
import dev.assay.quote.Quote;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import dev.assay.quote.QuoteSource;
import dev.assay.quote.ReportData;
import dev.assay.simulator.qgs.QgsFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a service does that is broken, slow or not one. */
class QgsFaultTest {

    private static final ReportData ASKED = ReportData.padded(Bytes.ofUtf8("asked"));
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private TdxStand stand;

    @BeforeEach
    void open() throws IOException {
        stand = TdxStand.open();
    }

    @AfterEach
    void close() throws IOException {
        stand.close();
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                arguments(new QgsFault.HungUp(), Reason.REFUSED, "without an answer", "journalctl -u qgsd"),
                arguments(new QgsFault.BrokenOff(2), Reason.BROKEN, "within its answer", "journalctl -u qgsd"),
                arguments(new QgsFault.BrokenOff(4), Reason.BROKEN, "within its answer", "journalctl -u qgsd"),
                arguments(new QgsFault.BrokenOff(1000), Reason.BROKEN, "within its answer", "journalctl -u qgsd"),
                arguments(new QgsFault.Length(0xffff_ffffL), Reason.BROKEN, "frame of 4294967295 bytes", "qgsd"),
                arguments(new QgsFault.Length(0x8000_0000L), Reason.BROKEN, "frame of 2147483648 bytes", "qgsd"),
                arguments(new QgsFault.Length((1 << 20) + 1), Reason.BROKEN, "16 to 1048576", "qgsd"),
                arguments(new QgsFault.Length(0), Reason.BROKEN, "an empty message", "qgsd"),
                arguments(new QgsFault.Length(15), Reason.BROKEN, "frame of 15 bytes", "qgsd"),
                arguments(new QgsFault.Length(0x8100_0000L), Reason.BROKEN, "bare TDREPORT (0x81)", "same generation"),
                arguments(new QgsFault.SwappedLength(), Reason.BROKEN, "frames like AESM", "/etc/qgs.conf"),
                arguments(new QgsFault.BareQuote(), Reason.BROKEN, "bare quote of version 4", "same generation"),
                arguments(new QgsFault.Type(3), Reason.BROKEN, "type at offset 4: found 3, expected 1", "qgsd"),
                arguments(new QgsFault.Type(0), Reason.BROKEN, "type", "qgsd"),
                arguments(new QgsFault.Type(77), Reason.BROKEN, "77", "qgsd"),
                arguments(new QgsFault.HeaderSize(17), Reason.BROKEN, "size", "generation"),
                arguments(new QgsFault.HeaderSize(0xffff_ffffL), Reason.BROKEN, "4294967295", "generation"),
                arguments(new QgsFault.Major(2), Reason.BROKEN, "major version", "generation"),
                arguments(new QgsFault.EmptyQuote(), Reason.BROKEN, "quote size", "generation"),
                arguments(new QgsFault.CutShort(), Reason.BROKEN, "no quote", "tdx-qgs"),
                arguments(new QgsFault.OtherReportData(), Reason.MISMATCH, "REPORTDATA", "qgsd"),
                arguments(new QgsFault.OtherDomain(), Reason.MISMATCH, "MRTD", "qgsd"),
                arguments(new QgsFault.SgxQuote(), Reason.MISMATCH, "SGX enclave", "qgsd"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void eachFaultIsToldWithAReasonASentenceAndAFix(QgsFault fault, Reason reason, String problem, String advice)
            throws Exception {
        stand.qgs.inject(fault, 1);
        try (QuoteSource source = stand.source(PATIENCE)) {
            QuoteException failure = catchThrowableOfType(QuoteException.class, () -> source.quote(ASKED));
            requireGood(failure);
            assertThat(failure.reason()).isEqualTo(reason);
            assertThat(failure).hasMessageContaining(problem);
            assertThat(failure.advice()).contains(advice);
            assertThat(Quote.parse(source.quote(ASKED).bytes()).body().reportData())
                    .as("the next answer is right again")
                    .isEqualTo(ASKED.bytes());
        }
    }

    @ParameterizedTest
    @EnumSource(QgsError.class)
    void eachErrorCodeIsToldInWords(QgsError error) throws Exception {
        QuoteException failure = refusal(error.code());
        assertThat(failure.code()).contains("QGS 0x" + Long.toHexString(error.code()));
        assertThat(failure).hasMessageContaining(error.meaning());
        assertThat(failure.advice()).isEqualTo(error.advice());
        assertThat(failure.reason()).isEqualTo(error == QgsError.OUT_OF_MEMORY ? Reason.BUSY : Reason.REFUSED);
    }

    @Test
    void theTableHasTheSevenCodesOfIntelsHeader() {
        assertThat(QgsError.values())
                .extracting(QgsError::code)
                .containsExactly(0x12001L, 0x12002L, 0x12003L, 0x12004L, 0x12005L, 0x12006L, 0x12007L);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 0xe011, 0x12008, 0xffff_ffffL})
    void aCodeThatNobodyKnowsIsToldAsItIs(long code) throws Exception {
        QuoteException failure = refusal(code);
        assertThat(failure.reason()).isEqualTo(Reason.REFUSED);
        assertThat(failure.code()).contains("QGS 0x" + Long.toHexString(code));
    }

    private QuoteException refusal(long code) throws QuoteException {
        stand.qgs.inject(new QgsFault.Refusal(code), 1);
        try (QuoteSource source = stand.source(PATIENCE)) {
            QuoteException failure = catchThrowableOfType(QuoteException.class, () -> source.quote(ASKED));
            requireGood(failure);
            return failure;
        }
    }

    @Test
    void zerosBehindTheQuoteAreCutOff() throws Exception {
        stand.qgs.inject(new QgsFault.Padded(700), 1);
        try (QuoteSource source = stand.source(PATIENCE)) {
            assertThat(Quote.parse(source.quote(ASKED).bytes()).trailing().length())
                    .isZero();
        }
    }

    static Stream<QgsFault> slowness() {
        return Stream.of(
                new QgsFault.Silence(),
                new QgsFault.Late(Duration.ofSeconds(30)),
                new QgsFault.Dripping(1, Duration.ofMillis(10)));
    }

    @ParameterizedTest
    @MethodSource("slowness")
    void nobodyWaitsPastTheDeadlineForASlowService(QgsFault fault) throws Exception {
        stand.qgs.inject(fault, 1);
        try (QuoteSource source = stand.source(Duration.ofMillis(300))) {
            long start = System.nanoTime();
            QuoteException late = catchThrowableOfType(QuoteException.class, () -> source.quote(ASKED));
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(290), Duration.ofSeconds(10));
            requireGood(late);
            assertThat(late.reason()).isEqualTo(Reason.TIMEOUT);
            assertThat(late.advice()).contains("journalctl -u qgsd");
        }
    }

    @ParameterizedTest
    @MethodSource("slowness")
    void theSameHoldsThroughVsock(QgsFault fault) throws Exception {
        stand.write("/etc/tdx-attest.conf", "port = 4050");
        nobodyWaitsPastTheDeadlineForASlowService(fault);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRequestUnderWayFailsWhenTheSourceIsClosed(boolean vsock) throws Exception {
        if (vsock) {
            stand.write("/etc/tdx-attest.conf", "port = 4050");
        }
        stand.qgs.inject(new QgsFault.Silence(), 1);
        QuoteSource source = stand.source(PATIENCE);
        Thread closing = Thread.ofVirtual().start(() -> {
            while (stand.qgs.lastRequest().length == 0) {
                LockSupport.parkNanos(1_000_000);
            }
            source.close();
        });
        long start = System.nanoTime();
        QuoteException failure = catchThrowableOfType(QuoteException.class, () -> source.quote(ASKED));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        requireGood(failure);
        assertThat(failure.reason()).isEqualTo(Reason.ABSENT);
        assertThat(failure).hasMessageContaining("was closed on this side");
        closing.join();
        QuoteException later = catchThrowableOfType(QuoteException.class, () -> source.quote(ASKED));
        assertThat(later.reason()).isEqualTo(Reason.ABSENT);
    }

    @Test
    void aServiceThatTakesItsTimeWithinTheDeadlineIsWaitedFor() throws Exception {
        stand.qgs.inject(new QgsFault.Dripping(200, Duration.ofMillis(5)), 1);
        stand.write("/etc/tdx-attest.conf", "port = 4050");
        try (QuoteSource source = stand.source(PATIENCE)) {
            assertThat(source.quote(ASKED).bytes().isEmpty()).isFalse();
        }
    }

    @Test
    void aThousandFailuresLeakNeitherThreadsNorDescriptors() throws Exception {
        QgsFault[] some = {
            new QgsFault.HungUp(),
            new QgsFault.BrokenOff(7),
            new QgsFault.Length(0xffff_ffffL),
            new QgsFault.Major(9),
            new QgsFault.Refusal(0x12001)
        };
        fail(some, 20);
        int threads = clientThreads();
        long descriptors = descriptors();
        fail(some, 500);
        stand.write("/etc/tdx-attest.conf", "port = 4050");
        fail(some, 500);
        assertThat(stand.kernel.openDevices()).isZero();
        assertThat(clientThreads()).isLessThanOrEqualTo(threads + 2);
        assertThat(descriptors()).isLessThanOrEqualTo(descriptors + 10);
    }

    private void fail(QgsFault[] faults, int count) throws QuoteException {
        try (QuoteSource source = stand.source(PATIENCE)) {
            for (int i = 0; i < count; i++) {
                stand.qgs.inject(faults[i % faults.length], 1);
                assertThat(catchThrowableOfType(QuoteException.class, () -> source.quote(ASKED)))
                        .isNotNull();
            }
        }
    }

    private static int clientThreads() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().startsWith("stand-in"))
                .count();
    }

    /** The stand-in closes its side in its own time, so this waits a little for the number to settle. */
    private static long descriptors() throws Exception {
        long lowest = Long.MAX_VALUE;
        for (int i = 0; i < 20; i++) {
            try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
                lowest = Math.min(lowest, open.count());
            }
            Thread.sleep(10);
        }
        return lowest;
    }

    private static void requireGood(QuoteException failure) {
        assertThat(failure).isNotNull();
        assertThat(failure.getMessage()).isNotBlank().doesNotEndWith(".").doesNotContain("null");
        assertThat(failure.getMessage().length()).isLessThan(700);
        assertThat(failure.advice()).isNotBlank().doesNotEndWith(".").doesNotContain("null");
    }
}
