package dev.assay.platform.sgx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.bytes.Bytes;
import dev.assay.platform.linux.Errno;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Launching, against a driver and a processor that stand in for the real ones. */
class EnclaveLoaderTest {

    @TempDir
    Path folder;

    @Test
    void makesTheDriversCallsInTheirOrder() throws IOException, QuoteException {
        SgxMachine machine = SgxMachine.in(folder);
        SigStruct sigStruct;
        try (LoadedEnclave enclave = load(machine, LaunchOptions.production())) {
            sigStruct = enclave.sigStruct();
            assertThat(machine.kernel().enclave().isInitialised()).isTrue();
            assertThat(Bytes.of(machine.kernel().enclave().mrEnclave())).isEqualTo(sigStruct.mrEnclave());
            assertThat(enclave.node()).endsWith("/dev/sgx_enclave");
            assertThat(enclave.base() % 0x4000).isZero();
            assertThat(machine.kernel().leaks())
                    .as("descriptor, reservation, four pages")
                    .isEqualTo(6);
        }
        // The first multiple of 0x4000 behind 0x7e0000001000 is 0x7e0000004000.
        String secs = "0040000000000000" + "004000" + "00007e0000" + "01000000" + "00000000" + "00".repeat(24)
                + "0400000000000000" + "0300000000000000" + "00".repeat(4032);
        assertThat(machine.kernel().calls())
                .containsExactly(
                        "open /dev/sgx_enclave",
                        "reserve 32768",
                        "CREATE " + secs,
                        "ADD 0 1000 1 0001",
                        "ADD 1000 1000 1 0302",
                        "ADD 2000 1000 1 0502",
                        "ADD 3000 1000 1 0302",
                        "map +0 1000 3",
                        "map +1000 1000 3",
                        "map +2000 1000 5",
                        "map +3000 1000 3",
                        "INIT " + sigStruct.encoded(),
                        "unmap 32768",
                        "close");
        assertThat(machine.kernel().leaks()).isZero();
        assertThat(Integer.toHexString(sigStruct.claims().date()))
                .isEqualTo(LocalDate.now(ZoneOffset.UTC).toString().replace("-", ""));
    }

    @Test
    void handsTheProvisioningDeviceToTheDriverAndClosesIt() throws IOException, QuoteException {
        SgxMachine machine = SgxMachine.in(folder);
        try (LoadedEnclave enclave = load(machine, LaunchOptions.production().withProvisionKey())) {
            assertThat(enclave.sigStruct().claims().attributes().at(0)).isEqualTo(0x14);
            List<String> calls = machine.kernel().calls();
            int open = calls.indexOf("open /dev/sgx_provision");
            assertThat(calls.subList(open, open + 3)).containsExactly("open /dev/sgx_provision", "PROVISION", "close");
            assertThat(machine.kernel().leaks()).isEqualTo(6);
        }
    }

    @ParameterizedTest
    @CsvSource({"false, false, 4", "true, false, 6", "false, true, 0x14", "true, true, 0x16"})
    void launchesWithWhatIsAskedFor(boolean debug, boolean provisionKey, String attributes)
            throws IOException, QuoteException {
        SgxMachine machine = SgxMachine.in(folder);
        load(machine, new LaunchOptions(debug, provisionKey)).close();
        assertThat(machine.kernel().leaks()).isZero();
        assertThat(machine.kernel().calls().get(2).substring("CREATE ".length() + 96, "CREATE ".length() + 98))
                .isEqualTo("%02x".formatted(Integer.decode(attributes)));
    }

    @Test
    void launchMakesAKeyOfItsOwn() throws IOException, QuoteException {
        SgxMachine machine = SgxMachine.in(folder);
        try (LoadedEnclave enclave = EnclaveLoader.on(machine.host()).launch(LaunchOptions.production())) {
            assertThat(machine.kernel().enclave().isInitialised()).isTrue();
            assertThat(Bytes.of(machine.kernel().enclave().mrSigner()))
                    .isEqualTo(enclave.sigStruct().mrSigner());
        }
    }

    @Test
    void takesTheOtherNameOfTheDevice() throws IOException, QuoteException {
        SgxMachine machine = SgxMachine.in(folder, "/dev/sgx/enclave", "/dev/sgx/provision");
        load(machine, LaunchOptions.production().withProvisionKey()).close();
        assertThat(machine.kernel().calls()).contains("open /dev/sgx/enclave", "open /dev/sgx/provision");
    }

    @Test
    void saysThatThereIsNoDevice() throws IOException {
        QuoteException refused = refusal(SgxMachine.in(folder, new String[0]), LaunchOptions.production());
        assertThat(refused.reason()).isEqualTo(Reason.ABSENT);
        assertThat(refused).hasMessageContaining("/dev/sgx_enclave");
    }

    @Test
    void saysThatTheOldDriverCannot() throws IOException {
        QuoteException refused = refusal(SgxMachine.in(folder, "/dev/isgx"), LaunchOptions.production());
        assertThat(refused.reason()).isEqualTo(Reason.UNSUPPORTED);
        assertThat(refused).hasMessageContaining("/dev/isgx").hasMessageContaining("EPID");
        assertThat(refused.advice()).contains("modprobe -r isgx");
    }

    static Stream<Arguments> stepsAndErrors() {
        return Stream.of(LaunchStep.values())
                .flatMap(step -> Stream.of(Errno.values()).map(errno -> Arguments.of(step, errno)));
    }

    /** Whatever fails wherever: one sentence, one advice, and nothing stays behind. */
    @ParameterizedTest
    @MethodSource("stepsAndErrors")
    void everyErrorAtEveryStepIsExplainedAndUndone(LaunchStep step, Errno errno) throws IOException {
        SgxMachine machine = SgxMachine.in(folder, "/dev/sgx_enclave", "/dev/sgx_provision");
        machine.kernel().failing(step, errno.number());
        QuoteException refused = refusal(machine, LaunchOptions.production().withProvisionKey());
        assertThat(refused.code()).contains("SGX " + step + " " + errno);
        assertThat(refused.getMessage())
                .contains(errno.name())
                .contains("/dev/sgx_")
                .doesNotEndWith(".");
        assertThat(refused.advice()).isNotBlank().doesNotEndWith(".");
        assertThat(machine.kernel().leaks()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            OPEN           | EACCES | DENIED      | usermod -aG
            OPEN           | EPERM  | DENIED      | --device
            OPEN           | ENOENT | ABSENT      | dmesg
            CREATE         | EIO    | REFUSED     | cpuid
            CREATE         | EINVAL | REFUSED     | 5.11
            CREATE         | ENOTTY | UNSUPPORTED | isgx
            CREATE         | ENOMEM | BUSY        | EPC
            ADD_PAGES      | EACCES | DENIED      | noexec
            ADD_PAGES      | EIO    | BUSY        | restart
            MAP            | EPERM  | DENIED      | remount,exec
            MAP            | EACCES | DENIED      | avc
            OPEN_PROVISION | EACCES | DENIED      | sgx_prv
            OPEN_PROVISION | ENOENT | ABSENT      | sgx_provision
            PROVISION      | EINVAL | BROKEN      | ls -l
            INIT           | EPERM  | REFUSED     | Launch Control
            INIT           | EACCES | DENIED      | sgx_prv
            INIT           | EINVAL | REFUSED     | 6.5
            INIT           | EIO    | BUSY        | restart
            """)
    void knownErrorsHaveTheirOwnRemedy(LaunchStep step, Errno errno, Reason reason, String remedy) throws IOException {
        SgxMachine machine = SgxMachine.in(folder);
        machine.kernel().failing(step, errno.number());
        QuoteException refused = refusal(machine, LaunchOptions.production().withProvisionKey());
        assertThat(refused.reason()).isEqualTo(reason);
        assertThat(refused.getMessage() + " " + refused.advice()).contains(remedy);
    }

    @Test
    void anUnknownErrorIsNamedByItsNumber() throws IOException {
        SgxMachine machine = SgxMachine.in(folder);
        machine.kernel().failing(LaunchStep.INIT, 4711);
        QuoteException refused = refusal(machine, LaunchOptions.production());
        assertThat(refused.code()).contains("SGX INIT errno 4711");
        assertThat(machine.kernel().leaks()).isZero();
    }

    @ParameterizedTest
    @MethodSource("steps")
    void repeatsCallsThatASignalInterrupts(LaunchStep step) throws IOException, QuoteException {
        SgxMachine machine = SgxMachine.in(folder);
        machine.kernel().failing(step, Errno.EINTR.number(), 3);
        load(machine, LaunchOptions.production().withProvisionKey()).close();
        assertThat(machine.kernel().leaks()).isZero();
    }

    static Stream<LaunchStep> steps() {
        return Stream.of(LaunchStep.values());
    }

    @ParameterizedTest
    @CsvSource({"0", "8192", "-1"})
    void noticesADriverThatAddsAnotherAmount(long bytes) throws IOException {
        SgxMachine machine = SgxMachine.in(folder);
        machine.kernel().counting(bytes);
        QuoteException refused = refusal(machine, LaunchOptions.production());
        assertThat(refused.reason()).isEqualTo(Reason.BROKEN);
        assertThat(refused).hasMessageContaining(bytes + " bytes");
        assertThat(machine.kernel().leaks()).isZero();
    }

    /** That the processor which stands in refuses what is wrong, or its consent would prove nothing. */
    @Test
    void theStandInRefusesASignatureForAnotherEnclave() throws IOException {
        SgxMachine machine = SgxMachine.in(folder);
        EnclaveImage image = ReportEnclaveImage.build();
        EnclaveImage other = new EnclaveImage(
                image.size(), image.ssaFrameSize(), image.pages().reversed());
        assertThatThrownBy(() -> {
                    FakeEnclave enclave = new FakeEnclave();
                    enclave.create(new Secs(0x4000, 0x4000, 1, LaunchOptions.production())
                            .encoded()
                            .toArray());
                    for (EnclavePage page : image.pages()) {
                        enclave.add(
                                page.offset(),
                                page.secInfo().encoded().toArray(),
                                page.content().toArray(),
                                true);
                    }
                    enclave.initialise(SgxMachine.SIGNER
                            .sign(Measurement.of(other), LaunchOptions.production(), LocalDate.EPOCH)
                            .encoded()
                            .toArray());
                })
                .hasMessageContaining("EPERM");
        assertThat(machine.kernel().leaks()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0", "16", "24", "127", "128", "512", "516", "900", "928", "960", "1024", "1040", "1424", "1807"})
    void theStandInRefusesASpoiltSignature(int at) throws Exception {
        FakeEnclave enclave = new FakeEnclave();
        EnclaveImage image = ReportEnclaveImage.build();
        enclave.create(new Secs(0x4000, 0x4000, 1, LaunchOptions.production())
                .encoded()
                .toArray());
        for (EnclavePage page : image.pages()) {
            enclave.add(
                    page.offset(),
                    page.secInfo().encoded().toArray(),
                    page.content().toArray(),
                    true);
        }
        Bytes good = SgxMachine.SIGNER
                .sign(Measurement.of(image), LaunchOptions.production(), LocalDate.EPOCH)
                .encoded();
        assertThatThrownBy(
                        () -> enclave.initialise(SigStructTest.changed(good, at).toArray()))
                .hasMessageMatching(".*(EPERM|EINVAL).*");
        assertThat(enclave.isInitialised()).isFalse();
    }

    @Test
    void closingTwiceIsClosingOnce() throws IOException, QuoteException {
        SgxMachine machine = SgxMachine.in(folder);
        LoadedEnclave enclave = load(machine, LaunchOptions.production());
        enclave.close();
        enclave.close();
        assertThat(machine.kernel().calls()).endsWith("unmap 32768", "close").doesNotHaveDuplicates();
    }

    private static LoadedEnclave load(SgxMachine machine, LaunchOptions options) throws QuoteException {
        return EnclaveLoader.on(machine.host()).load(ReportEnclaveImage.build(), SgxMachine.SIGNER, options);
    }

    private static QuoteException refusal(SgxMachine machine, LaunchOptions options) {
        try (LoadedEnclave enclave = load(machine, options)) {
            throw new AssertionError("loaded at " + enclave.base());
        } catch (QuoteException e) {
            return e;
        }
    }
}
