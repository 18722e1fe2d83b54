package dev.assay.platform.sgx;

import dev.assay.bytes.Bytes;

/**
 * A page of an enclave before it is loaded.
 *
 * @param offset from the enclave's beginning, a multiple of 4096
 * @param measured whether the content is part of the enclave's identity; if not, whoever loads it can put in what he likes
 * @param content 4096 bytes
 */
public record EnclavePage(long offset, SecInfo secInfo, boolean measured, Bytes content) {

    /** Length in bytes. */
    public static final int SIZE = 4096;

    public EnclavePage {
        if (offset < 0 || (offset & (SIZE - 1)) != 0) {
            throw new IllegalArgumentException("a page at 0x" + Long.toHexString(offset) + ", not a multiple of 4096");
        }
        if (content.length() != SIZE) {
            throw new IllegalArgumentException("a page of " + content.length() + " bytes, it has 4096");
        }
    }
}
