package dev.assay.platform.ql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.assay.bytes.Bytes;
import dev.assay.platform.Detected;
import dev.assay.platform.Host;
import dev.assay.platform.linux.Kernel;
import dev.assay.platform.ql.StandInLibrary.Function;
import dev.assay.platform.sgx.Reporter;
import dev.assay.quote.Quote;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import dev.assay.quote.QuoteSource;
import dev.assay.quote.RawEvidence;
import dev.assay.quote.ReportData;
import dev.assay.simulator.Forge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A library with Intel's functions is loaded into this process and asked for quotes. */
final class InProcessSourceTest {

    private static final Bytes SAMPLE = Forge.sgx(41).quote().encode();
    private static final ReportData ASKED = ReportData.padded(Bytes.ofUtf8("what is asked for"));
    private static final Duration LONG = Duration.ofSeconds(20);

    // What is loaded stays mapped until this process ends, whether its file is there or not.
    @TempDir
    private static Path compiled;

    @TempDir
    private Path root;

    private final CountingReporter reporter = new CountingReporter();
    private StandInLibrary library;
    private Path plugin;

    @BeforeAll
    static void compile() throws Exception {
        StandInLibrary.compile(compiled.resolve("ql.so"));
        StandInLibrary.compile(compiled.resolve("incomplete.so"), "-DINCOMPLETE");
        StandInLibrary.compile(compiled.resolve("plugin.so"), "-DPLUGIN");
    }

    /** A copy for each test: what is loaded keeps its state. */
    @BeforeEach
    void install() throws IOException {
        Path folder = Files.createDirectories(root.resolve("usr/lib/x86_64-linux-gnu"));
        Path file = Files.copy(compiled.resolve("ql.so"), folder.resolve("libsgx_dcap_ql.so.1"));
        plugin = Files.copy(compiled.resolve("plugin.so"), folder.resolve("libdcap_quoteprov.so.1"));
        Files.createDirectories(root.resolve("dev"));
        Files.createFile(root.resolve("dev/sgx_enclave"));
        Files.createFile(root.resolve("dev/sgx_provision"));
        library = new StandInLibrary(file);
        library.quotes(SAMPLE);
    }

    @Test
    void quotesAReportThatCarriesTheReportData() throws QuoteException {
        try (QuoteSource source = open(LONG)) {
            RawEvidence evidence = source.quote(ASKED);
            assertThat(evidence.format()).isEqualTo(RawEvidence.Format.QUOTE);
            assertThat(evidence.bytes().length()).isEqualTo(SAMPLE.length());
            assertThat(evidence.bytes().slice(48 + 320, 64)).isEqualTo(ASKED.bytes());
            assertThat(source.place()).contains("libsgx_dcap_ql.so.1");
        }
        assertThat(reporter.targets).containsExactly("51".repeat(512));
    }

    @Test
    void tellsTheLibraryItsPolicyAndItsPlugin() throws QuoteException {
        open(LONG).close();
        assertThat(library.policy()).isZero();
        assertThat(library.path()).isEqualTo(plugin.toString());
        look(LoadPolicy.EPHEMERAL, LONG).opening().open().close();
        assertThat(library.policy()).isEqualTo(1);
    }

    @Test
    void tellsEveryErrorOfTheTableWithItsMeaningAndWhatToDo() throws QuoteException {
        try (QuoteSource source = open(LONG)) {
            for (Quote3Error error : Quote3Error.values()) {
                for (Function function : List.of(Function.TARGET_INFO, Function.QUOTE_SIZE, Function.QUOTE)) {
                    library.answers(function, error.number(), 10);
                    QuoteException told = failure(source);
                    assertThat(told.getMessage())
                            .contains(
                                    Quote3Error.hex(error.number()), error.intelName(), error.meaning(), error.cause());
                    assertThat(told.code()).contains("quote3 " + Quote3Error.hex(error.number()));
                    assertThat(told.advice()).isEqualTo(error.fix());
                    assertThat(told.reason()).isEqualTo(error.reason());
                    library.answers(function, 0, 0);
                }
            }
            source.quote(ASKED);
        }
    }

    @Test
    void tellsNumbersThatItDoesNotKnow() throws QuoteException {
        try (QuoteSource source = open(LONG)) {
            for (int number : new int[] {0xe036, 0xe0fe, 1, -1}) {
                library.answers(Function.QUOTE, number, 1);
                assertThat(failure(source).getMessage())
                        .contains("sgx_qe_get_quote with 0x" + Integer.toHexString(number), "no edition");
            }
        }
    }

    @Test
    void showsWhatTheProviderLibraryLogged() throws QuoteException {
        try (QuoteSource source = open(LONG)) {
            library.answers(Function.TARGET_INFO, 0xe019, 1);
            assertThat(failure(source).getMessage())
                    .endsWith("its log says \"[QCNL] Encountered CURL error: (7) Couldn't connect to server\"");
            library.answers(Function.QUOTE, 0xe001, 1);
            assertThat(failure(source).getMessage()).doesNotContain("CURL");
        }
    }

    @Test
    void makesANewReportWhenTheAttestationKeyIsGone() throws QuoteException {
        try (QuoteSource source = open(LONG)) {
            library.answers(Function.QUOTE_SIZE, 0xe00f, 1);
            library.answers(Function.QUOTE, 0xe00f, 1);
            source.quote(ASKED);
            assertThat(library.calls(Function.TARGET_INFO)).isEqualTo(3);
            assertThat(reporter.targets).hasSize(3);

            library.answers(Function.QUOTE, 0xe00f, 3);
            assertThat(failure(source).reason()).isEqualTo(Reason.BUSY);
            assertThat(library.calls(Function.TARGET_INFO)).isEqualTo(6);
        }
    }

    @Test
    void saysSoWhenTheLibraryHandsRequestsToAesm() {
        library.answers(Function.POLICY, 0xe03e, 1);
        assertThatExceptionOfType(QuoteException.class)
                .isThrownBy(() -> open(LONG))
                .withMessageContaining("SGX_AESM_ADDR")
                .satisfies(e -> assertThat(e.advice()).contains("env -u SGX_AESM_ADDR"));
    }

    @Test
    void refusesSizesThatNoQuoteHas() throws QuoteException {
        try (QuoteSource source = open(LONG)) {
            for (long size : new long[] {0, QuotingLibrary.MIN_QUOTE - 1, QuotingLibrary.MAX_QUOTE + 1, 0xffffffffL}) {
                library.announces(size);
                assertThat(failure(source).getMessage()).contains("a quote of " + size + " bytes");
            }
            assertThat(library.calls(Function.QUOTE)).isZero();
        }
    }

    @Test
    void refusesAQuoteThatIsCutOff() throws QuoteException {
        try (QuoteSource source = open(LONG)) {
            library.announces(SAMPLE.length() - 1);
            assertThat(failure(source).reason()).isEqualTo(Reason.BROKEN);
        }
    }

    @Test
    void takesPaddingOff() throws QuoteException {
        try (QuoteSource source = open(LONG)) {
            library.announces(SAMPLE.length() + 500);
            assertThat(source.quote(ASKED).bytes().length()).isEqualTo(SAMPLE.length());
        }
    }

    @Test
    void refusesBytesBehindTheQuote() throws QuoteException {
        library.quotes(Bytes.concat(SAMPLE, Bytes.literal("01")));
        try (QuoteSource source = open(LONG)) {
            assertThat(failure(source).getMessage()).contains("1 bytes behind the quote");
        }
    }

    @Test
    void refusesAQuoteOfAnotherTee() throws QuoteException {
        library.quotes(Forge.tdx(41).quote().encode());
        try (QuoteSource source = open(LONG)) {
            assertThat(failure(source).reason()).isEqualTo(Reason.BROKEN);
        }
    }

    @Test
    void refusesAQuoteOfOtherReportData() throws QuoteException {
        library.spoilsReportData();
        try (QuoteSource source = open(LONG)) {
            assertThat(failure(source).reason()).isEqualTo(Reason.MISMATCH);
        }
    }

    @Test
    void leavesACallThatHangsAndBeginsNoOtherMeanwhile() throws Exception {
        try (QuoteSource source = open(Duration.ofMillis(250))) {
            library.sleeps(Function.TARGET_INFO, 1200);
            long start = System.nanoTime();
            QuoteException first = failure(source);
            QuoteException second = failure(source);
            QuoteException third = failure(source);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1150));
            assertThat(first.getMessage()).contains("did not come back");
            assertThat(second.getMessage()).contains("an earlier call", "hangs");
            assertThat(List.of(first.reason(), second.reason(), third.reason())).containsOnly(Reason.TIMEOUT);
            assertThat(library.calls(Function.TARGET_INFO)).isEqualTo(1);
            assertThat(threads()).isEqualTo(1);
            library.sleeps(Function.TARGET_INFO, 0);
            Thread.sleep(900);
            source.quote(ASKED);
            assertThat(library.calls(Function.QUOTE))
                    .as("the first is not gone on with")
                    .isEqualTo(1);
        }
    }

    @Test
    void serves1000CallersOneAfterAnother() throws Exception {
        try (QuoteSource source = open(LONG);
                QuoteSource other = open(LONG);
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Bytes>> answers = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                ReportData asked = reportData(i);
                QuoteSource one = i % 2 == 0 ? source : other;
                answers.add(callers.submit(() -> one.quote(asked).bytes()));
            }
            for (int i = 0; i < answers.size(); i++) {
                Quote quote = Quote.parse(answers.get(i).get());
                assertThat(quote.body().reportData()).isEqualTo(reportData(i).bytes());
            }
        }
        assertThat(library.mostInside()).isEqualTo(1);
        assertThat(library.calls(Function.QUOTE)).isEqualTo(1000);
    }

    @Test
    void leavesNothingBehindAfter1000Failures() throws Exception {
        library.answers(Function.TARGET_INFO, 0xe016, 1_000_000);
        open(LONG).close();
        long descriptors = descriptors();
        for (int i = 0; i < 1000; i++) {
            try (QuoteSource source = open(LONG)) {
                assertThat(failure(source).reason()).isEqualTo(Reason.DENIED);
            }
        }
        // Closing is done behind the last call, on the library's own thread.
        library.answers(Function.TARGET_INFO, 0, 0);
        try (QuoteSource source = open(LONG)) {
            source.quote(ASKED);
        }
        assertThat(threads()).isEqualTo(1);
        assertThat(descriptors()).isLessThanOrEqualTo(descriptors + 5);
        assertThat(reporter.loaded.get()).isEqualTo(1002);
        assertThat(reporter.closed.get()).isGreaterThanOrEqualTo(1001);
    }

    @Test
    void closesAnEnclaveForWhichNobodyWaitsAnyMore() throws Exception {
        Detected.Usable slow = (Detected.Usable)
                InProcessQuotes.look(host(), library.file(), LoadPolicy.PERSISTENT, Duration.ofMillis(100), anyHost -> {
                    pause(Duration.ofMillis(400));
                    reporter.loaded.incrementAndGet();
                    return reporter;
                });
        assertThatExceptionOfType(QuoteException.class)
                .isThrownBy(() -> slow.opening().open())
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.TIMEOUT));
        open(LONG).close();
        assertThat(reporter.loaded.get()).isEqualTo(2);
        for (int i = 0; i < 100 && reporter.closed.get() < 2; i++) {
            Thread.sleep(10);
        }
        assertThat(reporter.closed.get()).isEqualTo(2);
    }

    private static void pause(Duration length) {
        try {
            Thread.sleep(length);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void refusesAQuoteOfAnotherReportWithTheSameReportData() throws QuoteException {
        library.spoilsMeasurement();
        try (QuoteSource source = open(LONG)) {
            assertThat(failure(source))
                    .hasMessageContaining("about another report")
                    .extracting(QuoteException::reason)
                    .isEqualTo(Reason.MISMATCH);
        }
    }

    @Test
    void refusesAfterItWasClosed() throws QuoteException {
        QuoteSource source = open(LONG);
        source.close();
        source.close();
        assertThat(failure(source).getMessage()).contains("was closed");
        assertThat(reporter.closed.get()).isEqualTo(1);
    }

    @Test
    void namesTheFunctionsThatALibraryLacks() throws Exception {
        Path other = Files.copy(compiled.resolve("incomplete.so"), root.resolve("incomplete.so"));
        assertThatExceptionOfType(QuoteException.class)
                .isThrownBy(() -> QuotingLibrary.load(other))
                .withMessageEndingWith("lacks sgx_qe_get_quote, sgx_qe_cleanup_by_policy");
        assertThat(InProcessQuotes.look(host(), other, LoadPolicy.PERSISTENT, LONG, anyHost -> reporter))
                .isInstanceOfSatisfying(
                        Detected.Broken.class,
                        broken -> assertThat(broken.problem())
                                .hasMessageEndingWith("lacks sgx_qe_get_quote, sgx_qe_cleanup_by_policy"));
    }

    @Test
    void saysSoWhenALibraryCannotBeLoaded() throws IOException {
        Path text = Files.writeString(root.resolve("text.so"), "INPUT(libsgx_dcap_ql.so.1)");
        assertThatExceptionOfType(QuoteException.class)
                .isThrownBy(() -> QuotingLibrary.load(text))
                .withMessageContaining("could not be loaded")
                .satisfies(e -> assertThat(e.advice()).contains("ldd"));
    }

    private Host host() {
        return new Host(root, Map.of(), Kernel.linux());
    }

    private Detected.Usable look(LoadPolicy policy, Duration patience) {
        return (Detected.Usable) InProcessQuotes.look(host(), library.file(), policy, patience, anyHost -> {
            reporter.loaded.incrementAndGet();
            return reporter;
        });
    }

    private QuoteSource open(Duration patience) throws QuoteException {
        return look(LoadPolicy.PERSISTENT, patience).opening().open();
    }

    private static QuoteException failure(QuoteSource source) {
        try {
            throw new AssertionError("quoted: " + source.quote(ASKED));
        } catch (QuoteException e) {
            return e;
        }
    }

    private static ReportData reportData(int number) {
        return ReportData.padded(Bytes.ofUtf8("request " + number));
    }

    private long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("assay " + library.file()))
                .count();
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    /** An enclave's report without an enclave: the report data in its place, nothing else. */
    private static final class CountingReporter implements Reporter {

        private final List<String> targets = new ArrayList<>();
        private final AtomicInteger loaded = new AtomicInteger();
        private final AtomicInteger closed = new AtomicInteger();

        @Override
        public Bytes report(Bytes targetInfo, ReportData reportData) {
            targets.add(targetInfo.hex());
            return Bytes.concat(Bytes.of(new byte[320]), reportData.bytes(), Bytes.of(new byte[48]));
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }
}
