package dev.assay.simulator;

import dev.assay.bytes.Bytes;

/** Changes in byte strings. */
final class Patch {

    private Patch() {}

    static Bytes replace(String field, Bytes whole, int offset, int size, Bytes value) {
        if (value.length() != size) {
            throw new IllegalArgumentException(field + " of " + value.length() + " bytes, it has " + size);
        }
        return Bytes.concat(whole.slice(0, offset), value, whole.from(offset + size));
    }

    /** Two bytes, little-endian. */
    static Bytes uint16(int value) {
        if (value < 0 || value > 0xffff) {
            throw new IllegalArgumentException(value + " as a number of two bytes, these hold 0 to 65535");
        }
        return Bytes.of(new byte[] {(byte) value, (byte) (value >>> 8)});
    }

    /** Four bytes, little-endian. */
    static Bytes uint32(long value) {
        return Bytes.concat(uint16((int) (value & 0xffff)), uint16((int) (value >>> 16)));
    }

    static Bytes zeros(int length) {
        return Bytes.of(new byte[length]);
    }

    /** Zeros after the given bytes up to {@code length}. */
    static Bytes padded(int length, int... bytes) {
        byte[] padded = new byte[length];
        for (int i = 0; i < bytes.length; i++) {
            padded[i] = (byte) bytes[i];
        }
        return Bytes.of(padded);
    }
}
