package dev.assay.platform.sgx;

import dev.assay.platform.linux.Kernel;
import java.lang.foreign.MemorySegment;

/**
 * An enclave that the processor has accepted: that there is one proves that this machine launches enclaves.
 *
 * <p>To be closed; nothing can enter it from then on.
 */
public final class LoadedEnclave implements AutoCloseable {

    private final Kernel kernel;
    private final String node;
    private final int descriptor;
    private final MemorySegment reservation;
    private final long base;
    private final SigStruct sigStruct;
    private boolean closed;

    LoadedEnclave(
            Kernel kernel, String node, int descriptor, MemorySegment reservation, long base, SigStruct sigStruct) {
        this.kernel = kernel;
        this.node = node;
        this.descriptor = descriptor;
        this.reservation = reservation;
        this.base = base;
        this.sigStruct = sigStruct;
    }

    /** The device that it was loaded through, as in {@code /dev/sgx_enclave}. */
    public String node() {
        return node;
    }

    /** Where it begins. */
    public long base() {
        return base;
    }

    /** Under what signature it runs. */
    public SigStruct sigStruct() {
        return sigStruct;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            kernel.munmap(reservation);
            kernel.close(descriptor);
        }
    }
}
