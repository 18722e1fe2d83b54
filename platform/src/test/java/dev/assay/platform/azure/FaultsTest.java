package dev.assay.platform.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.bytes.Bytes;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import dev.assay.quote.QuoteSource;
import dev.assay.quote.RawEvidence;
import dev.assay.quote.ReportData;
import dev.assay.simulator.Seed;
import dev.assay.simulator.azure.ImdsFault;
import dev.assay.simulator.azure.StandInVtpm;
import dev.assay.simulator.azure.VtpmFault;
import dev.assay.simulator.qgs.TestDomain;
import java.net.URI;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything that answers in an Azure machine, misbehaving. */
class FaultsTest {

    /** Enough for whatever is answered, with the repetitions that a TPM asks for. */
    private static final Duration SHORT = Duration.ofMillis(800);

    /** Enough for a second attempt at the metadata service, and not for a third. */
    private static final Duration SHORTER = Duration.ofMillis(400);

    /** For what is not answered in any time. */
    private static final Duration SHORTEST = Duration.ofMillis(250);

    /** A fault that stays, and what it must come to. */
    static Stream<Arguments> tpm() {
        int read = StandInVtpm.NV_READ;
        int write = StandInVtpm.NV_WRITE;
        int look = StandInVtpm.NV_READ_PUBLIC;
        int define = StandInVtpm.NV_DEFINE_SPACE;
        int capability = StandInVtpm.GET_CAPABILITY;
        return Stream.of(
                Arguments.of(read, new VtpmFault.Silence(), Reason.TIMEOUT, "in time", "allow more time"),
                Arguments.of(read, new VtpmFault.Late(Duration.ofSeconds(3)), Reason.TIMEOUT, "in time", "more time"),
                Arguments.of(read, new VtpmFault.Failure(), Reason.BROKEN, "Input/output error", "dmesg"),
                Arguments.of(read, new VtpmFault.Cut(0), Reason.BROKEN, "NV_Read of NV index 0x01400001", "TPM"),
                Arguments.of(read, new VtpmFault.Cut(7), Reason.BROKEN, "response code at offset 6", "TPM 2.0"),
                Arguments.of(read, new VtpmFault.Cut(200), Reason.BROKEN, "size at offset 2", "TPM 2.0"),
                Arguments.of(read, new VtpmFault.Size(-1), Reason.BROKEN, "found 4294967295 bytes", "TPM 2.0"),
                Arguments.of(read, new VtpmFault.Size(10), Reason.BROKEN, "found 10 bytes", "TPM 2.0"),
                Arguments.of(read, new VtpmFault.Tag(0xC4), Reason.BROKEN, "tag at offset 0: found 0xc4", "TPM 2.0"),
                Arguments.of(read, new VtpmFault.Tag(0x8001), Reason.BROKEN, "expected 0x8002", "TPM 2.0"),
                Arguments.of(read, new VtpmFault.Appended(1), Reason.BROKEN, "authorization at offset", "TPM 2.0"),
                Arguments.of(read, new VtpmFault.Appended(5000), Reason.BROKEN, "more than 4096 bytes", "is a TPM"),
                Arguments.of(
                        read,
                        new VtpmFault.Patched(10, Bytes.literal("00000005")),
                        Reason.BROKEN,
                        "at offset",
                        "TPM 2.0"),
                Arguments.of(
                        read,
                        new VtpmFault.Patched(14, Bytes.literal("ffff")),
                        Reason.BROKEN,
                        "data at offset 2",
                        "2.0"),
                Arguments.of(
                        read,
                        new VtpmFault.Patched(16, Bytes.ofUtf8("ACLH")),
                        Reason.BROKEN,
                        "HCL report, signature at offset 0",
                        "tpm2_nvread"),
                Arguments.of(read, new VtpmFault.Refusal(0x14A), Reason.REFUSED, "TPM_RC_NV_UNINITIALIZED", "restart"),
                Arguments.of(read, new VtpmFault.Refusal(0x922), Reason.BUSY, "TPM_RC_RETRY (0x922)", "again"),
                Arguments.of(read, new VtpmFault.Refusal(0x9A2), Reason.DENIED, "about session 1", "tpm2_changeauth"),
                Arguments.of(read, new VtpmFault.Refusal(0x98E), Reason.DENIED, "TPM_RC_AUTH_FAIL", "tpm2_changeauth"),
                Arguments.of(read, new VtpmFault.Refusal(0x921), Reason.DENIED, "TPM_RC_LOCKOUT", "dictionarylockout"),
                Arguments.of(read, new VtpmFault.Refusal(0x101), Reason.BROKEN, "TPM_RC_FAILURE", "restart"),
                Arguments.of(
                        look, new VtpmFault.Refusal(0xB0143), Reason.REFUSED, "the kernel's resource manager", "tpm2_"),
                Arguments.of(look, new VtpmFault.Refusal(0x7FF), Reason.REFUSED, "response code 0x7ff", "tpm2_"),
                Arguments.of(look, new VtpmFault.Refusal(0x18B), Reason.ABSENT, "not a confidential", "ConfidentialVM"),
                Arguments.of(look, new VtpmFault.Cut(30), Reason.BROKEN, "size at offset 2", "TPM 2.0"),
                Arguments.of(
                        look,
                        new VtpmFault.Patched(12, Bytes.literal("01400009")),
                        Reason.BROKEN,
                        "found NV index 0x01400009",
                        "TPM 2.0"),
                Arguments.of(define, new VtpmFault.Refusal(0x14B), Reason.REFUSED, "no space left", "tpm2_getcap"),
                Arguments.of(write, new VtpmFault.Refusal(0x149), Reason.BROKEN, "NV_AUTHORIZATION", "nvundefine"),
                Arguments.of(write, new VtpmFault.Refusal(0x148), Reason.BROKEN, "the index is locked", "nvundefine"),
                Arguments.of(write, new VtpmFault.Refusal(0x920), Reason.BUSY, "TPM_RC_NV_RATE", "again"),
                Arguments.of(write, new VtpmFault.Appended(3), Reason.BROKEN, "authorization at offset", "TPM 2.0"),
                Arguments.of(capability, new VtpmFault.Appended(4), Reason.BROKEN, "parameters at offset", "TPM 2.0"),
                Arguments.of(
                        capability,
                        new VtpmFault.Patched(23, Bytes.literal("00000000")),
                        Reason.BROKEN,
                        "NV_BUFFER_MAX",
                        "TPM 2.0"),
                Arguments.of(read, new VtpmFault.Stale(), Reason.TIMEOUT, "was not renewed in time", "at least 5 s"),
                Arguments.of(read, new VtpmFault.ForeignClaims(), Reason.MISMATCH, "is not SHA-256 of", "restart"));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("tpm")
    void tpmThatMisbehavesIsExplained(int command, VtpmFault fault, Reason reason, String found, String advice)
            throws Exception {
        try (AzureMachine machine = AzureMachine.tdx()) {
            machine.tpm.inject(command, fault, 1000);
            long start = System.nanoTime();

            QuoteException failure = machine.failure(reason == Reason.TIMEOUT ? SHORTEST : SHORT);

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
            assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(reason);
            assertThat(failure).hasMessageContaining(found);
            assertThat(failure.advice()).contains(advice);
            awaitNothingOpen(machine);
        }
    }

    /** What passes by itself, or is no fault. */
    static Stream<Arguments> passing() {
        int read = StandInVtpm.NV_READ;
        return Stream.of(
                Arguments.of(read, new VtpmFault.Refusal(0x922), 3),
                Arguments.of(read, new VtpmFault.Refusal(0x90A), 2),
                Arguments.of(StandInVtpm.NV_WRITE, new VtpmFault.Refusal(0x920), 2),
                Arguments.of(StandInVtpm.NV_DEFINE_SPACE, new VtpmFault.Refusal(0x14C), 1),
                Arguments.of(StandInVtpm.GET_CAPABILITY, new VtpmFault.Refusal(0x1C4), 1),
                Arguments.of(read, new VtpmFault.Stale(), 4),
                Arguments.of(read, new VtpmFault.ForeignClaims(), 1),
                Arguments.of(read, new VtpmFault.Late(Duration.ofMillis(100)), 2),
                Arguments.of(read, new VtpmFault.OtherUserData(Seed.of(9).bytes("other", 64)), 1));
    }

    @ParameterizedTest(name = "{0} {1} {2} times")
    @MethodSource("passing")
    void tpmThatRecoversIsWaitedFor(int command, VtpmFault fault, int times) throws Exception {
        StandInVtpm tpm = StandInVtpm.tdx(TestDomain.on(AzureMachine.PLATFORM));
        boolean defined = fault.equals(new VtpmFault.Refusal(0x14C));
        if (defined) {
            tpm.withIndex(StandInVtpm.USER_DATA, 64, 1 << 1 | 1 << 17);
            // Not there when it is looked for, there when it is to be made.
            tpm.inject(StandInVtpm.NV_READ_PUBLIC, new VtpmFault.Late(Duration.ZERO), 1);
            tpm.inject(StandInVtpm.NV_READ_PUBLIC, new VtpmFault.Refusal(0x18B), 1);
        }
        try (AzureMachine machine = AzureMachine.of(tpm);
                QuoteSource source = machine.open()) {
            machine.tpm.inject(command, fault, times);
            RawEvidence evidence = source.quote(AzureQuotesTest.WANTED);
            assertThat(evidence.format()).isEqualTo(RawEvidence.Format.QUOTE);
        }
    }

    @Test
    void reportRenewedWhileItIsReadIsReadAgain() throws Exception {
        try (AzureMachine machine = AzureMachine.of(StandInVtpm.tdx(TestDomain.on(AzureMachine.PLATFORM)));
                QuoteSource source = machine.open()) {
            machine.tpm.withBuffer(700);
            // The first piece is another's report, the rest is ours.
            machine.tpm.inject(StandInVtpm.NV_READ, new VtpmFault.Stale(), 1);
            machine.tpm.inject(StandInVtpm.NV_READ, new VtpmFault.RenewedMeanwhile(), 1);
            RawEvidence evidence = source.quote(AzureQuotesTest.WANTED);
            assertThat(evidence.format()).isEqualTo(RawEvidence.Format.QUOTE);
            assertThat(machine.tpm.commands())
                    .filteredOn(code -> code == StandInVtpm.NV_READ)
                    .hasSizeGreaterThanOrEqualTo(8);
        }
    }

    @Test
    void processThatKeepsWritingItsOwnDataIsNamedAsTheCause() throws Exception {
        try (AzureMachine machine = AzureMachine.tdx()) {
            Bytes other = Seed.of(9).bytes("other", 64);
            machine.tpm.inject(StandInVtpm.NV_READ, new VtpmFault.OtherUserData(other), 1000);

            QuoteException failure = machine.failure(AzureMachine.PATIENCE);

            assertThat(failure.reason()).isEqualTo(Reason.BUSY);
            assertThat(failure).hasMessageContaining("somebody else writes").hasMessageContaining(other.hex());
            assertThat(failure.advice()).contains("fuser");
        }
    }

    @Test
    void waitsUntilTheParavisorRenewsItsReport() throws Exception {
        try (AzureMachine machine = AzureMachine.tdx();
                QuoteSource source = machine.open()) {
            machine.tpm.renewingEvery(Duration.ofMillis(400));
            source.quote(AzureQuotesTest.WANTED);
            long start = System.nanoTime();
            source.quote(new ReportData(Seed.of(5).bytes("next", 64)));
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(300), Duration.ofSeconds(3));
        }
    }

    @Test
    void indexOfAnotherToolThatIsTooSmallIsNotTouched() throws Exception {
        StandInVtpm tpm = StandInVtpm.tdx(TestDomain.on(AzureMachine.PLATFORM))
                .withIndex(StandInVtpm.USER_DATA, 48, 1 << 1 | 1 << 17);
        try (AzureMachine machine = AzureMachine.of(tpm)) {
            QuoteException failure = machine.failure(SHORT);
            assertThat(failure.reason()).isEqualTo(Reason.BROKEN);
            assertThat(failure).hasMessageContaining("has 48 bytes");
            assertThat(failure.advice()).contains("tpm2_nvundefine -C o 0x01400002");
            assertThat(machine.tpm.commands()).doesNotContain(StandInVtpm.NV_WRITE, StandInVtpm.NV_DEFINE_SPACE);
        }
    }

    @Test
    void indexThatTheParavisorMayNotReadIsNotUsed() throws Exception {
        StandInVtpm tpm = StandInVtpm.tdx(TestDomain.on(AzureMachine.PLATFORM))
                .withIndex(StandInVtpm.USER_DATA, 64, 1 << 1 | 1 << 18);
        try (AzureMachine machine = AzureMachine.of(tpm)) {
            assertThat(machine.failure(SHORT)).hasMessageContaining("attributes 0x40002");
        }
    }

    /** A fault that stays, and what it must come to. */
    static Stream<Arguments> imds() {
        return Stream.of(
                Arguments.of(
                        new ImdsFault.Status(400, "{\"error\":\"no\"}"), Reason.REFUSED, "400 ({\"error\"", "restart"),
                Arguments.of(new ImdsFault.Status(404, ""), Reason.UNSUPPORTED, "answered 404", "DCesv5"),
                Arguments.of(new ImdsFault.Status(403, ""), Reason.REFUSED, "answered 403", "curl"),
                Arguments.of(new ImdsFault.Status(429, ""), Reason.BUSY, "asked too often", "less often"),
                Arguments.of(new ImdsFault.Status(500, "oops\r\n\u0007"), Reason.BUSY, "500 (oops)", "status page"),
                Arguments.of(
                        new ImdsFault.Redirect(URI.create("http://192.0.2.1/")),
                        Reason.BROKEN,
                        "answered 302",
                        "proxy"),
                Arguments.of(new ImdsFault.Body("<html>"), Reason.BROKEN, "answer of http://127.0.0.1", "proxy"),
                Arguments.of(new ImdsFault.Body(""), Reason.BROKEN, "a JSON object", "proxy"),
                Arguments.of(new ImdsFault.Body("{}"), Reason.BROKEN, "quote", "proxy"),
                Arguments.of(new ImdsFault.Body("{\"quote\":7}"), Reason.BROKEN, "a string", "proxy"),
                Arguments.of(new ImdsFault.Body("{\"quote\":\"AA\",\"quote\":\"AA\"}"), Reason.BROKEN, "JSON", "proxy"),
                Arguments.of(new ImdsFault.Body("{\"quote\":\"not base64\"}"), Reason.BROKEN, "base64url", "proxy"),
                Arguments.of(new ImdsFault.Body("{\"quote\":\"\"}"), Reason.BROKEN, "cannot be read", "update"),
                Arguments.of(new ImdsFault.Cut(700), Reason.BROKEN, "cannot be read", "update"),
                Arguments.of(new ImdsFault.OtherReport(), Reason.MISMATCH, "REPORTDATA", "169.254.169.254"),
                Arguments.of(new ImdsFault.SgxQuote(), Reason.BROKEN, "SGX", "update"),
                Arguments.of(new ImdsFault.Padded(3, 1), Reason.BROKEN, "3 bytes behind", "update"),
                Arguments.of(new ImdsFault.Endless(), Reason.BROKEN, "more than 65536 bytes", "curl"),
                Arguments.of(new ImdsFault.Silence(), Reason.TIMEOUT, "in time", "more time"),
                Arguments.of(new ImdsFault.Stalled(), Reason.TIMEOUT, "in time", "more time"),
                Arguments.of(new ImdsFault.Late(Duration.ofMillis(700)), Reason.TIMEOUT, "in time", "more time"),
                Arguments.of(new ImdsFault.HungUp(), Reason.BROKEN, "broke off", "try again"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("imds")
    void metadataServiceThatMisbehavesIsExplained(ImdsFault fault, Reason reason, String found, String advice)
            throws Exception {
        try (AzureMachine machine = AzureMachine.tdx()) {
            machine.imds.inject(fault, 1000);
            long start = System.nanoTime();

            QuoteException failure = machine.failure(SHORTER);

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
            assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(reason);
            assertThat(failure).hasMessageContaining(found);
            assertThat(failure.advice()).contains(advice);
            awaitNothingOpen(machine);
        }
    }

    @Test
    void serviceThatIsBusyForAMomentIsAskedAgain() throws Exception {
        try (AzureMachine machine = AzureMachine.tdx();
                QuoteSource source = machine.open()) {
            machine.imds.inject(new ImdsFault.Status(429, ""), 1);
            machine.imds.inject(new ImdsFault.Status(503, ""), 1);
            source.quote(AzureQuotesTest.WANTED);
            assertThat(machine.imds.requests()).hasSize(3);
            assertThat(machine.imds.requests().get(0)).contains("Content-Type: application/json");
        }
    }

    @Test
    void serviceThatNobodyIsBehindIsExplained() throws Exception {
        try (AzureMachine machine = AzureMachine.tdx()) {
            machine.imds.close();
            QuoteException failure = machine.failure(SHORT);
            assertThat(failure.reason()).isEqualTo(Reason.ABSENT);
            assertThat(failure.advice()).contains("the host's network", "firewall");
        }
    }

    @Test
    void requestUnderWayFailsWhenTheSourceIsClosed() throws Exception {
        try (AzureMachine machine = AzureMachine.tdx()) {
            machine.imds.inject(new ImdsFault.Silence(), 1);
            QuoteSource source = machine.open(Duration.ofSeconds(20));
            Thread closing = Thread.ofVirtual().start(() -> {
                while (machine.imds.requests().isEmpty()) {
                    Thread.onSpinWait();
                }
                source.close();
            });
            long start = System.nanoTime();
            assertThrows(QuoteException.class, () -> source.quote(AzureQuotesTest.WANTED));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
            closing.join();
        }
    }

    @Test
    void requestAtTheTpmFailsWhenTheSourceIsClosed() throws Exception {
        try (AzureMachine machine = AzureMachine.tdx()) {
            machine.tpm.inject(StandInVtpm.NV_READ, new VtpmFault.Silence(), 1);
            QuoteSource source = machine.open(Duration.ofSeconds(20));
            Thread closing = Thread.ofVirtual().start(() -> {
                while (!machine.tpm.commands().contains(StandInVtpm.NV_READ)) {
                    Thread.onSpinWait();
                }
                source.close();
            });
            long start = System.nanoTime();
            QuoteException failure = assertThrows(QuoteException.class, () -> source.quote(AzureQuotesTest.WANTED));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
            assertThat(failure.reason()).isEqualTo(Reason.ABSENT);
            assertThat(failure).hasMessageContaining("was closed while waiting for /dev/tpmrm0");
            closing.join();
            awaitNothingOpen(machine);
        }
    }

    @Test
    void tpmThatHangsKeepsOneThreadHoweverOftenItIsAsked() throws Exception {
        try (AzureMachine machine = AzureMachine.tdx()) {
            machine.tpm.inject(StandInVtpm.NV_READ, new VtpmFault.Silence(), 1000);
            machine.failure(Duration.ofMillis(50));
            int threads = threads();
            for (int i = 0; i < 20; i++) {
                assertThat(machine.failure(Duration.ofMillis(20)).reason()).isEqualTo(Reason.TIMEOUT);
            }
            assertThat(threads()).isLessThanOrEqualTo(threads + 2);
            awaitNothingOpen(machine);
        }
    }

    @Test
    void thousandFailuresLeaveNeitherThreadsNorFilesNorConnections() throws Exception {
        VtpmFault[] faults = {
            new VtpmFault.Cut(9), new VtpmFault.Failure(), new VtpmFault.Refusal(0x101), new VtpmFault.Tag(1)
        };
        ImdsFault[] answers = {new ImdsFault.HungUp(), new ImdsFault.Body("{}"), new ImdsFault.Status(403, "")};
        try (AzureMachine machine = AzureMachine.tdx()) {
            machine.failures(10, faults, answers);
            int threads = threads();
            machine.failures(1000, faults, answers);
            awaitNothingOpen(machine);
            assertThat(threads()).isLessThanOrEqualTo(threads + 4);
        }
    }

    private static int threads() {
        return Thread.getAllStackTraces().size();
    }

    /** A conversation that was given up ends a moment later. */
    static void awaitNothingOpen(AzureMachine machine) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while ((machine.files.openFiles() > 0 || machine.imds.connections() > 0) && System.nanoTime() < end) {
            Thread.sleep(5);
        }
        assertThat(machine.files.openFiles()).as("open files").isZero();
        assertThat(machine.imds.connections()).as("connections").isZero();
    }
}
