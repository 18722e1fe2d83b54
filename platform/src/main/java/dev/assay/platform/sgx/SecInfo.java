package dev.assay.platform.sgx;

import dev.assay.bytes.Bytes;
import dev.assay.platform.linux.Kernel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What the processor holds a page to. Intel SDM, volume 3D, 37.11.
 *
 * @param execute whether code may run there
 */
public record SecInfo(PageType type, boolean read, boolean write, boolean execute) {

    /** Length in bytes. */
    public static final int SIZE = 64;

    /** Code: to be read and run. */
    public static final SecInfo CODE = new SecInfo(PageType.REG, true, false, true);

    /** Data: to be read and written. */
    public static final SecInfo DATA = new SecInfo(PageType.REG, true, true, false);

    /** A thread's control structure, which nobody but the processor may touch. */
    public static final SecInfo THREAD = new SecInfo(PageType.TCS, false, false, false);

    public SecInfo {
        if (type == PageType.TCS && (read || write || execute)) {
            // The processor would drop the rights, and measure others than we did.
            throw new IllegalArgumentException("a TCS page has no rights");
        }
        if (write && !read) {
            throw new IllegalArgumentException("a page that is written to must be readable");
        }
    }

    /** The FLAGS: rights in bits 0 to 2, page type in bits 8 to 15. */
    public long flags() {
        return (read ? 1 : 0) | (write ? 2 : 0) | (execute ? 4 : 0) | ((long) type.number() << 8);
    }

    /** The 64 bytes. */
    public Bytes encoded() {
        return Bytes.of(ByteBuffer.allocate(SIZE)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(flags())
                .array());
    }

    /** What the page may be mapped with; Linux wants a TCS readable and writable (arch/x86/kernel/cpu/sgx/ioctl.c). */
    public int mapping() {
        return type == PageType.TCS
                ? Kernel.PROT_READ | Kernel.PROT_WRITE
                : (read ? Kernel.PROT_READ : 0) | (write ? Kernel.PROT_WRITE : 0) | (execute ? Kernel.PROT_EXEC : 0);
    }
}
