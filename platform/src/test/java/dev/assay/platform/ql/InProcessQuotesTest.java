package dev.assay.platform.ql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.assay.platform.Detected;
import dev.assay.platform.Host;
import dev.assay.platform.linux.Kernel;
import dev.assay.quote.QuoteException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a library before it is loaded. */
final class InProcessQuotesTest {

    @TempDir
    private Path root;

    @Test
    void isAbsentWhereThereIsNoLibrary() {
        assertThat(detect(Map.of())).isInstanceOfSatisfying(Detected.Absent.class, absent -> {
            assertThat(absent.problem().reason()).isEqualTo(Reason.ABSENT);
            assertThat(absent.problem().advice()).contains("apt install libsgx-dcap-ql");
        });
    }

    @Test
    void isUsableWithLibraryAndDevices() throws IOException {
        install("usr/lib64/libsgx_dcap_ql.so", elf());
        devices();
        assertThat(detect(Map.of())).isInstanceOfSatisfying(Detected.Usable.class, usable -> {
            assertThat(usable.place()).endsWith("/usr/lib64/libsgx_dcap_ql.so");
            assertThat(usable.detail()).contains("no quote provider library", "libsgx-dcap-default-qpl");
        });
    }

    @Test
    void prefersTheFolderThatTheLinkerIsToldAndTheNameWithVersion() throws IOException {
        install("usr/lib/x86_64-linux-gnu/libsgx_dcap_ql.so.1", elf());
        install("opt/own/libsgx_dcap_ql.so", elf());
        install("opt/own/libsgx_dcap_ql.so.1", elf());
        install("opt/own/libdcap_quoteprov.so.1", elf());
        devices();
        assertThat(detect(Map.of("LD_LIBRARY_PATH", "relative::/opt/own")))
                .isInstanceOfSatisfying(Detected.Usable.class, usable -> {
                    assertThat(usable.place()).endsWith("/opt/own/libsgx_dcap_ql.so.1");
                    assertThat(usable.detail()).endsWith("/opt/own/libdcap_quoteprov.so.1");
                });
    }

    @Test
    void takesAnotherPath() throws IOException {
        install("opt/ql.so", elf());
        devices();
        assertThat(InProcessQuotes.detect(host(Map.of()), "/opt/ql.so", LoadPolicy.EPHEMERAL, Duration.ofSeconds(1)))
                .isInstanceOf(Detected.Usable.class);
        assertThat(InProcessQuotes.detect(host(Map.of()), "/opt/none.so", LoadPolicy.EPHEMERAL, Duration.ofSeconds(1)))
                .isInstanceOf(Detected.Broken.class);
    }

    @Test
    void saysThatTheLibraryWouldAskAesm() throws IOException {
        install("usr/lib/libsgx_dcap_ql.so.1", elf());
        devices();
        assertBroken(detect(Map.of("SGX_AESM_ADDR", "1")), Reason.UNSUPPORTED, "SGX_AESM_ADDR", "env -u");
    }

    @Test
    void saysWhichDeviceIsMissing() throws IOException {
        install("usr/lib/libsgx_dcap_ql.so.1", elf());
        assertBroken(detect(Map.of()), Reason.ABSENT, "no /dev/sgx_enclave", "--device /dev/sgx_enclave");
        install("dev/sgx/enclave", new byte[0]);
        assertBroken(detect(Map.of()), Reason.ABSENT, "no /dev/sgx_provision", "--device /dev/sgx_provision");
        install("dev/sgx/provision", new byte[0]);
        assertThat(detect(Map.of())).isInstanceOf(Detected.Usable.class);
    }

    @Test
    void saysWhichDeviceMayNotBeOpened() throws IOException {
        assumeFalse(System.getProperty("user.name").equals("root"), "root may open everything");
        install("usr/lib/libsgx_dcap_ql.so.1", elf());
        devices();
        Files.setPosixFilePermissions(root.resolve("dev/sgx_provision"), PosixFilePermissions.fromString("r--r-----"));
        assertBroken(detect(Map.of()), Reason.DENIED, "sgx_provision for reading and writing", "sgx_prv");
    }

    @Test
    void saysThatALinkLeadsNowhere() throws IOException {
        Path folder = Files.createDirectories(root.resolve("usr/lib"));
        Files.createSymbolicLink(folder.resolve("libsgx_dcap_ql.so.1"), Path.of("libsgx_dcap_ql.so.1.14"));
        assertBroken(detect(Map.of()), Reason.BROKEN, "leads nowhere", "--reinstall");
    }

    @Test
    void saysThatAFileIsNoLibrary() throws IOException {
        install("usr/lib/libsgx_dcap_ql.so.1", "INPUT ( libother.so )".getBytes(StandardCharsets.US_ASCII));
        assertBroken(detect(Map.of()), Reason.BROKEN, "no shared library", "--reinstall");
    }

    @Test
    void saysThatAFolderIsNoLibrary() throws IOException {
        Files.createDirectories(root.resolve("usr/lib/libsgx_dcap_ql.so.1"));
        assertBroken(detect(Map.of()), Reason.BROKEN, "could not be read", "--reinstall");
    }

    @Test
    void namesTheFunctionsThatAreMissing() throws IOException {
        install("usr/lib/libsgx_dcap_ql.so.1", elf("sgx_qe_get_quote_size", "sgx_qe_get_target_info"));
        assertBroken(
                detect(Map.of()),
                Reason.UNSUPPORTED,
                "lacks sgx_qe_set_enclave_load_policy, sgx_qe_get_quote, sgx_qe_cleanup_by_policy",
                "libsgx-dcap-ql");
    }

    private static void assertBroken(Detected found, Reason reason, String problem, String advice) {
        assertThat(found).isInstanceOfSatisfying(Detected.Broken.class, broken -> {
            assertThat(broken.problem().reason()).isEqualTo(reason);
            assertThat(broken.problem()).hasMessageContaining(problem);
            assertThat(broken.problem().advice()).contains(advice);
        });
    }

    private Detected detect(Map<String, String> environment) {
        return InProcessQuotes.detect(host(environment), Duration.ofSeconds(1));
    }

    private Host host(Map<String, String> environment) {
        return new Host(root, environment, Kernel.linux());
    }

    private void devices() throws IOException {
        install("dev/sgx_enclave", new byte[0]);
        install("dev/sgx_provision", new byte[0]);
    }

    private void install(String path, byte[] content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    private static byte[] elf() {
        return elf(QuotingLibrary.FUNCTIONS.toArray(String[]::new));
    }

    /** The start of an ELF file for x86-64 and a table of strings. */
    private static byte[] elf(String... names) {
        String header = "\177ELF\2\1\1" + "\0".repeat(9) + "\3\0>\0";
        return (header + "\0" + String.join("\0", names) + "\0").getBytes(StandardCharsets.ISO_8859_1);
    }
}
