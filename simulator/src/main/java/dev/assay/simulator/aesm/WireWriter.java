package dev.assay.simulator.aesm;

import dev.assay.bytes.Bytes;
import java.io.ByteArrayOutputStream;

/**
 * Writes a protobuf message field by field, by hand.
 *
 * <p>Source: Protocol Buffers Documentation, Encoding.
 */
final class WireWriter {

    private static final int VARINT = 0;
    private static final int LENGTH = 2;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** A number of any unsigned type; 0 and 1 for a bool. */
    WireWriter number(int field, long value) {
        varint(((long) field << 3) | VARINT);
        varint(value);
        return this;
    }

    /** Bytes, text or a message. */
    WireWriter bytes(int field, Bytes value) {
        varint(((long) field << 3) | LENGTH);
        varint(value.length());
        out.writeBytes(value.toArray());
        return this;
    }

    /** What was written. */
    Bytes encoded() {
        return Bytes.of(out.toByteArray());
    }

    /** Seven bits a byte, the lowest first; the eighth says that more follow. */
    private void varint(long value) {
        long left = value;
        while ((left & ~0x7FL) != 0) {
            out.write((int) (left & 0x7F) | 0x80);
            left >>>= 7;
        }
        out.write((int) left);
    }
}
