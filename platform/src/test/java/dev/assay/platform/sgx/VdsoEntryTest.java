package dev.assay.platform.sgx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The call of the kernel's function, answered by one in C that checks the arguments as the kernel does. */
class VdsoEntryTest {

    /** RDI says what to answer: function, vector, error code and address come from RSI and RDX. */
    private static final String STAND_IN = """
            #include <stdint.h>
            struct run {
                uint64_t tcs; uint32_t function; uint16_t vector; uint16_t error_code; uint64_t address;
                uint64_t handler; uint64_t data; uint8_t reserved[216];
            };
            _Static_assert(sizeof(struct run) == 256, "size");
            int __vdso_sgx_enter_enclave(unsigned long rdi, unsigned long rsi, unsigned long rdx, unsigned int function,
                      unsigned long r8, unsigned long r9, struct run *run) {
                if (function != 2 || r8 || r9 || run->tcs != 0x7e0000004000 || run->handler || run->data) return -22;
                for (int i = 0; i < 216; i++) if (run->reserved[i]) return -22;
                run->function = rsi & 0xff;
                run->vector = rsi >> 8;
                run->error_code = rsi >> 24;
                run->address = rdx;
                return (int) rdi;
            }
            """;

    private static final long TCS = 0x7e0000004000L;

    @TempDir
    static Path folder;

    private static long function;
    private static Path library;

    @BeforeAll
    static void compile() throws IOException, InterruptedException {
        assumeThat(System.getProperty("os.arch")).as("processor").isEqualTo("amd64");
        Path compiler = Path.of("/usr/bin/cc");
        assumeThat(compiler).as("a C compiler, for the function that stands in").isExecutable();
        Path source = Files.writeString(folder.resolve("enter.c"), STAND_IN);
        library = folder.resolve("enter.so");
        Process process = new ProcessBuilder(
                        compiler.toString(), "-shared", "-fPIC", "-o", library.toString(), source.toString())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
        function = SymbolLookup.libraryLookup(library, Arena.global())
                .findOrThrow(VdsoEntry.FUNCTION)
                .address();
    }

    @Test
    void seesThatTheEnclaveLeft() throws QuoteException {
        try (VdsoEntry entry = new VdsoEntry(function)) {
            assertThat(entry.enter(TCS, 0, 4, 0)).isEqualTo(new EnclaveExit.Left());
        }
    }

    /** The kernel's header says that an exception returns -EFAULT, its code returns 0. */
    @ParameterizedTest
    @CsvSource({"0", "-14"})
    void seesWhatStoppedIt(int result) throws QuoteException {
        try (VdsoEntry entry = new VdsoEntry(function)) {
            assertThat(entry.enter(TCS, result, 0x8007_000e_03L, 0xfedc_ba98_7654_3210L))
                    .isEqualTo(new EnclaveExit.Fault(3, 14, 0x8007, 0xfedc_ba98_7654_3210L));
            assertThat(entry.enter(TCS, result, 0x0000_0006_02L, 0x1234))
                    .isEqualTo(new EnclaveExit.Fault(2, 6, 0, 0x1234));
        }
    }

    @ParameterizedTest
    @CsvSource({"-22, 0", "-22, 4", "-14, 4"})
    void doesNotTakeOtherAnswersForSuccess(int result, int last) {
        try (VdsoEntry entry = new VdsoEntry(function)) {
            assertThatThrownBy(() -> entry.enter(TCS, result, last, 0))
                    .isInstanceOfSatisfying(QuoteException.class, e -> {
                        assertThat(e.reason()).isEqualTo(Reason.BROKEN);
                        assertThat(e).hasMessageContaining("returned " + result);
                    });
        }
    }

    /** Not every kernel has the function, so it is looked up in a library that has; the linker says where it is. */
    @Test
    void isFoundByItsNameInALibrary() throws IOException, MalformedException {
        long base = Files.readAllLines(Path.of("/proc/self/maps")).stream()
                .filter(line -> line.endsWith(library.toString()))
                .mapToLong(line -> Long.parseUnsignedLong(line.substring(0, line.indexOf('-')), 16))
                .min()
                .orElseThrow();
        Vdso image = new Vdso(base, Bytes.of(Files.readAllBytes(library)));
        assertThat(image.function(VdsoEntry.FUNCTION)).hasValue(function);
    }

    @Test
    void theStandInChecksItsArguments() {
        try (VdsoEntry entry = new VdsoEntry(function)) {
            assertThatThrownBy(() -> entry.enter(TCS + 1, 0, 4, 0)).hasMessageContaining("returned -22");
        }
    }
}
