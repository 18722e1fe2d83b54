package dev.assay.bytes;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * An immutable string of bytes with value equality; its text form is lower-case hex.
 *
 * <p>Arrays are copied on the way in and on the way out. A {@link #slice slice} shares the storage of the string it was
 * cut from, so cutting fields out of a quote copies nothing.
 *
 * <p>The order of {@link #compareTo} is unsigned and lexicographic. It exists so that hash tables keyed by hostile bytes
 * degrade to a tree and not to a list.
 */
public final class Bytes implements Comparable<Bytes> {

    /** The string of no bytes. */
    public static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

    private static final HexFormat HEX = HexFormat.of();

    private final byte[] storage;
    private final int offset;
    private final int length;
    private int hash;

    private Bytes(byte[] storage, int offset, int length) {
        this.storage = storage;
        this.offset = offset;
        this.length = length;
    }

    /** A copy of {@code bytes}. */
    public static Bytes of(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new Bytes(bytes.clone(), 0, bytes.length);
    }

    /** The bytes that {@code hex} spells, in either case and without separators. */
    public static Bytes ofHex(CharSequence hex) throws MalformedException {
        try {
            byte[] bytes = HEX.parseHex(hex);
            return new Bytes(bytes, 0, bytes.length);
        } catch (IllegalArgumentException notHex) {
            throw new MalformedException(
                    "hex", 0, hex.length() + " characters that are not hex", "pairs of hex digits");
        }
    }

    /**
     * The bytes of a constant in source code.
     *
     * @throws IllegalArgumentException if {@code hex} is not hex
     */
    public static Bytes literal(String hex) {
        byte[] bytes = HEX.parseHex(hex);
        return new Bytes(bytes, 0, bytes.length);
    }

    /** The UTF-8 form of {@code text}. */
    public static Bytes ofUtf8(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new Bytes(bytes, 0, bytes.length);
    }

    /** The given strings one after the other. */
    public static Bytes concat(Bytes... parts) {
        int total = 0;
        for (Bytes part : parts) {
            total = Math.addExact(total, part.length);
        }
        ByteBuffer joined = ByteBuffer.allocate(total);
        for (Bytes part : parts) {
            joined.put(part.storage, part.offset, part.length);
        }
        return new Bytes(joined.array(), 0, total);
    }

    /** Number of bytes. */
    public int length() {
        return length;
    }

    public boolean isEmpty() {
        return length == 0;
    }

    /** The byte at {@code index} as a number from 0 to 255. */
    public int at(int index) {
        return storage[offset + checkIndex(index, 1)] & 0xff;
    }

    /** The two bytes at {@code index} as an unsigned little-endian number. */
    public int uint16(int index) {
        int start = offset + checkIndex(index, 2);
        return (storage[start] & 0xff) | ((storage[start + 1] & 0xff) << 8);
    }

    /** The four bytes at {@code index} as an unsigned little-endian number. */
    public long uint32(int index) {
        return uint16(index) | ((long) uint16(index + 2) << 16);
    }

    /** The eight bytes at {@code index} as a little-endian bit field. */
    public long bits64(int index) {
        return uint32(index) | (uint32(index + 4) << 32);
    }

    /** The part from {@code index} on with the given length; it shares this string's storage. */
    public Bytes slice(int index, int length) {
        return length == 0 ? EMPTY : new Bytes(storage, offset + checkIndex(index, length), length);
    }

    /** The part from {@code index} to the end. */
    public Bytes from(int index) {
        return slice(index, length - index);
    }

    /** A copy that keeps no larger storage alive; for values that are stored for long. */
    public Bytes compact() {
        return storage.length == length ? this : new Bytes(toArray(), 0, length);
    }

    public boolean startsWith(Bytes prefix) {
        return prefix.length <= length && slice(0, prefix.length).equals(prefix);
    }

    /** Whether every byte is zero. */
    public boolean isZero() {
        for (int i = offset; i < offset + length; i++) {
            if (storage[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** A copy of the bytes. */
    public byte[] toArray() {
        return Arrays.copyOfRange(storage, offset, offset + length);
    }

    /** A read-only view of the bytes, for APIs that take buffers. */
    public ByteBuffer asBuffer() {
        return ByteBuffer.wrap(storage, offset, length).asReadOnlyBuffer();
    }

    /** Lower-case hex. */
    public String hex() {
        return HEX.formatHex(storage, offset, offset + length);
    }

    /** The bytes read as ISO 8859-1 text, which maps every byte to one character. */
    public String latin1() {
        return new String(storage, offset, length, StandardCharsets.ISO_8859_1);
    }

    /** The bytes read as UTF-8 text; malformed sequences become the replacement character. */
    public String utf8() {
        return new String(storage, offset, length, StandardCharsets.UTF_8);
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(
                storage, offset, offset + length, other.storage, other.offset, other.offset + other.length);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        return other instanceof Bytes that
                && length == that.length
                && Arrays.equals(
                        storage, offset, offset + length, that.storage, that.offset, that.offset + that.length);
    }

    @Override
    public int hashCode() {
        if (hash == 0) {
            // The JDK computes the hash of a whole array with vector instructions, of a range it does not.
            hash = Arrays.hashCode(storage.length == length ? storage : toArray());
        }
        return hash;
    }

    /** {@link #hex()}. */
    @Override
    public String toString() {
        return hex();
    }

    private int checkIndex(int index, int size) {
        if (index < 0 || size < 0 || index > length - size) {
            throw new IndexOutOfBoundsException(size + " bytes at " + index + " of " + length);
        }
        return index;
    }
}
