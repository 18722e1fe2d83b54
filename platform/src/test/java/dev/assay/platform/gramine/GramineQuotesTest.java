package dev.assay.platform.gramine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.assay.bytes.Bytes;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.platform.Detected;
import dev.assay.platform.Host;
import dev.assay.platform.linux.Kernel;
import dev.assay.platform.sgx.Reporter;
import dev.assay.quote.Quote;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import dev.assay.quote.QuoteSource;
import dev.assay.quote.QuoteSource.Kind;
import dev.assay.quote.RawEvidence;
import dev.assay.quote.ReportData;
import dev.assay.simulator.Forge;
import dev.assay.simulator.files.PosixError;
import dev.assay.simulator.files.PseudoFiles;
import dev.assay.simulator.gramine.GramineFault;
import dev.assay.simulator.gramine.StandInGramine;
import dev.assay.simulator.pcs.PcsCatalog;
import dev.assay.simulator.pcs.PcsPlatform;
import dev.assay.verify.QuoteVerifier;
import dev.assay.verify.Verification;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class GramineQuotesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final ReportData NONCE = ReportData.padded(Bytes.ofUtf8("nonce of this test"));
    private static final Quote FORGED = Forge.sgx(42).quote();

    /** Behind the header, in the report. */
    private static final int REPORT_DATA = 48 + 320;

    private final PseudoFiles files = new PseudoFiles();
    private final Host host = new Host(files.root(), Map.of(), Kernel.linux());

    /** Not signed any more, which a source does not look at. */
    private static Bytes quoteAbout(Bytes reportData) {
        Bytes forged = FORGED.encode();
        return Bytes.concat(forged.slice(0, REPORT_DATA), reportData, forged.from(REPORT_DATA + ReportData.SIZE));
    }

    private StandInGramine gramine(String type) {
        return StandInGramine.sgx(files, type, FORGED.body().encoded(), GramineQuotesTest::quoteAbout);
    }

    private QuoteSource open(Duration patience) throws QuoteException {
        Detected detected = GramineQuotes.detect(host, patience);
        assertThat(detected).isInstanceOf(Detected.Usable.class);
        return ((Detected.Usable) detected).opening().open();
    }

    private QuoteException failing(GramineFault fault, Duration patience) throws QuoteException {
        StandInGramine gramine = gramine("dcap");
        try (QuoteSource source = open(patience)) {
            gramine.inject(fault, 1);
            QuoteException problem = catchThrowableOfType(QuoteException.class, () -> source.quote(NONCE));
            assertThat(problem).isNotNull();
            return problem;
        }
    }

    private QuoteException failing(GramineFault fault) throws QuoteException {
        return failing(fault, PATIENCE);
    }

    @AfterEach
    void nothingIsLeftOpen() {
        assertThat(files.openFiles()).isZero();
    }

    @Test
    void givesQuotesThatVerifyUnderTheRootOfTheTestPlatform() throws Exception {
        Instant now = Instant.parse("2026-06-01T12:00:00Z");
        PcsCatalog catalog = PcsCatalog.of(7, now);
        PcsPlatform platform = catalog.add(PcsPlatform.Kind.SINGLE_PACKAGE);
        StandInGramine.sgx(files, "dcap", platform, () -> now);
        try (QuoteSource source = open(PATIENCE)) {
            RawEvidence evidence = source.quote(NONCE);

            assertThat(source.kind()).isEqualTo(Kind.GRAMINE);
            assertThat(source.place()).isEqualTo("Gramine at /dev/attestation");
            assertThat(Quote.parse(evidence.bytes()).body().reportData()).isEqualTo(NONCE.bytes());
            assertThat(QuoteVerifier.of(catalog.pki().anchor(), Ecdsa.preferred())
                            .verify(evidence.bytes(), platform.forge(3, 1, now).signedCollateral(), now))
                    .isInstanceOf(Verification.Verified.class);
        }
    }

    @Test
    void writesReportDataAndReadsTheQuoteAndNothingElse() throws Exception {
        StandInGramine gramine = gramine("dcap");
        try (QuoteSource source = open(PATIENCE)) {
            assertThat(gramine.operations()).isEmpty();
            source.quote(NONCE);
            assertThat(gramine.operations()).containsExactly("user_report_data", "quote");
        }
    }

    @Test
    void isAbsentOutsideOfGramine() {
        assertThat(GramineQuotes.detect(host, PATIENCE)).isInstanceOfSatisfying(Detected.Absent.class, absent -> {
            assertThat(absent.problem().reason()).isEqualTo(Reason.ABSENT);
            assertThat(absent.problem()).hasMessageContaining("does not run under Gramine");
        });
    }

    @Test
    void isAbsentUnderGramineDirectWhichHasKeysOnly() {
        StandInGramine.direct(files);
        assertThat(GramineQuotes.detect(host, PATIENCE))
                .isInstanceOfSatisfying(
                        Detected.Absent.class,
                        absent -> assertThat(absent.problem().advice()).contains("gramine-sgx"));
    }

    @ParameterizedTest
    @CsvSource({"none, ABSENT, nothing here makes quotes", "epid, UNSUPPORTED, ended", "moon, UNSUPPORTED, moon"})
    void isBrokenWithoutDcapAndNamesTheLineOfTheManifest(String type, Reason reason, String problem) {
        gramine(type);
        assertThat(GramineQuotes.detect(host, PATIENCE)).isInstanceOfSatisfying(Detected.Broken.class, broken -> {
            assertThat(broken.problem().reason()).isEqualTo(reason);
            assertThat(broken.problem()).hasMessageContaining(problem);
            assertThat(broken.problem().advice()).contains("sgx.remote_attestation = \"dcap\"");
        });
    }

    @Test
    void isBrokenIfTheQuoteFileIsMissing() {
        gramine("dcap");
        files.folder(StandInGramine.FOLDER).without("quote");
        assertThat(GramineQuotes.detect(host, PATIENCE))
                .isInstanceOfSatisfying(
                        Detected.Broken.class,
                        broken -> assertThat(broken.problem()).hasMessageContaining("has no quote"));
    }

    @Test
    void saysThatGramineTellsNoReasonAndWhereItIs() throws QuoteException {
        QuoteException failed = failing(new GramineFault.Fails(PosixError.EACCES));
        assertThat(failed.reason()).isEqualTo(Reason.REFUSED);
        assertThat(failed.code()).contains("EACCES");
        assertThat(failed)
                .hasMessageContaining("reading /dev/attestation/quote")
                .hasMessageContaining("whatever");
        assertThat(failed.advice()).contains("aesmd", "loader.log_level");
    }

    @Test
    void tellsThatReportDataCouldNotBeWritten() throws QuoteException {
        QuoteException failed = failing(new GramineFault.WriteFails(PosixError.EIO));
        assertThat(failed.reason()).isEqualTo(Reason.BROKEN);
        assertThat(failed).hasMessageContaining("writing /dev/attestation/user_report_data: EIO");
    }

    @Test
    void refusesAnEmptyQuote() throws QuoteException {
        QuoteException failed = failing(new GramineFault.Truncated(0));
        assertThat(failed.reason()).isEqualTo(Reason.BROKEN);
        assertThat(failed).hasMessageContaining("is empty");
    }

    @Test
    void refusesAQuoteThatIsCutOff() throws QuoteException {
        QuoteException failed = failing(new GramineFault.Truncated(431));
        assertThat(failed.reason()).isEqualTo(Reason.BROKEN);
        assertThat(failed).hasMessageContaining("431 bytes that are no ECDSA quote");
    }

    @Test
    void stopsReadingAQuoteThatIsTooLong() throws QuoteException {
        QuoteException failed = failing(new GramineFault.Replaced(Bytes.of(new byte[70_000])));
        assertThat(failed.reason()).isEqualTo(Reason.BROKEN);
        assertThat(failed).hasMessageContaining("more than 65536 bytes");
    }

    @Test
    void refusesAQuoteOfATrustDomain() throws QuoteException {
        QuoteException failed =
                failing(new GramineFault.Replaced(Forge.tdx(42).quote().encode()));
        assertThat(failed.reason()).isEqualTo(Reason.BROKEN);
        assertThat(failed).hasMessageContaining("a quote of TDX");
    }

    @Test
    void noticesThatOtherCodeInTheProcessWroteInBetween() throws QuoteException {
        QuoteException failed = failing(new GramineFault.Overwritten());
        assertThat(failed.reason()).isEqualTo(Reason.MISMATCH);
        assertThat(failed.advice()).contains("other code in this process");
    }

    @Test
    void dropsWhatIsBehindTheQuote() throws Exception {
        StandInGramine gramine = gramine("dcap");
        try (QuoteSource source = open(PATIENCE)) {
            gramine.inject(
                    new GramineFault.Replaced(Bytes.concat(quoteAbout(NONCE.bytes()), Bytes.of(new byte[100]))), 1);
            assertThat(source.quote(NONCE).bytes()).isEqualTo(quoteAbout(NONCE.bytes()));
        }
    }

    @Test
    void waitsForASlowQuotingService() throws Exception {
        StandInGramine gramine = gramine("dcap");
        try (QuoteSource source = open(PATIENCE)) {
            gramine.inject(new GramineFault.Slow(Duration.ofMillis(100)), 1);
            assertThat(source.quote(NONCE).bytes()).isEqualTo(quoteAbout(NONCE.bytes()));
        }
    }

    @Test
    void answersAtTheDeadlineThoughOpeningHangsAndWorksAgainLater() throws Exception {
        StandInGramine gramine = gramine("dcap");
        CountDownLatch release = new CountDownLatch(1);
        try (QuoteSource source = open(Duration.ofMillis(200))) {
            gramine.inject(new GramineFault.Stuck(release), 1);
            long start = System.nanoTime();
            QuoteException failed = catchThrowableOfType(QuoteException.class, () -> source.quote(NONCE));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
            assertThat(failed.reason()).isEqualTo(Reason.TIMEOUT);
            assertThat(failed)
                    .hasMessageContaining("reading /dev/attestation/quote")
                    .hasMessageContaining("let go");

            QuoteException next = catchThrowableOfType(QuoteException.class, () -> source.quote(NONCE));
            assertThat(next.reason()).isEqualTo(Reason.TIMEOUT);
            assertThat(next).hasMessageContaining("an earlier request");

            release.countDown();
        }
        try (QuoteSource source = open(PATIENCE)) {
            assertThat(source.quote(NONCE).bytes()).isEqualTo(quoteAbout(NONCE.bytes()));
        }
    }

    @Test
    void failsOnceItIsClosed() throws Exception {
        gramine("dcap");
        QuoteSource source = open(PATIENCE);
        source.close();
        assertThatThrownBy(() -> source.quote(NONCE)).hasMessageContaining("was closed");
    }

    @Test
    void aThousandFailuresLeakNeitherThreadsNorDescriptors() throws Exception {
        GramineFault[] faults = {
            new GramineFault.Fails(PosixError.EACCES),
            new GramineFault.WriteFails(PosixError.EIO),
            new GramineFault.Truncated(10),
            new GramineFault.Overwritten()
        };
        StandInGramine gramine = gramine("dcap");
        try (QuoteSource source = open(PATIENCE)) {
            int threads = Thread.activeCount();
            for (int i = 0; i < 1000; i++) {
                gramine.inject(faults[i % faults.length], 1);
                assertThatThrownBy(() -> source.quote(NONCE)).isInstanceOf(QuoteException.class);
            }
            assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 1);
        }
    }

    @Test
    void aThousandRequestsAtOnceThroughTwoSourcesDoNotMixTheirFiles(TestReporter reporter) throws Exception {
        int requests = 1000;
        StandInGramine gramine = gramine("dcap");
        List<Thread> asking = new ArrayList<>();
        Object[] answers = new Object[requests];
        long nanos;
        try (QuoteSource one = open(Duration.ofSeconds(20));
                QuoteSource other = open(Duration.ofSeconds(20))) {
            CountDownLatch start = new CountDownLatch(1);
            for (int i = 0; i < requests; i++) {
                int number = i;
                ReportData own = ReportData.padded(Bytes.ofUtf8("request " + number));
                asking.add(Thread.ofVirtual().start(() -> {
                    try {
                        start.await();
                        Bytes quote = (number % 2 == 0 ? one : other).quote(own).bytes();
                        answers[number] = quote.equals(quoteAbout(own.bytes())) ? "own" : quote;
                    } catch (QuoteException | InterruptedException e) {
                        answers[number] = e;
                    }
                }));
            }
            long began = System.nanoTime();
            start.countDown();
            for (Thread each : asking) {
                each.join();
            }
            nanos = System.nanoTime() - began;
        }
        assertThat(answers).containsOnly("own");
        List<String> calls = gramine.operations();
        assertThat(calls).hasSize(2 * requests);
        for (int i = 0; i < calls.size(); i++) {
            assertThat(calls.get(i)).isEqualTo(i % 2 == 0 ? "user_report_data" : "quote");
        }
        reporter.publishEntry("quotes a second", Long.toString(requests * 1_000_000_000L / nanos));
    }

    @Test
    void worksOnPreparedFilesOfARealFolder(@TempDir Path root) throws Exception {
        Path folder = Files.createDirectories(root.resolve("dev/attestation"));
        Files.writeString(folder.resolve("attestation_type"), "dcap");
        Files.createFile(folder.resolve("user_report_data"));
        Files.write(folder.resolve("quote"), quoteAbout(NONCE.bytes()).toArray());

        Detected detected = GramineQuotes.detect(new Host(root, Map.of(), Kernel.linux()), PATIENCE);

        assertThat(detected).isInstanceOf(Detected.Usable.class);
        try (QuoteSource source = ((Detected.Usable) detected).opening().open()) {
            assertThat(source.quote(NONCE).bytes()).isEqualTo(quoteAbout(NONCE.bytes()));
            assertThat(Bytes.of(Files.readAllBytes(folder.resolve("user_report_data"))))
                    .isEqualTo(NONCE.bytes());
            ReportData other = ReportData.padded(Bytes.ofUtf8("other"));
            assertThatThrownBy(() -> source.quote(other))
                    .isInstanceOfSatisfying(
                            QuoteException.class,
                            failed -> assertThat(failed.reason()).isEqualTo(Reason.MISMATCH));
        }
    }

    @Test
    void endsARealReadThatHangsInTheKernel(@TempDir Path root) throws Exception {
        Path folder = Files.createDirectories(root.resolve("dev/attestation"));
        Path pipe = folder.resolve("quote");
        Files.createFile(folder.resolve("user_report_data"));
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")), "there is no mkfifo");
        assertThat(new ProcessBuilder("/usr/bin/mkfifo", pipe.toString())
                        .start()
                        .waitFor())
                .isZero();
        Detected detected = GramineQuotes.detect(new Host(root, Map.of(), Kernel.linux()), Duration.ofMillis(200));
        // A pipe with a writer who says nothing: opening succeeds, reading hangs.
        try (FileChannel silent = FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE);
                QuoteSource source = ((Detected.Usable) detected).opening().open()) {
            assertThat(silent.isOpen()).isTrue();
            for (int i = 0; i < 2; i++) {
                QuoteException failed = catchThrowableOfType(QuoteException.class, () -> source.quote(NONCE));
                assertThat(failed.reason()).isEqualTo(Reason.TIMEOUT);
                assertThat(failed).hasMessageContaining("reading " + pipe).hasMessageNotContaining("earlier");
            }
        }
    }

    @Test
    void reportsToAnotherEnclaveEvenWithoutRemoteAttestation() throws Exception {
        StandInGramine gramine = gramine("none");
        Bytes target = Bytes.concat(Bytes.ofUtf8("MRENCLAVE of it."), Bytes.of(new byte[496]));
        try (GramineReporter reporter = GramineReporter.at(host, PATIENCE)) {
            Bytes report = reporter.report(target, NONCE);

            assertThat(report.length()).isEqualTo(Reporter.REPORT_SIZE);
            assertThat(report.slice(320, 64)).isEqualTo(NONCE.bytes());
            assertThat(report.from(416)).isEqualTo(target.slice(0, 16));
            assertThat(gramine.operations()).containsExactly("user_report_data", "target_info", "report");
            assertThat(reporter.targetInfo().slice(0, 32))
                    .isEqualTo(FORGED.body().encoded().slice(64, 32));

            gramine.inject(new GramineFault.Truncated(431), 1);
            assertThatThrownBy(() -> reporter.report(target, NONCE)).hasMessageContaining("431 bytes");
            gramine.inject(new GramineFault.Overwritten(), 1);
            assertThatThrownBy(() -> reporter.report(target, NONCE)).hasMessageContaining("requested was");
        }
    }
}
