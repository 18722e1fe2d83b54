package dev.assay.platform.sgx;

import static dev.assay.platform.sgx.ReportEnclaveImageTest.mnemonics;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.assay.bytes.MalformedException;
import dev.assay.platform.linux.Kernel;
import dev.assay.platform.linux.KernelException;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way in for old kernels. */
class EncluStubTest {

    @TempDir
    Path folder;

    @BeforeEach
    void onTheRightProcessor() {
        assumeThat(System.getProperty("os.arch")).as("processor").isEqualTo("amd64");
    }

    @Test
    void aDisassemblerReadsTheSameInstructions() throws IOException, InterruptedException {
        assertThat(mnemonics(folder, EncluStub.INSTRUCTIONS)).isEqualTo("push mov lea mov enclu pop xor ret");
    }

    @Test
    void liesInMemoryThatIsWrittenFirstAndExecutedThen() throws Exception {
        try (EncluStub stub = EncluStub.map(Kernel.linux())) {
            String mapping = mappingOf(EncluStub.INSTRUCTIONS.toArray());
            assertThat(mapping).contains("r-xp");
            assertThat(stub).isNotNull();
        }
    }

    /** The line of /proc/self/maps whose memory begins with {@code content}. */
    private static String mappingOf(byte[] content) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
            if (line.contains("r-xp") && line.contains(" 00000000 00:00 0") && !line.contains("[")) {
                MemorySegment memory = MemorySegment.ofAddress(
                                Long.parseUnsignedLong(line.substring(0, line.indexOf('-')), 16))
                        .reinterpret(content.length);
                if (memory.mismatch(MemorySegment.ofArray(content)) == -1) {
                    return line;
                }
            }
        }
        throw new AssertionError("the stub is not mapped");
    }

    @Test
    void givesBackItsPageWhenItMayNotBeExecuted() {
        List<String> calls = new ArrayList<>();
        Kernel strict = (Kernel) Proxy.newProxyInstance(
                Kernel.class.getClassLoader(), new Class<?>[] {Kernel.class}, (proxy, method, arguments) -> {
                    calls.add(method.getName());
                    if (method.getName().equals("mprotect")) {
                        throw new KernelException("mprotect", 13);
                    }
                    return method.invoke(Kernel.linux(), arguments);
                });
        assertThatThrownBy(() -> EncluStub.map(strict)).isInstanceOfSatisfying(QuoteException.class, e -> {
            assertThat(e.reason()).isEqualTo(Reason.DENIED);
            assertThat(e.advice()).contains("MemoryDenyWriteExecute");
        });
        assertThat(calls).containsExactly("mmap", "mprotect", "munmap");
    }

    /**
     * What entering does where there is no SGX: the kernel's function reports an exception, our stub ends the process; so
     * it is another process that tries.
     */
    @Test
    void enteringWithoutSgxEndsInAReportOrInASignal() throws IOException, InterruptedException, MalformedException {
        assumeThat(Files.readString(Path.of("/proc/cpuinfo")))
                .as("a processor without SGX")
                .doesNotContain(" sgx ");
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:-CreateCoredumpOnCrash",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        EnterNowhere.class.getName())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
        boolean reports =
                Vdso.ofThisProcess().orElseThrow().function(VdsoEntry.FUNCTION).isPresent();
        if (reports) {
            assertThat(said).contains("Fault[function=2");
            assertThat(child.exitValue()).isZero();
        } else {
            assertThat(said).contains("entering by EncluStub", "SIGILL").doesNotContain("left");
            assertThat(child.exitValue()).isNotZero();
        }
    }
}
