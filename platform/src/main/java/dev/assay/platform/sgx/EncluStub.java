package dev.assay.platform.sgx;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.assay.bytes.Bytes;
import dev.assay.platform.linux.Kernel;
import dev.assay.platform.linux.KernelException;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Our own way in, for kernels without {@link VdsoEntry}: those before 5.11 with the out-of-tree DCAP driver.
 *
 * <p><b>Its limits.</b> Nothing catches an exception: where the kernel's function reports one, this one ends the process
 * with a signal. It happens when SGX memory was lost in a suspend, and when the processor refuses what it is given, which
 * is why the caller looks at that first.
 */
final class EncluStub implements EnclaveEntry {

    /**
     * A function of the System V convention: RDI, RSI and RDX go through, RCX is the TCS. One ENCLU both enters and
     * resumes: when the enclave is interrupted, the processor comes back to the address in RCX with RAX = 3 (ERESUME) and
     * the other registers as ERESUME wants them (Intel SDM, volume 3D, 39.3).
     */
    private static final String LISTING = """
            53                    push rbx
            48 89 cb              mov rbx, rcx         ; the TCS
            48 8d 0d 05 00 00 00  lea rcx, [rip+5]     ; the ENCLU, for interruptions
            b8 02 00 00 00        mov eax, 2
            0f 01 d7              enclu                ; EENTER, or ERESUME
            5b                    pop rbx              ; the enclave left
            31 c0                 xor eax, eax
            c3                    ret
            """;

    static final Bytes INSTRUCTIONS = Assembly.bytes(LISTING);

    private static final int PAGE = 4096;

    private final Kernel kernel;
    private final MemorySegment page;
    private final MethodHandle function;

    @SuppressWarnings("restricted")
    private EncluStub(Kernel kernel, MemorySegment page) {
        this.kernel = kernel;
        this.page = page;
        this.function = Linker.nativeLinker()
                .downcallHandle(page, FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    }

    static EncluStub map(Kernel kernel) throws QuoteException {
        try {
            MemorySegment page = kernel.mmap(
                    0, PAGE, Kernel.PROT_READ | Kernel.PROT_WRITE, Kernel.MAP_PRIVATE | Kernel.MAP_ANONYMOUS, -1, 0);
            boolean ready = false;
            try {
                MemorySegment.copy(MemorySegment.ofArray(INSTRUCTIONS.toArray()), 0, page, 0, INSTRUCTIONS.length());
                kernel.mprotect(page, Kernel.PROT_READ | Kernel.PROT_EXEC);
                EncluStub stub = new EncluStub(kernel, page);
                ready = true;
                return stub;
            } finally {
                if (!ready) {
                    kernel.munmap(page);
                }
            }
        } catch (KernelException e) {
            throw new QuoteException(
                            Reason.DENIED,
                            "this kernel has no " + VdsoEntry.FUNCTION
                                    + ", and 23 bytes of machine code that would do its" + " work may not be run: "
                                    + e.getMessage(),
                            "run a kernel of 5.11 or later with SGX; or allow this process executable memory (systemd:"
                                    + " MemoryDenyWriteExecute=no; SELinux: execmem)")
                    .causedBy(e);
        }
    }

    @Override
    public EnclaveExit enter(long tcs, long rdi, long rsi, long rdx) {
        try {
            function.invokeExact(rdi, rsi, rdx, tcs);
            return new EnclaveExit.Left();
        } catch (Throwable e) {
            if (e instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("machine code throws nothing", e);
        }
    }

    @Override
    public void close() {
        kernel.munmap(page);
    }
}
