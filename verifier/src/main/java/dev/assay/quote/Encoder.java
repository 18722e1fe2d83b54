package dev.assay.quote;

import dev.assay.bytes.Bytes;

/** Little-endian numbers of quotes. */
final class Encoder {

    private Encoder() {}

    static Bytes uint16(int value) {
        return Bytes.of(new byte[] {(byte) value, (byte) (value >>> 8)});
    }

    static Bytes uint32(long value) {
        return Bytes.of(new byte[] {(byte) value, (byte) (value >>> 8), (byte) (value >>> 16), (byte) (value >>> 24)});
    }
}
