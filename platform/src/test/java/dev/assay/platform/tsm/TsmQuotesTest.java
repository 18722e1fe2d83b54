package dev.assay.platform.tsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.bytes.Bytes;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.platform.Detected;
import dev.assay.platform.Host;
import dev.assay.platform.linux.Kernel;
import dev.assay.quote.Quote;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import dev.assay.quote.QuoteSource;
import dev.assay.quote.QuoteSource.Kind;
import dev.assay.quote.RawEvidence;
import dev.assay.quote.RawEvidence.Format;
import dev.assay.quote.ReportData;
import dev.assay.simulator.Forge;
import dev.assay.simulator.files.PosixError;
import dev.assay.simulator.files.PseudoFiles;
import dev.assay.simulator.pcs.PcsCatalog;
import dev.assay.simulator.pcs.PcsPlatform;
import dev.assay.simulator.tsm.StandInTsm;
import dev.assay.simulator.tsm.StandInTsm.Operation;
import dev.assay.simulator.tsm.TsmFault;
import dev.assay.verify.QuoteVerifier;
import dev.assay.verify.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class TsmQuotesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final ReportData NONCE = ReportData.padded(Bytes.ofUtf8("nonce of this test"));
    private static final Bytes FORGED = Forge.tdx(41).quote().encode();

    /** Behind the header, in the TD report. */
    private static final int REPORT_DATA = 48 + 520;

    private final PseudoFiles files = new PseudoFiles();
    private StandInTsm tsm;

    /** Not signed any more, which a source does not look at. */
    private static Bytes quoteAbout(Bytes reportData) {
        return Bytes.concat(FORGED.slice(0, REPORT_DATA), reportData, FORGED.from(REPORT_DATA + ReportData.SIZE));
    }

    private Host host(Map<String, String> environment) {
        return new Host(files.root(), environment, Kernel.linux());
    }

    private Detected detect() {
        return TsmQuotes.detect(host(Map.of()), PATIENCE);
    }

    private QuoteSource open(Duration patience, Map<String, String> environment) throws QuoteException {
        if (tsm == null) {
            tsm = StandInTsm.tdx(files, TsmQuotesTest::quoteAbout);
        }
        Detected detected = TsmQuotes.detect(host(environment), patience);
        assertThat(detected).isInstanceOf(Detected.Usable.class);
        return ((Detected.Usable) detected).opening().open();
    }

    private QuoteSource open(Duration patience) throws QuoteException {
        return open(patience, Map.of());
    }

    /** How the next request fails, the next {@code count} entries being as {@code fault} says. */
    private QuoteException failing(TsmFault fault, int count, Duration patience) throws QuoteException {
        try (QuoteSource source = open(patience)) {
            tsm.inject(fault, count);
            QuoteException problem = catchThrowableOfType(QuoteException.class, () -> source.quote(NONCE));
            assertThat(problem).isNotNull();
            return problem;
        }
    }

    private QuoteException failing(TsmFault fault) throws QuoteException {
        return failing(fault, 1, PATIENCE);
    }

    private static Reason reasonOf(Detected detected) {
        return switch (detected) {
            case Detected.Usable usable -> throw new AssertionError(usable);
            case Detected.Broken broken -> broken.problem().reason();
            case Detected.Absent absent -> absent.problem().reason();
        };
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(files.openFiles()).isZero();
        if (tsm != null) {
            assertThat(tsm.entries())
                    .filteredOn(name -> name.startsWith("assay-"))
                    .isEmpty();
        }
    }

    @Test
    void givesAQuoteAboutTheReportDataThatWasAskedFor() throws Exception {
        try (QuoteSource source = open(PATIENCE)) {
            RawEvidence evidence = source.quote(NONCE);

            assertThat(evidence.format()).isEqualTo(Format.QUOTE);
            assertThat(evidence.binding()).isEqualTo(new RawEvidence.Binding.Direct());
            assertThat(Quote.parse(evidence.bytes()).body().reportData()).isEqualTo(NONCE.bytes());
            assertThat(source.kind()).isEqualTo(Kind.TSM);
            assertThat(source.place()).isEqualTo("configfs-tsm at /sys/kernel/config/tsm/report");
        }
    }

    @Test
    void givesQuotesThatVerifyUnderTheRootOfTheTestPlatform() throws Exception {
        Instant now = Instant.parse("2026-06-01T12:00:00Z");
        PcsCatalog catalog = PcsCatalog.of(7, now);
        PcsPlatform platform = catalog.add(PcsPlatform.Kind.SINGLE_PACKAGE);
        tsm = StandInTsm.tdx(files, platform, () -> now);
        try (QuoteSource source = open(PATIENCE)) {
            Bytes quote = source.quote(NONCE).bytes();

            assertThat(QuoteVerifier.of(catalog.pki().anchor(), Ecdsa.preferred())
                            .verify(quote, platform.forge(4, 2, now).signedCollateral(), now))
                    .isInstanceOf(Verification.Verified.class);
        }
    }

    @Test
    void makesAnEntryForEachRequestWritesOnceAndRemovesIt() throws Exception {
        try (QuoteSource source = open(PATIENCE)) {
            int detected = tsm.operations().size();
            source.quote(NONCE);

            List<Operation> calls =
                    tsm.operations().subList(detected, tsm.operations().size());
            assertThat(calls).extracting(Operation::call).containsExactly("mkdir", "inblob", "outblob", "rmdir");
            assertThat(calls)
                    .extracting(Operation::entry)
                    .allMatch(calls.getFirst().entry()::equals);
        }
    }

    @Test
    void detectionAsksTheProviderAndForNoQuote() {
        tsm = StandInTsm.tdx(files, TsmQuotesTest::quoteAbout);

        assertThat(detect())
                .isInstanceOfSatisfying(
                        Detected.Usable.class,
                        usable -> assertThat(usable.detail()).contains("Intel TDX"));
        assertThat(tsm.operations()).extracting(Operation::call).containsExactly("mkdir", "rmdir");
    }

    @Test
    void isAbsentWithoutConfigfs() {
        assertThat(detect()).isInstanceOfSatisfying(Detected.Absent.class, absent -> {
            assertThat(absent.problem()).hasMessageContaining("no /sys/kernel/config");
            assertThat(absent.problem().advice())
                    .startsWith("only if this is a TDX or SEV-SNP guest")
                    .contains("modprobe configfs");
        });
    }

    @Test
    void isAbsentWhenNothingIsMountedAndSaysWhatATdxGuestNeeds() {
        files.folder("/sys/kernel/config");
        files.folder("/dev/tdx_guest");

        assertThat(detect()).isInstanceOfSatisfying(Detected.Absent.class, absent -> {
            assertThat(absent.problem())
                    .hasMessageContaining("no /sys/kernel/config/tsm")
                    .hasMessageContaining("6.7");
            assertThat(absent.problem().advice())
                    .contains("mount -t configfs", "modprobe tdx_guest", "linux-modules-extra", "this is a TDX guest");
        });
    }

    @Test
    void isAbsentWhereNoDriverIsBehindTheFolder() {
        tsm = StandInTsm.tdx(files, TsmQuotesTest::quoteAbout);
        tsm.provider("");

        assertThat(detect()).isInstanceOfSatisfying(Detected.Absent.class, absent -> {
            assertThat(absent.problem()).hasMessageContaining("ENXIO");
            assertThat(absent.problem().advice()).contains("modprobe tdx_guest");
        });
    }

    @Test
    void isBrokenForUsersWhoMayNotMakeEntries() {
        tsm = StandInTsm.tdx(files, TsmQuotesTest::quoteAbout);
        tsm.inject(new TsmFault.MkdirFails(PosixError.EACCES), 1);

        assertThat(detect()).isInstanceOfSatisfying(Detected.Broken.class, broken -> {
            assertThat(broken.problem().reason()).isEqualTo(Reason.DENIED);
            assertThat(broken.problem().advice()).contains("run as root", "chown", "DCAP_TDX_QUOTE_CONFIGFS_PATH");
        });
    }

    @Test
    void isBrokenWithAProviderThatAssayDoesNotKnow() {
        tsm = StandInTsm.tdx(files, TsmQuotesTest::quoteAbout);
        tsm.provider("arm-cca-guest");

        assertThat(detect()).isInstanceOfSatisfying(Detected.Broken.class, broken -> {
            assertThat(broken.problem().reason()).isEqualTo(Reason.UNSUPPORTED);
            assertThat(broken.problem()).hasMessageContaining("\"arm-cca-guest\"");
        });
    }

    @Test
    void noticesThatTheProviderHasChangedSinceItWasOpened() throws Exception {
        try (QuoteSource source = open(PATIENCE)) {
            tsm.provider("evil\u001b[2J");
            assertThatThrownBy(() -> source.quote(NONCE)).hasMessageContaining("\"evil?[2J\"");
        }
    }

    @Test
    void namesEntriesThatWereLeftBehind() throws Exception {
        tsm = StandInTsm.tdx(files, TsmQuotesTest::quoteAbout);
        tsm.make("assay-1-0000000000000000");
        tsm.make("com.intel.dcap");

        assertThat(detect())
                .isInstanceOfSatisfying(
                        Detected.Usable.class,
                        usable -> assertThat(usable.detail())
                                .contains("assay-1-0000000000000000", "rmdir")
                                .doesNotContain("com.intel.dcap"));
        Path stray = files.root().resolve("sys/kernel/config/tsm/report/assay-1-0000000000000000");
        assertThat(stray).exists();
        Files.delete(stray);
    }

    @Test
    void givesRawReportsOfSevSnpGuests() throws Exception {
        tsm = StandInTsm.snp(files);
        try (QuoteSource source = open(PATIENCE)) {
            RawEvidence evidence = source.quote(NONCE);

            assertThat(evidence.format()).isEqualTo(Format.SNP_REPORT);
            assertThat(evidence.bytes().length()).isEqualTo(1184);
            assertThat(evidence.bytes().slice(80, 64)).isEqualTo(NONCE.bytes());
        }
    }

    @Test
    void asksForThePrivilegeLevelThatASevSnpGuestMayHave() throws Exception {
        tsm = StandInTsm.snp(files);
        tsm.privilegeFloor(2);
        try (QuoteSource source = open(PATIENCE)) {
            assertThat(source.quote(NONCE).format()).isEqualTo(Format.SNP_REPORT);
            assertThat(tsm.operations()).extracting(Operation::call).contains("privlevel");
        }
    }

    @Test
    void startsOverWhenSomebodyElseWritesInBetween() throws Exception {
        try (QuoteSource source = open(PATIENCE)) {
            tsm.inject(new TsmFault.Raced(), 4);

            RawEvidence evidence = source.quote(NONCE);

            assertThat(Quote.parse(evidence.bytes()).body().reportData()).isEqualTo(NONCE.bytes());
            assertThat(tsm.operations())
                    .filteredOn(done -> done.call().equals("outblob"))
                    .hasSize(5);
        }
    }

    @Test
    void givesUpWhenEveryAttemptIsRaced() throws Exception {
        QuoteException problem = failing(new TsmFault.Raced(), 5, PATIENCE);
        assertThat(problem.reason()).isEqualTo(Reason.BUSY);
        assertThat(problem)
                .hasMessageContaining("from 0 to 2 with 1 of our writes")
                .hasMessageContaining("somebody else");
        assertThat(problem.advice()).contains("lsof");
    }

    @Test
    void noticesThatReportDataWasNotTakenThoughNobodyIsTold() throws Exception {
        QuoteException problem = failing(new TsmFault.InblobIgnored(), 5, PATIENCE);
        assertThat(problem.reason()).isEqualTo(Reason.BUSY);
        assertThat(problem).hasMessageContaining("from 0 to 0").hasMessageContaining("does not take");
    }

    @Test
    void asksAgainWhileTheHostIsBusyWithAnEarlierRequest() throws Exception {
        try (QuoteSource source = open(PATIENCE)) {
            tsm.inject(new TsmFault.OutblobFails(PosixError.EBUSY), 3);
            assertThat(source.quote(NONCE).format()).isEqualTo(Format.QUOTE);
        }
    }

    @Test
    void saysBusyBeforeTheDeadlineIfTheHostStaysBusy() throws Exception {
        long start = System.nanoTime();
        QuoteException problem = failing(new TsmFault.OutblobFails(PosixError.EBUSY), 1000, Duration.ofMillis(400));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1500));
        assertThat(problem.reason()).isEqualTo(Reason.BUSY);
        assertThat(problem.code()).contains("EBUSY");
        assertThat(problem).hasMessageContaining("outblob").hasMessageContaining("earlier request");
    }

    @ParameterizedTest
    @CsvSource({
        "EIO, REFUSED, could not make a quote, dmesg",
        "EINVAL, REFUSED, 64 bytes, uname",
        "ETIMEDOUT, TIMEOUT, did not answer the kernel, qgsd",
        "EFBIG, BROKEN, longer than the kernel takes, update",
        "ENXIO, ABSENT, no driver, modprobe",
        "EACCES, DENIED, outblob, run as root",
        "EPERM, DENIED, outblob, run as root",
        "ENODEV, ABSENT, no driver, modprobe",
        "ENOENT, ABSENT, outblob, removed",
        "EISDIR, BROKEN, Is a directory, dmesg"
    })
    void tellsWhatTheErrorsOfOutblobMean(PosixError error, Reason reason, String problem, String advice)
            throws QuoteException {
        QuoteException failed = failing(new TsmFault.OutblobFails(error));
        assertThat(failed.reason()).isEqualTo(reason);
        assertThat(failed)
                .hasMessageContaining("reading")
                .hasMessageContaining("outblob")
                .hasMessageContaining(problem);
        assertThat(failed.advice()).contains(advice);
    }

    @ParameterizedTest
    @CsvSource({"EACCES, DENIED", "EINVAL, REFUSED", "EIO, REFUSED", "ENOENT, ABSENT"})
    void tellsThatReportDataCouldNotBeWritten(PosixError error, Reason reason) throws QuoteException {
        QuoteException failed = failing(new TsmFault.InblobRefused(error));
        assertThat(failed.reason()).isEqualTo(reason);
        assertThat(failed).hasMessageContaining("writing").hasMessageContaining("inblob");
    }

    @ParameterizedTest
    @CsvSource({"EPERM, DENIED", "EEXIST, BUSY", "ENXIO, ABSENT"})
    void tellsThatNoEntryCouldBeMade(PosixError error, Reason reason) throws QuoteException {
        QuoteException failed = failing(new TsmFault.MkdirFails(error), 3, PATIENCE);
        assertThat(failed.reason()).isEqualTo(reason);
        assertThat(failed).hasMessageContaining("making /sys/kernel/config/tsm/report/assay-");
    }

    @Test
    void takesAnotherNameWhenThereIsSuchAnEntryAlready() throws Exception {
        try (QuoteSource source = open(PATIENCE)) {
            tsm.inject(new TsmFault.MkdirFails(PosixError.EEXIST), 2);
            assertThat(source.quote(NONCE).format()).isEqualTo(Format.QUOTE);
        }
    }

    @Test
    void refusesAnEmptyQuoteAndSaysWhoMadeItEmpty() throws Exception {
        QuoteException failed = failing(new TsmFault.Truncated(0));
        assertThat(failed.reason()).isEqualTo(Reason.BROKEN);
        assertThat(failed).hasMessageContaining("outblob is empty");
        assertThat(failed.advice()).contains("qgsd", "quote-generation-socket", "1.21");
    }

    @Test
    void refusesAQuoteThatIsCutOff() throws Exception {
        QuoteException failed = failing(new TsmFault.Truncated(700));
        assertThat(failed.reason()).isEqualTo(Reason.BROKEN);
        assertThat(failed).hasMessageContaining("700 bytes that are no ECDSA quote");
    }

    @Test
    void dropsThePaddingOfHostsThatHandOutBuffers() throws Exception {
        try (QuoteSource source = open(PATIENCE)) {
            tsm.inject(new TsmFault.Padded(1000), 1);
            Quote quote = Quote.parse(source.quote(NONCE).bytes());
            assertThat(quote.trailing()).isEqualTo(Bytes.EMPTY);
        }
    }

    @Test
    void stopsReadingAQuoteThatNeverEnds() throws Exception {
        QuoteException failed = failing(new TsmFault.Endless());
        assertThat(failed.reason()).isEqualTo(Reason.BROKEN);
        assertThat(failed).hasMessageContaining("more than 1048576 bytes");
    }

    @Test
    void takesALongAnswerForADiceToken() throws Exception {
        QuoteException failed = failing(new TsmFault.Replaced(Bytes.of(new byte[9000])));
        assertThat(failed.reason()).isEqualTo(Reason.UNSUPPORTED);
        assertThat(failed.advice()).contains("DICE");
    }

    @Test
    void refusesAQuoteOfAnSgxEnclave() throws Exception {
        QuoteException failed =
                failing(new TsmFault.Replaced(Forge.sgx(41).quote().encode()));
        assertThat(failed.reason()).isEqualTo(Reason.BROKEN);
        assertThat(failed).hasMessageContaining("a quote of SGX");
    }

    @Test
    void refusesAnSnpReportOfAnotherLength() throws Exception {
        tsm = StandInTsm.snp(files);
        QuoteException failed = failing(new TsmFault.Truncated(1183));
        assertThat(failed.reason()).isEqualTo(Reason.BROKEN);
        assertThat(failed).hasMessageContaining("1183 bytes").hasMessageContaining("1184");
    }

    @Test
    void refusesAQuoteAboutOtherReportData() throws Exception {
        QuoteException failed = failing(new TsmFault.OtherReportData());
        assertThat(failed.reason()).isEqualTo(Reason.MISMATCH);
        assertThat(failed).hasMessageContaining(NONCE.toString());
    }

    @ParameterizedTest
    @CsvSource({"''", "many", "-3", "99999999999999999999999"})
    void refusesAGenerationThatIsNoNumber(String shown) throws QuoteException {
        QuoteException failed = failing(new TsmFault.Generation(shown));
        assertThat(failed.reason()).isEqualTo(Reason.BROKEN);
        assertThat(failed).hasMessageContaining("generation has \"" + shown + "\"");
    }

    @Test
    void waitsForASlowHost() throws Exception {
        try (QuoteSource source = open(PATIENCE)) {
            tsm.inject(new TsmFault.Slow(Duration.ofMillis(150)), 1);
            assertThat(source.quote(NONCE).format()).isEqualTo(Format.QUOTE);
        }
    }

    @Test
    void endsAHangingReadAtTheDeadlineAndRemovesTheEntry() throws Exception {
        long start = System.nanoTime();
        QuoteException failed = failing(new TsmFault.Hanging(), 1, Duration.ofMillis(200));
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(200), Duration.ofMillis(1500));
        assertThat(failed.reason()).isEqualTo(Reason.TIMEOUT);
        assertThat(failed).hasMessageContaining("reading").hasMessageContaining("outblob");
    }

    @Test
    void answersAtTheDeadlineEvenIfTheKernelDoesNotLetGo() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (QuoteSource source = open(Duration.ofMillis(200))) {
            tsm.inject(new TsmFault.Stuck(release), 1);

            QuoteException first = catchThrowableOfType(QuoteException.class, () -> source.quote(NONCE));
            assertThat(first.reason()).isEqualTo(Reason.TIMEOUT);
            assertThat(first).hasMessageContaining("does not let go");
            QuoteException next = catchThrowableOfType(QuoteException.class, () -> source.quote(NONCE));
            assertThat(next.reason()).isEqualTo(Reason.TIMEOUT);
            assertThat(next).hasMessageContaining("an earlier request").hasMessageContaining("outblob");

            release.countDown();
            while (!tsm.entries().isEmpty()) {
                Thread.sleep(5);
            }
            assertThat(source.quote(NONCE).format()).isEqualTo(Format.QUOTE);
        }
    }

    @Test
    void removesAnEntryLaterIfItWouldNotGoAtOnce() throws Exception {
        try (QuoteSource source = open(PATIENCE)) {
            tsm.inject(new TsmFault.RmdirFails(PosixError.EBUSY, 2), 1);
            assertThat(source.quote(NONCE).format()).isEqualTo(Format.QUOTE);
            assertThat(tsm.entries()).hasSize(1);
            source.quote(NONCE);
            assertThat(tsm.entries()).hasSize(1);
            source.quote(NONCE);
            assertThat(tsm.entries()).isEmpty();
        }
    }

    @Test
    void makesNoMoreEntriesThanItCanRemove() throws Exception {
        try (QuoteSource source = open(PATIENCE)) {
            tsm.inject(new TsmFault.RmdirFails(PosixError.EPERM, 18), 100);
            for (int i = 0; i < 17; i++) {
                source.quote(NONCE);
            }
            assertThatThrownBy(() -> source.quote(NONCE)).isInstanceOfSatisfying(QuoteException.class, failed -> {
                assertThat(failed.reason()).isEqualTo(Reason.BROKEN);
                assertThat(failed).hasMessageContaining("17 entries").hasMessageContaining("EPERM");
                assertThat(failed.advice()).startsWith("rmdir");
            });
            tsm.entries().forEach(TsmQuotesTest.this::removeHard);
        }
    }

    private void removeHard(String entry) {
        for (int i = 0; i < 30; i++) {
            try {
                Files.deleteIfExists(
                        files.root().resolve("sys/kernel/config/tsm/report").resolve(entry));
            } catch (IOException e) {
                assertThat(i).isLessThan(29);
            }
        }
    }

    @Test
    void usesTheEntryThatWasMadeForThisProcessAndLeavesIt() throws Exception {
        tsm = StandInTsm.tdx(files, TsmQuotesTest::quoteAbout);
        tsm.make("mine");
        String entry = StandInTsm.FOLDER + "/mine";
        try (QuoteSource source = open(PATIENCE, Map.of(TsmQuotes.ENTRY_VARIABLE, entry))) {
            assertThat(source.place()).endsWith("/mine");
            source.quote(NONCE);
            source.quote(NONCE);
        }
        assertThat(tsm.operations())
                .extracting(Operation::call)
                .containsExactly("inblob", "outblob", "inblob", "outblob");
        assertThat(tsm.entries()).containsExactly("mine");
    }

    @Test
    void requestsUnderWayFailWhenTheSourceIsClosed() throws Exception {
        QuoteSource source = open(PATIENCE);
        tsm.inject(new TsmFault.Hanging(), 1);
        AtomicReference<Throwable> failed = new AtomicReference<>();
        Thread asking = Thread.ofPlatform().start(() -> {
            try {
                source.quote(NONCE);
            } catch (QuoteException e) {
                failed.set(e);
            }
        });
        while (tsm.operations().stream().noneMatch(done -> done.call().equals("outblob"))) {
            Thread.sleep(2);
        }

        source.close();
        asking.join();

        assertThat(failed.get()).isInstanceOf(QuoteException.class).hasMessageContaining("was closed while reading");
        assertThatThrownBy(() -> source.quote(NONCE)).hasMessageContaining("was closed");
    }

    @Test
    void closingEndsARequestEvenIfTheKernelDoesNotLetGo() throws Exception {
        CountDownLatch until = new CountDownLatch(1);
        QuoteSource source = open(Duration.ofSeconds(25));
        tsm.inject(new TsmFault.Stuck(until), 1);
        AtomicReference<QuoteException> failed = new AtomicReference<>();
        Thread asking = Thread.ofPlatform().start(() -> {
            try {
                source.quote(NONCE);
            } catch (QuoteException e) {
                failed.set(e);
            }
        });
        while (tsm.operations().stream().noneMatch(done -> done.call().equals("outblob"))) {
            Thread.sleep(2);
        }
        try {
            source.close();
            asking.join(Duration.ofSeconds(10));

            assertThat(failed.get()).isNotNull().hasMessageContaining("the kernel does not let go of it");
            assertThat(failed.get().reason()).isEqualTo(Reason.ABSENT);
        } finally {
            until.countDown();
        }
        while (!tsm.entries().isEmpty() || files.openFiles() > 0) {
            Thread.sleep(2);
        }
    }

    @Test
    void usesAnEntryThatWasMountedWithoutTheFolderOfEntries() throws Exception {
        tsm = StandInTsm.tdx(files, TsmQuotesTest::quoteAbout);
        tsm.make("mine");
        PseudoFiles container = new PseudoFiles();
        container.folder("/run").with("entry", files.folder(StandInTsm.FOLDER + "/mine"));
        Host host = new Host(container.root(), Map.of("DCAP_TDX_QUOTE_CONFIGFS_PATH", "/run/entry"), Kernel.linux());

        Detected detected = TsmQuotes.detect(host, PATIENCE);

        assertThat(detected).isInstanceOf(Detected.Usable.class);
        try (QuoteSource source = ((Detected.Usable) detected).opening().open()) {
            assertThat(source.quote(NONCE).bytes()).isEqualTo(quoteAbout(NONCE.bytes()));
        }
    }

    @Test
    void isBrokenIfTheEntryThatTheEnvironmentNamesIsNotThere() {
        Detected detected = TsmQuotes.detect(host(Map.of("DCAP_TDX_QUOTE_CONFIGFS_PATH", "/run/entry")), PATIENCE);

        assertThat(detected)
                .isInstanceOfSatisfying(
                        Detected.Broken.class,
                        broken -> assertThat(broken.problem()).hasMessageContaining("ENOENT"));
    }

    @ParameterizedTest
    @CsvSource({"EINVAL, privlevel_floor", "ENXIO, SEV firmware"})
    void tellsWhyTheSecureProcessorMadeNoReport(PosixError error, String advice) throws Exception {
        tsm = StandInTsm.snp(files);
        try (QuoteSource source = open(PATIENCE)) {
            tsm.inject(new TsmFault.OutblobFails(error), 1);
            QuoteException failure = catchThrowableOfType(QuoteException.class, () -> source.quote(NONCE));
            assertThat(failure.reason()).isEqualTo(Reason.REFUSED);
            assertThat(failure).hasMessageContaining("AMD's secure processor");
            assertThat(failure.advice()).contains(advice);
        }
    }

    @Test
    void anInterruptEndsTheRequestAndIsKept() throws Exception {
        try (QuoteSource source = open(PATIENCE)) {
            tsm.inject(new TsmFault.Hanging(), 1);
            AtomicReference<QuoteException> failed = new AtomicReference<>();
            AtomicReference<Boolean> kept = new AtomicReference<>();
            Thread asking = Thread.ofPlatform().start(() -> {
                try {
                    source.quote(NONCE);
                } catch (QuoteException e) {
                    failed.set(e);
                    kept.set(Thread.currentThread().isInterrupted());
                }
            });
            while (tsm.operations().stream().noneMatch(done -> done.call().equals("outblob"))) {
                Thread.sleep(2);
            }
            asking.interrupt();
            asking.join();
            assertThat(failed.get().reason()).isEqualTo(Reason.BUSY);
            assertThat(kept.get()).isTrue();
            while (!tsm.entries().isEmpty()) {
                Thread.sleep(2);
            }
        }
    }

    @Test
    void aThousandFailuresLeakNeitherThreadsNorDescriptorsNorEntries() throws Exception {
        TsmFault[] faults = {
            new TsmFault.Truncated(100),
            new TsmFault.OutblobFails(PosixError.EIO),
            new TsmFault.InblobRefused(PosixError.EACCES),
            new TsmFault.OtherReportData(),
            new TsmFault.MkdirFails(PosixError.EPERM),
            new TsmFault.Hanging(),
            new TsmFault.Generation("x"),
            new TsmFault.Truncated(0)
        };
        try (QuoteSource source = open(Duration.ofMillis(10))) {
            int threads = Thread.activeCount();
            for (int i = 0; i < 1000; i++) {
                tsm.inject(faults[i % faults.length], 1);
                assertThatThrownBy(() -> source.quote(NONCE)).isInstanceOf(QuoteException.class);
            }
            assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 1);
        }
        while (!tsm.entries().isEmpty()) {
            // Those that were given up last may be cleaning up yet.
            Thread.sleep(5);
        }
        assertThat(files.openFiles()).isZero();
        assertThat(tsm.entries()).isEmpty();
    }

    @Test
    void aThousandRequestsAtOnceGetTheirOwnQuotesOneAfterTheOther(TestReporter reporter) throws Exception {
        int requests = 1000;
        List<Thread> asking = new ArrayList<>();
        Object[] answers = new Object[requests];
        long nanos;
        try (QuoteSource source = open(Duration.ofSeconds(20))) {
            int before = tsm.operations().size();
            CountDownLatch start = new CountDownLatch(1);
            for (int i = 0; i < requests; i++) {
                int number = i;
                ReportData own = ReportData.padded(Bytes.ofUtf8("request " + number));
                asking.add(Thread.ofVirtual().start(() -> {
                    try {
                        start.await();
                        Quote quote = Quote.parse(source.quote(own).bytes());
                        answers[number] = quote.body().reportData().equals(own.bytes()) ? "own" : quote;
                    } catch (Exception e) {
                        answers[number] = e;
                    }
                }));
            }
            long began = System.nanoTime();
            start.countDown();
            for (Thread one : asking) {
                one.join();
            }
            nanos = System.nanoTime() - began;

            assertThat(answers).containsOnly("own");
            List<Operation> calls = tsm.operations().subList(before, before + 4 * requests);
            for (int i = 0; i < requests; i++) {
                List<Operation> four = calls.subList(4 * i, 4 * i + 4);
                assertThat(four).extracting(Operation::call).containsExactly("mkdir", "inblob", "outblob", "rmdir");
                assertThat(four)
                        .extracting(Operation::entry)
                        .containsOnly(four.getFirst().entry());
            }
            assertThat(tsm.operations()).hasSize(before + 4 * requests);
        }
        reporter.publishEntry("quotes a second", Long.toString(requests * 1_000_000_000L / nanos));
    }

    @Test
    void worksOnAPlainFolderUpToItsLimits(@TempDir Path root) throws Exception {
        Path folder = Files.createDirectories(root.resolve("sys/kernel/config/tsm/report"));
        Path entry = Files.createDirectory(folder.resolve("mine"));
        Files.writeString(entry.resolve("provider"), "tdx_guest\n");
        Files.writeString(entry.resolve("generation"), "7\n");
        Files.createFile(entry.resolve("inblob"));
        Files.write(entry.resolve("outblob"), quoteAbout(NONCE.bytes()).toArray());
        Host host = new Host(root, Map.of(TsmQuotes.ENTRY_VARIABLE, StandInTsm.FOLDER + "/mine"), Kernel.linux());

        Detected detected = TsmQuotes.detect(host, PATIENCE);

        assertThat(detected).isInstanceOf(Detected.Usable.class);
        try (QuoteSource source = ((Detected.Usable) detected).opening().open()) {
            // A plain file counts no writes, so this is what a kernel that takes none looks like.
            assertThatThrownBy(() -> source.quote(NONCE)).hasMessageContaining("from 7 to 7");
            assertThat(Bytes.of(Files.readAllBytes(entry.resolve("inblob")))).isEqualTo(NONCE.bytes());
        }
        assertThat(TsmQuotes.detect(new Host(root, Map.of(), Kernel.linux()), PATIENCE))
                .satisfies(found -> assertThat(reasonOf(found)).isEqualTo(Reason.ABSENT));
        assertThat(Arrays.stream(folder.toFile().list()))
                .as("an entry without files")
                .isNotEmpty();
    }
}
