package dev.assay.quote;

import dev.assay.bytes.Bytes;

/** What the fixed-size structures of this package share. */
final class Layout {

    private Layout() {}

    static void requireSize(String what, Bytes encoded, int size) {
        if (encoded.length() != size) {
            throw new IllegalArgumentException(what + " of " + encoded.length() + " bytes, it has " + size);
        }
    }
}
