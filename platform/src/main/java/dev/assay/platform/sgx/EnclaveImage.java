package dev.assay.platform.sgx;

import java.util.List;

/**
 * An enclave before it is loaded: what its identity is computed from.
 *
 * @param size of the address range in bytes, a power of two
 * @param ssaFrameSize pages that a frame of saved state takes
 * @param pages in the order of their measurement
 */
public record EnclaveImage(long size, int ssaFrameSize, List<EnclavePage> pages) {

    /** No processor was seen with a limit beyond 64 GiB; CPUID leaf 0x12 has the limit of this one. */
    static final long MAX_SIZE = 1L << 36;

    public EnclaveImage {
        pages = List.copyOf(pages);
        requireEnclaveSize(size);
        long[] offsets = pages.stream().mapToLong(EnclavePage::offset).sorted().toArray();
        for (int i = 0; i < offsets.length; i++) {
            if (offsets[i] > size - EnclavePage.SIZE) {
                throw new IllegalArgumentException("a page at 0x" + Long.toHexString(offsets[i]) + " of " + size);
            }
            if (i > 0 && offsets[i] == offsets[i - 1]) {
                throw new IllegalArgumentException("two pages at 0x" + Long.toHexString(offsets[i]));
            }
        }
    }

    static void requireEnclaveSize(long size) {
        if (size < 2 * EnclavePage.SIZE || size > MAX_SIZE || Long.bitCount(size) != 1) {
            throw new IllegalArgumentException(
                    "an enclave of " + size + " bytes: it has a power of two from 8192 to " + MAX_SIZE);
        }
    }
}
