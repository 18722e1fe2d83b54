package dev.assay.platform.tpm;

/**
 * What an index is like.
 *
 * @param index its handle
 * @param attributes TPMA_NV (Part 2, section 13.4)
 * @param size in bytes
 */
public record NvPublic(int index, int attributes, int size) {

    /** The owner may write. */
    public static final int OWNER_WRITE = 1 << 1;
    /** The platform's firmware may read. */
    public static final int PLATFORM_READ = 1 << 16;
    /** The owner may read. */
    public static final int OWNER_READ = 1 << 17;
    /** Something was written. */
    public static final int WRITTEN = 1 << 29;

    /** Whether all of {@code bits} are set. */
    public boolean has(int bits) {
        return (attributes & bits) == bits;
    }
}
