package dev.assay.platform.sgx;

import dev.assay.bytes.MalformedException;
import dev.assay.platform.linux.Kernel;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** A way into enclaves. */
interface EnclaveEntry extends AutoCloseable {

    /**
     * Enters by a thread's control structure and returns when the enclave left.
     *
     * @param tcs its address
     * @param rdi what the enclave finds in RDI; likewise the others
     */
    EnclaveExit enter(long tcs, long rdi, long rsi, long rdx) throws QuoteException;

    @Override
    void close();

    /** The best one of this process; to be closed by the caller. */
    static EnclaveEntry ofThisProcess(Kernel kernel) throws QuoteException {
        String machine = System.getProperty("os.name") + " on " + System.getProperty("os.arch");
        if (!machine.toLowerCase(Locale.ROOT).equals("linux on amd64")) {
            throw new QuoteException(
                    Reason.UNSUPPORTED,
                    "enclaves are entered by machine code for Linux on amd64, and this is " + machine,
                    "run it on Linux with a processor of Intel's");
        }
        try {
            Optional<Vdso> vdso = Vdso.ofThisProcess();
            OptionalLong function = vdso.isPresent() ? vdso.get().function(VdsoEntry.FUNCTION) : OptionalLong.empty();
            return function.isPresent() ? new VdsoEntry(function.getAsLong()) : EncluStub.map(kernel);
        } catch (MalformedException e) {
            throw new QuoteException(
                            Reason.BROKEN,
                            "the kernel's shared library (vDSO) cannot be read: " + e.getMessage(),
                            "report it with the output of `uname -a`")
                    .causedBy(e);
        }
    }
}
