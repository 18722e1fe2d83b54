package dev.assay.bytes;

/**
 * Takes a byte string apart field by field, little-endian, and never past its end.
 *
 * <p>A length that the input declares is compared with what remains before anything is done with it.
 */
public final class ByteReader {

    private final String what;
    private final Bytes input;
    private int position;

    private ByteReader(String what, Bytes input) {
        this.what = what;
        this.input = input;
    }

    /** A reader at the start of {@code input}; {@code what} names the input in errors, as in {@code "quote"}. */
    public static ByteReader over(String what, Bytes input) {
        return new ByteReader(what, input);
    }

    /** Offset of the next field. */
    public int position() {
        return position;
    }

    /** Number of bytes not yet read. */
    public int remaining() {
        return input.length() - position;
    }

    /** The next {@code length} bytes. */
    public Bytes take(String field, long length) throws MalformedException {
        if (length < 0 || length > remaining()) {
            throw malformed(field, remaining() + " bytes left", length + " bytes");
        }
        Bytes taken = input.slice(position, (int) length);
        position += (int) length;
        return taken;
    }

    /** The next two bytes as an unsigned number. */
    public int uint16(String field) throws MalformedException {
        return take(field, 2).uint16(0);
    }

    /** The next four bytes as an unsigned number. */
    public long uint32(String field) throws MalformedException {
        return take(field, 4).uint32(0);
    }

    /** Everything that is left. */
    public Bytes rest() {
        Bytes rest = input.from(position);
        position = input.length();
        return rest;
    }

    /** Fails unless everything was read. */
    public void end(String field) throws MalformedException {
        if (remaining() != 0) {
            throw malformed(field, remaining() + " bytes too many", "the end");
        }
    }

    /** An error about {@code field} at the current position. */
    public MalformedException malformed(String field, String found, String expected) {
        return malformedAt(position, field, found, expected);
    }

    /** An error about {@code field} at {@code offset}. */
    public MalformedException malformedAt(int offset, String field, String found, String expected) {
        return new MalformedException(what + ", " + field, offset, found, expected);
    }
}
