package dev.assay;

import dev.assay.bytes.Bytes;

/** Bytes with something changed. */
public final class Edits {

    private Edits() {}

    /** The byte at {@code at} with the bits of {@code mask} flipped. */
    public static Bytes xor(Bytes bytes, int at, int mask) {
        byte[] changed = bytes.toArray();
        changed[at] ^= (byte) mask;
        return Bytes.of(changed);
    }

    /** {@code size} bytes from {@code at} on replaced by a little-endian number. */
    public static Bytes littleEndian(Bytes bytes, int at, int size, long value) {
        byte[] changed = bytes.toArray();
        for (int i = 0; i < size; i++) {
            changed[at + i] = (byte) (value >>> (8 * i));
        }
        return Bytes.of(changed);
    }

    /** {@code replacement} in the place of {@code length} bytes at {@code at}. */
    public static Bytes splice(Bytes bytes, int at, int length, Bytes replacement) {
        return Bytes.concat(bytes.slice(0, at), replacement, bytes.from(at + length));
    }

    /** The text with the only occurrence of {@code old} replaced; it fails where there is none or more than one. */
    public static Bytes replaceOnce(Bytes text, String old, String replacement) {
        String before = text.utf8();
        int at = before.indexOf(old);
        if (at < 0 || before.indexOf(old, at + 1) >= 0) {
            throw new AssertionError("not exactly once in the text: " + old);
        }
        return Bytes.ofUtf8(before.replace(old, replacement));
    }
}
