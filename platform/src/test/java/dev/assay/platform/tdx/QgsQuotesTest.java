package dev.assay.platform.tdx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.bytes.Bytes;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.platform.Detected;
import dev.assay.platform.linux.Errno;
import dev.assay.policy.Policy;
import dev.assay.policy.Verdict;
import dev.assay.quote.Quote;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import dev.assay.quote.QuoteSource;
import dev.assay.quote.RawEvidence;
import dev.assay.quote.ReportData;
import dev.assay.simulator.Forge;
import dev.assay.simulator.Seed;
import dev.assay.simulator.qgs.QgsFault;
import dev.assay.verify.QuoteVerifier;
import dev.assay.verify.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QgsQuotesTest {

    private static final ReportData ASKED = ReportData.padded(Bytes.ofUtf8("a nonce of the caller's"));
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private TdxStand stand;

    @BeforeEach
    void open() throws IOException {
        stand = TdxStand.open();
    }

    @AfterEach
    void close() throws IOException {
        stand.close();
    }

    @Test
    void aQuoteOfTheServiceIsAcceptedUnderTheTestRootAndByNoOther() throws Exception {
        Bytes quote;
        try (QuoteSource source = stand.source(PATIENCE)) {
            RawEvidence evidence = source.quote(ASKED);
            assertThat(evidence.format()).isEqualTo(RawEvidence.Format.QUOTE);
            assertThat(evidence.binding()).isInstanceOf(RawEvidence.Binding.Direct.class);
            quote = evidence.bytes();
        }
        assertThat(Quote.parse(quote).body().reportData()).isEqualTo(ASKED.bytes());
        Forge forge = TdxStand.PLATFORM.forge(4, 2, Forge.DEFAULT_INSTANT);
        Verification verification = QuoteVerifier.of(TdxStand.CATALOG.pki().anchor(), Ecdsa.preferred())
                .verify(quote, forge.signedCollateral(), Forge.DEFAULT_INSTANT);
        assertThat(verification).isInstanceOf(Verification.Verified.class);
        assertThat(Policy.defaults().appraise(verification)).isInstanceOf(Verdict.Accepted.class);
        assertThat(QuoteVerifier.intel().verify(quote, forge.signedCollateral(), Forge.DEFAULT_INSTANT))
                .isInstanceOf(Verification.Rejected.class);
    }

    @Test
    void theRequestOnTheSocketIsIntelsToTheByte() throws Exception {
        try (QuoteSource source = stand.source(PATIENCE)) {
            source.quote(ASKED);
        }
        Bytes sent = Bytes.of(stand.qgs.lastRequest());
        assertThat(sent.length()).isEqualTo(4 + 16 + 8 + 1024);
        assertThat(sent.slice(0, 28).hex())
                .isEqualTo(
                        "00000418" // length, big-endian: 1048
                                + "01000100" // version 1.1
                                + "00000000" // get quote
                                + "18040000" // size, little-endian
                                + "00000000" // no error
                                + "00040000" // TDREPORT of 1024 bytes
                                + "00000000"); // no list of keys
        assertThat(sent.at(28)).isEqualTo(0x81);
        assertThat(sent.slice(28 + 128, 64)).isEqualTo(ASKED.bytes());
    }

    @Test
    void detectionMakesAReportAndAsksNoService() {
        assertThat(stand.detect()).isInstanceOfSatisfying(Detected.Usable.class, usable -> {
            assertThat(usable.place()).contains("/dev/tdx_guest").contains("qgs.socket");
            assertThat(usable.detail()).contains("made a TD report").contains("was not asked");
        });
        assertThat(stand.qgs.connections()).isZero();
        assertThat(stand.kernel.openDevices()).isZero();
    }

    @Test
    void withoutTheDeviceItIsAbsentWhateverElseThereIs() throws Exception {
        Files.delete(stand.host.path("/dev/tdx_guest"));
        assertThat(stand.detect()).isInstanceOfSatisfying(Detected.Absent.class, absent -> {
            assertThat(absent.problem().reason()).isEqualTo(Reason.ABSENT);
            assertThat(absent.problem()).hasMessageContaining("/dev/tdx_guest");
            assertThat(absent.problem().advice()).contains("modprobe tdx_guest").contains("Azure");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "EACCES, DENIED, udevadm trigger",
        "EPERM, DENIED, --device /dev/tdx_guest",
        "ENOENT, ABSENT, modprobe tdx_guest",
        "ENODEV, BROKEN, modprobe tdx_guest",
        "ENXIO, BROKEN, modprobe tdx_guest",
        "EMFILE, BUSY, ulimit -n",
        "ENOMEM, BROKEN, dmesg"
    })
    void aDeviceThatDoesNotOpenIsBrokenAndSaysWhatToDo(Errno errno, Reason reason, String advice) {
        stand.kernel.openFails = Optional.of(errno);
        requireBroken(reason, errno.meaning(), advice);
    }

    @ParameterizedTest
    @CsvSource({
        "ENOTTY, UNSUPPORTED, 6.2",
        "EINTR, BUSY, ask again",
        "EBUSY, BUSY, ask again",
        "EIO, REFUSED, TDX module",
        "EINVAL, REFUSED, TDX module",
        "EFAULT, BROKEN, dmesg"
    })
    void aDeviceThatMakesNoReportIsBrokenAndSaysWhatToDo(Errno errno, Reason reason, String advice) {
        stand.kernel.reportFails = Optional.of(errno);
        requireBroken(reason, errno.meaning(), advice);
    }

    @Test
    void aReportOfAnotherTypeIsRefused() {
        stand.kernel.tampering = report -> Bytes.concat(Bytes.literal("00"), report.from(1));
        requireBroken(Reason.BROKEN, "0x0", "major 10");
    }

    @Test
    void aReportOfAnUnknownVersionIsRefused() {
        stand.kernel.tampering = report -> Bytes.concat(Bytes.literal("810009"), report.from(3));
        requireBroken(Reason.BROKEN, "0, 1 or 3", "kernel");
    }

    @Test
    void aReportWithOtherReportDataIsRefused() {
        stand.kernel.tampering =
                report -> Bytes.concat(report.slice(0, 128), Seed.of(1).bytes("other", 64), report.from(192));
        requireBroken(Reason.MISMATCH, "report data", "uname -r");
    }

    private void requireBroken(Reason reason, String problem, String advice) {
        assertThat(stand.detect()).isInstanceOfSatisfying(Detected.Broken.class, broken -> {
            assertThat(broken.problem().reason()).isEqualTo(reason);
            assertThat(broken.problem()).hasMessageContaining(problem);
            assertThat(broken.problem().advice()).contains(advice);
        });
        assertThat(stand.kernel.openDevices()).isZero();
    }

    @Test
    void aReportThatTheServiceCannotCheckIsRefusedByIt() throws Exception {
        stand.kernel.tampering = report -> Bytes.concat(report.slice(0, 1023), Bytes.literal("01"));
        try (QuoteSource source = stand.source(PATIENCE)) {
            QuoteException refused = catchThrowableOfType(QuoteException.class, () -> source.quote(ASKED));
            assertThat(refused.reason()).isEqualTo(Reason.REFUSED);
            assertThat(refused.code()).contains("QGS 0x12001");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "port=4050",
                "# comment\n\n port = 4050 \n",
                "other = 1\nport\t=\t4050\nport = 9\n",
                "port = 4050"
            })
    void theConfiguredPortIsAskedThroughVsock(String configuration) throws Exception {
        stand.write("/etc/tdx-attest.conf", configuration);
        try (QuoteSource source = stand.source(PATIENCE)) {
            assertThat(source.place()).contains("vsock 2:4050");
            assertThat(Quote.parse(source.quote(ASKED).bytes()).body().reportData())
                    .isEqualTo(ASKED.bytes());
        }
        assertThat(stand.kernel.lastAddress.hex()).isEqualTo("2800" + "0000" + "d20f0000" + "02000000" + "00000000");
        assertThat(stand.qgs.connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"port = 4050 # trailing", "port = -1", "port = 4294967296", "port 4050", "port = ", "port=0x10"})
    void aPortThatIntelsLibraryWouldNotReadIsNamed(String configuration) throws Exception {
        stand.write("/etc/tdx-attest.conf", "\n" + configuration);
        requireBroken(Reason.BROKEN, "line 2, is '" + configuration.strip() + "'", "port = 4050");
    }

    @Test
    void withNeitherPortNorSocketIntelsPortIsTaken() throws Exception {
        stand.qgs.close();
        assertThat(stand.detect())
                .isInstanceOfSatisfying(
                        Detected.Usable.class,
                        usable -> assertThat(usable.place()).contains("vsock 2:4050"));
    }

    @Test
    void withNoWayToAServiceItIsBroken() throws Exception {
        stand.qgs.close();
        Files.delete(stand.host.path("/dev/vsock"));
        requireBroken(Reason.ABSENT, "no /dev/vsock", "vhost-vsock-pci");
    }

    @ParameterizedTest
    @CsvSource({
        "ENODEV, ABSENT, vhost-vsock-pci",
        "ENETUNREACH, ABSENT, vhost-vsock-pci",
        "ECONNREFUSED, ABSENT, /etc/qgs.conf",
        "ETIMEDOUT, TIMEOUT, vsock is blocked",
        "ECONNRESET, ABSENT, /etc/qgs.conf",
        "EIO, BROKEN, journalctl -u qgsd",
        "EPERM, DENIED, seccomp"
    })
    void aHostThatIsNotReachedIsExplained(Errno errno, Reason reason, String advice) throws Exception {
        stand.write("/etc/tdx-attest.conf", "port=4050");
        stand.kernel.connectFails = Optional.of(errno);
        requireRefusal(reason, errno.meaning(), advice);
    }

    @Test
    void aKernelWithoutVsockIsExplained() throws Exception {
        stand.write("/etc/tdx-attest.conf", "port=4050");
        stand.kernel.socketFails = Optional.of(Errno.EAFNOSUPPORT);
        requireRefusal(Reason.ABSENT, "address family not supported", "modprobe vmw_vsock_virtio_transport");
    }

    private void requireRefusal(Reason reason, String problem, String advice) throws QuoteException {
        try (QuoteSource source = stand.source(PATIENCE)) {
            QuoteException refused = catchThrowableOfType(QuoteException.class, () -> source.quote(ASKED));
            assertThat(refused.reason()).isEqualTo(reason);
            assertThat(refused).hasMessageContaining(problem);
            assertThat(refused.advice()).contains(advice);
        }
    }

    @Test
    void aGuestWhoseVsockIsBlockedWaitsNoLongerThanItsDeadline() throws Exception {
        stand.write("/etc/tdx-attest.conf", "port=4050");
        stand.kernel.connectHangs = true;
        try (QuoteSource source = stand.source(Duration.ofMillis(200))) {
            long start = System.nanoTime();
            QuoteException late = catchThrowableOfType(QuoteException.class, () -> source.quote(ASKED));
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(190), Duration.ofSeconds(10));
            assertThat(late.reason()).isEqualTo(Reason.TIMEOUT);
            assertThat(late.advice()).contains("hangs rather than fails");
        }
    }

    @Test
    void aServiceThatEndsBetweenTwoQuotesIsAskedAgainWhenItIsBack() throws Exception {
        try (QuoteSource source = stand.source(PATIENCE)) {
            source.quote(ASKED);
            stand.qgs.inject(new QgsFault.HungUp(), 1);
            assertThat(catchThrowableOfType(QuoteException.class, () -> source.quote(ASKED))
                            .reason())
                    .isEqualTo(Reason.REFUSED);
            assertThat(source.quote(ASKED).bytes().isEmpty()).isFalse();
        }
    }

    @Test
    void aServiceThatIsGoneIsAbsent() throws Exception {
        try (QuoteSource source = stand.source(PATIENCE)) {
            stand.qgs.close();
            QuoteException gone = catchThrowableOfType(QuoteException.class, () -> source.quote(ASKED));
            assertThat(gone.reason()).isEqualTo(Reason.ABSENT);
            assertThat(gone.advice()).contains("systemctl start qgsd");
        }
    }

    @Test
    void aClosedSourceAnswersNoMore() throws Exception {
        QuoteSource source = stand.source(PATIENCE);
        source.close();
        assertThat(catchThrowableOfType(QuoteException.class, () -> source.quote(ASKED)))
                .hasMessageContaining("was closed");
        assertThat(stand.qgs.connections()).isZero();
    }
}
