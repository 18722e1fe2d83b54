package dev.assay.platform.sgx;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Linux' own way in, from 5.11 on. An exception on the way or inside comes back as a report in {@code struct
 * sgx_enclave_run} and not as a signal, which would end the JVM.
 *
 * <p>It saves RBX and RBP; the enclave has to leave the other registers that a caller relies on alone, as ours does. See
 * torvalds/linux arch/x86/entry/vdso/vsgx.S and arch/x86/include/uapi/asm/sgx.h.
 */
final class VdsoEntry implements EnclaveEntry {

    /** Its name in the vDSO. */
    static final String FUNCTION = "__vdso_sgx_enter_enclave";

    private static final int RUN_SIZE = 256;
    private static final int RUN_TCS = 0;
    private static final int RUN_FUNCTION = 8;
    private static final int RUN_VECTOR = 12;
    private static final int RUN_ERROR_CODE = 14;
    private static final int RUN_ADDRESS = 16;

    private static final int EENTER = 2;
    private static final int EEXIT = 4;

    private static final FunctionDescriptor SIGNATURE =
            FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, ADDRESS);

    private final MethodHandle function;

    /** @param address of the function */
    @SuppressWarnings("restricted")
    VdsoEntry(long address) {
        this.function = Linker.nativeLinker().downcallHandle(MemorySegment.ofAddress(address), SIGNATURE);
    }

    @Override
    public EnclaveExit enter(long tcs, long rdi, long rsi, long rdx) throws QuoteException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment run = arena.allocate(RUN_SIZE, Long.BYTES);
            run.set(JAVA_LONG, RUN_TCS, tcs);
            return exit((int) function.invokeExact(rdi, rsi, rdx, EENTER, 0L, 0L, run), run);
        } catch (QuoteException e) {
            throw e;
        } catch (Throwable e) {
            if (e instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("a function of the kernel's throws nothing", e);
        }
    }

    /**
     * What the kernel reports. The header says that an exception returns -EFAULT; the code returns 0 and tells by the
     * function. Both are taken for one.
     */
    private static EnclaveExit exit(int result, MemorySegment run) throws QuoteException {
        int last = run.get(JAVA_INT, RUN_FUNCTION);
        if (result == 0 && last == EEXIT) {
            return new EnclaveExit.Left();
        }
        int vector = Short.toUnsignedInt(run.get(JAVA_SHORT, RUN_VECTOR));
        if (last == EEXIT || (result != 0 && vector == 0)) {
            throw new QuoteException(
                    Reason.BROKEN,
                    FUNCTION + " returned " + result + " and last saw function " + last,
                    "report it with this message and the output of `uname -a`");
        }
        return new EnclaveExit.Fault(
                last,
                vector,
                Short.toUnsignedInt(run.get(JAVA_SHORT, RUN_ERROR_CODE)),
                run.get(JAVA_LONG, RUN_ADDRESS));
    }

    /** The kernel keeps what it mapped. */
    @Override
    public void close() {}
}
