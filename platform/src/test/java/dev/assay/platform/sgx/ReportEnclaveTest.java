package dev.assay.platform.sgx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.bytes.Bytes;
import dev.assay.platform.Host;
import dev.assay.platform.linux.Errno;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import dev.assay.quote.ReportData;
import dev.assay.quote.SgxReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From a device to a report: the loader's calls on a stand-in driver, the enclave's code on an interpreter. */
class ReportEnclaveTest {

    /** Bytes 49, 56 to 63 and 128 on are reserved. */
    private static final Bytes TARGET =
            Bytes.concat(random(49, 1), zeros(1), random(6, 2), zeros(8), random(64, 3), zeros(384));

    private static final EnclaveExit.Fault MEMORY_LOST = new EnclaveExit.Fault(2, 14, 0x8004, 0x7e0000004000L);

    @TempDir
    Path folder;

    @Test
    void reportsWhatWasAskedForToWhomItWasAsked() throws IOException, QuoteException {
        SgxMachine machine = SgxMachine.in(folder);
        InterpretedEntry entry = new InterpretedEntry(machine.kernel());
        ReportData data = new ReportData(random(64, 4));
        try (ReportEnclave enclave = ReportEnclave.load(machine.host(), entry, SgxMachine.SIGNER)) {
            Bytes report = enclave.report(TARGET, data);
            assertThat(report)
                    .isEqualTo(Bytes.of(InterpretedEntry.report(
                            machine.kernel().enclave(),
                            TARGET.toArray(),
                            data.bytes().toArray())));
            SgxReport body = new SgxReport(report.slice(0, 384));
            assertThat(body.reportData()).isEqualTo(data.bytes());
            assertThat(body.attributes().isDebug()).isFalse();
            assertThat(body.attributes().isInitialised()).isTrue();
            assertThat(body.mrEnclave()).isEqualTo(Measurement.of(ReportEnclaveImage.build()));
        }
        assertThat(entry.closed).isTrue();
        assertThat(machine.kernel().leaks()).isZero();
    }

    @Test
    void loadsOnceForManyReportsOfManyThreads() throws Exception {
        SgxMachine machine = SgxMachine.in(folder);
        try (ReportEnclave enclave =
                        ReportEnclave.load(machine.host(), new InterpretedEntry(machine.kernel()), SgxMachine.SIGNER);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> answers = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                ReportData data = new ReportData(random(64, 100 + i));
                answers.add(threads.submit(
                        () -> enclave.report(TARGET, data).slice(320, 64).equals(data.bytes())));
            }
            for (Future<Boolean> answer : answers) {
                assertThat(answer.get()).isTrue();
            }
        }
        assertThat(machine.kernel().calls())
                .filteredOn(call -> call.startsWith("INIT"))
                .hasSize(1);
        assertThat(machine.kernel().leaks()).isZero();
    }

    @Test
    void loadsAgainWhenTheMemoryWasLostInASuspend() throws IOException, QuoteException {
        SgxMachine machine = SgxMachine.in(folder);
        InterpretedEntry entry = new InterpretedEntry(machine.kernel());
        try (ReportEnclave enclave = ReportEnclave.load(machine.host(), entry, SgxMachine.SIGNER)) {
            Bytes before = enclave.report(TARGET, new ReportData(random(64, 5)));
            entry.faulting(MEMORY_LOST);
            assertThat(enclave.report(TARGET, new ReportData(random(64, 5)))).isEqualTo(before);
        }
        assertThat(machine.kernel().calls())
                .filteredOn(call -> call.startsWith("CREATE"))
                .hasSize(2);
        assertThat(machine.kernel().leaks()).isZero();
    }

    @Test
    void givesUpWhenTheMemoryIsLostAgainAndTriesAnewNextTime() throws IOException, QuoteException {
        SgxMachine machine = SgxMachine.in(folder);
        InterpretedEntry entry = new InterpretedEntry(machine.kernel());
        try (ReportEnclave enclave = ReportEnclave.load(machine.host(), entry, SgxMachine.SIGNER)) {
            entry.faulting(MEMORY_LOST).faulting(MEMORY_LOST);
            QuoteException refused = refusal(enclave);
            assertThat(refused.reason()).isEqualTo(Reason.BUSY);
            assertThat(refused).hasMessageContaining("suspended");
            assertThat(machine.kernel().leaks()).isZero();
            assertThat(enclave.report(TARGET, new ReportData(random(64, 6))).length())
                    .isEqualTo(432);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2, 6, 0, UNSUPPORTED, #UD",
        "2, 13, 0, REFUSED, when entering",
        "3, 13, 0, REFUSED, inside",
        "3, 14, 7, BROKEN, #PF",
        "3, 17, 0, BROKEN, exception 17"
    })
    void explainsWhatStoppedIt(int function, int vector, int errorCode, Reason reason, String words)
            throws IOException, QuoteException {
        SgxMachine machine = SgxMachine.in(folder);
        InterpretedEntry entry = new InterpretedEntry(machine.kernel());
        try (ReportEnclave enclave = ReportEnclave.load(machine.host(), entry, SgxMachine.SIGNER)) {
            entry.faulting(new EnclaveExit.Fault(function, vector, errorCode, 0x1234));
            QuoteException refused = refusal(enclave);
            assertThat(refused.reason()).isEqualTo(reason);
            assertThat(refused).hasMessageContaining(words).hasMessageContaining("0x1234");
            assertThat(refused.code()).isPresent();
            // Its only frame is in use: it was unloaded, and is loaded anew.
            assertThat(machine.kernel().leaks()).isZero();
            enclave.report(TARGET, new ReportData(random(64, 7)));
        }
    }

    @ParameterizedTest
    @CsvSource({"320, REPORTDATA", "383, REPORTDATA", "64, MRENCLAVE", "128, MRSIGNER"})
    void noticesAReportAboutSomethingElse(int at, String field) throws IOException, QuoteException {
        SgxMachine machine = SgxMachine.in(folder);
        InterpretedEntry entry = new InterpretedEntry(machine.kernel()).flipping(at);
        try (ReportEnclave enclave = ReportEnclave.load(machine.host(), entry, SgxMachine.SIGNER)) {
            QuoteException refused = refusal(enclave);
            assertThat(refused.reason()).isEqualTo(Reason.MISMATCH);
            assertThat(refused).hasMessageContaining(field);
        }
    }

    @Test
    void noticesThatNothingWasWritten() throws IOException, QuoteException {
        SgxMachine machine = SgxMachine.in(folder);
        InterpretedEntry entry = new InterpretedEntry(machine.kernel()).idle();
        try (ReportEnclave enclave = ReportEnclave.load(machine.host(), entry, SgxMachine.SIGNER)) {
            assertThat(refusal(enclave).reason()).isEqualTo(Reason.BROKEN);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {49, 56, 63, 128, 511})
    void doesNotEnterWithATargetInfoThatTheProcessorWouldRefuse(int at) throws IOException, QuoteException {
        SgxMachine machine = SgxMachine.in(folder);
        try (ReportEnclave enclave =
                ReportEnclave.load(machine.host(), new InterpretedEntry(machine.kernel()), SgxMachine.SIGNER)) {
            assertThatThrownBy(() -> enclave.report(SigStructTest.changed(TARGET, at), new ReportData(random(64, 8))))
                    .isInstanceOf(QuoteException.class)
                    .hasMessageContaining("TARGETINFO");
            assertThatThrownBy(() -> enclave.report(TARGET.slice(0, 511), new ReportData(random(64, 8))))
                    .isInstanceOf(QuoteException.class)
                    .hasMessageContaining("511 bytes");
        }
    }

    @Test
    void closesItsEntryWhenLoadingFails() throws IOException {
        SgxMachine machine = SgxMachine.in(folder);
        machine.kernel().failing(LaunchStep.INIT, Errno.EPERM.number());
        InterpretedEntry entry = new InterpretedEntry(machine.kernel());
        assertThatThrownBy(() -> ReportEnclave.load(machine.host(), entry, SgxMachine.SIGNER))
                .isInstanceOf(QuoteException.class);
        assertThat(entry.closed).isTrue();
        assertThat(machine.kernel().leaks()).isZero();
    }

    @Test
    void aThousandFailuresLeaveNothingBehind() throws IOException {
        SgxMachine machine = SgxMachine.in(folder);
        LaunchStep[] steps = LaunchStep.values();
        for (int i = 0; i < 1000; i++) {
            LaunchStep step = steps[i % steps.length];
            machine.kernel().failing(step, Errno.EIO.number(), 1);
            try {
                EnclaveLoader.on(machine.host())
                        .load(
                                ReportEnclaveImage.build(),
                                SgxMachine.SIGNER,
                                LaunchOptions.production().withProvisionKey())
                        .close();
                throw new AssertionError("loaded in spite of " + step);
            } catch (QuoteException expected) {
                assertThat(expected.code()).contains("SGX " + step + " EIO");
            }
        }
        assertThat(machine.kernel().leaks()).isZero();
    }

    @Test
    void refusesAfterItWasClosed() throws IOException, QuoteException {
        SgxMachine machine = SgxMachine.in(folder);
        ReportEnclave enclave =
                ReportEnclave.load(machine.host(), new InterpretedEntry(machine.kernel()), SgxMachine.SIGNER);
        enclave.close();
        enclave.close();
        assertThat(refusal(enclave)).hasMessageContaining("closed");
    }

    @Test
    void saysOnAMachineWithoutSgxWhatIsMissing() throws IOException {
        Host bare = SgxMachine.in(folder).host();
        assertThatThrownBy(
                        () -> ReportEnclave.load(new Host(folder.resolve("none"), bare.environment(), bare.kernel())))
                .isInstanceOfSatisfying(
                        QuoteException.class, e -> assertThat(e.reason()).isEqualTo(Reason.ABSENT));
    }

    private static QuoteException refusal(ReportEnclave enclave) {
        try {
            throw new AssertionError("a report: " + enclave.report(TARGET, new ReportData(random(64, 9))));
        } catch (QuoteException e) {
            return e;
        }
    }

    private static Bytes random(int length, int seed) {
        byte[] content = new byte[length];
        new Random(seed).nextBytes(content);
        return Bytes.of(content);
    }

    private static Bytes zeros(int length) {
        return Bytes.of(new byte[length]);
    }
}
