package dev.assay.platform.sgx;

import dev.assay.bytes.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The control structure that an enclave begins with. Intel SDM, volume 3D, 37.7.
 *
 * @param size of the enclave in bytes, a power of two
 * @param base where it lies, a multiple of {@code size}
 * @param ssaFrameSize pages that a frame of saved state takes
 * @param options what the enclave may do
 */
public record Secs(long size, long base, int ssaFrameSize, LaunchOptions options) {

    /** Length in bytes: a page. */
    public static final int SIZE = 4096;

    private static final int ATTRIBUTES = 48;

    public Secs {
        EnclaveImage.requireEnclaveSize(size);
        if ((base & (size - 1)) != 0) {
            throw new IllegalArgumentException(
                    "an enclave of " + size + " bytes cannot begin at 0x" + Long.toHexString(base));
        }
        if (ssaFrameSize < 1) {
            throw new IllegalArgumentException("a frame of saved state takes a page at least");
        }
    }

    /** The 4096 bytes; identity and signer are the processor's to fill in. */
    public Bytes encoded() {
        return Bytes.of(ByteBuffer.allocate(SIZE)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(size)
                .putLong(base)
                .putInt(ssaFrameSize)
                .putInt(LaunchOptions.MISC_SELECT)
                .position(ATTRIBUTES)
                .putLong(options.flags())
                .putLong(LaunchOptions.XFRM)
                .array());
    }
}
