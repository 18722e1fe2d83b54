package dev.assay.platform.sgx;

import dev.assay.bytes.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Where a thread enters an enclave. Intel SDM, volume 3D, 37.8.
 *
 * @param savedState offset in the enclave of the frames of saved state
 * @param frames how many there are; with one, nobody can enter again before an interrupted call is resumed
 * @param entry offset in the enclave of the first instruction
 */
public record Tcs(long savedState, int frames, long entry) {

    /** Length in bytes: a page. */
    public static final int SIZE = 4096;

    public Tcs {
        if ((savedState & 4095) != 0) {
            throw new IllegalArgumentException("saved state at 0x" + Long.toHexString(savedState) + ", not at a page");
        }
        if (frames < 1) {
            throw new IllegalArgumentException("a thread needs a frame of saved state");
        }
    }

    /** The 4096 bytes; FS and GS begin where the enclave does. */
    public Bytes encoded() {
        return Bytes.of(ByteBuffer.allocate(SIZE)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(0) // reserved
                .putLong(0) // FLAGS: no debugger
                .putLong(savedState)
                .putInt(0) // CSSA: no frame is in use
                .putInt(frames)
                .putLong(entry)
                .putLong(0) // AEP, the processor's
                .putLong(0) // OFSBASE
                .putLong(0) // OGSBASE
                .putInt(-1) // FSLIMIT, GSLIMIT: checked by EADD outside of 64-bit mode only
                .putInt(-1)
                .array());
    }
}
