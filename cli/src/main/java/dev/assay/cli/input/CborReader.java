package dev.assay.cli.input;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;

/**
 * Reads the few CBOR types of RA-TLS evidence (RFC 8949), one item after the other, definite lengths alone. It never
 * recurses, save to skip what it does not know, and there only a few levels.
 */
final class CborReader {

    private static final int UNSIGNED = 0;
    private static final int BYTES = 2;
    private static final int TEXT = 3;
    private static final int ARRAY = 4;
    private static final int MAP = 5;
    private static final int TAG = 6;

    private static final int MAX_DEPTH = 8;

    private final String what;
    private final Bytes input;
    private int position;

    CborReader(String what, Bytes input) {
        this.what = what;
        this.input = input;
    }

    long tag() throws MalformedException {
        return head(TAG, "a tag");
    }

    long unsigned() throws MalformedException {
        return head(UNSIGNED, "an unsigned number");
    }

    /** Number of elements that follow. */
    long array() throws MalformedException {
        return head(ARRAY, "an array");
    }

    /** Number of pairs that follow. */
    long map() throws MalformedException {
        return head(MAP, "a map");
    }

    Bytes bytes() throws MalformedException {
        return take(head(BYTES, "a byte string"));
    }

    String text() throws MalformedException {
        return take(head(TEXT, "a text")).utf8();
    }

    void end() throws MalformedException {
        if (position != input.length()) {
            throw malformed(input.length() - position + " bytes too many", "the end");
        }
    }

    void skip() throws MalformedException {
        skip(0);
    }

    private void skip(int depth) throws MalformedException {
        if (depth == MAX_DEPTH) {
            throw malformed("an item " + depth + " levels deep", "at most " + (MAX_DEPTH - 1));
        }
        int major = peek() >>> 5;
        long argument = argument();
        switch (major) {
            case BYTES, TEXT -> take(argument);
            case ARRAY -> skip(argument, depth);
            case MAP -> skip(Math.multiplyExact(2L, Math.min(argument, Integer.MAX_VALUE)), depth);
            case TAG -> skip(depth + 1);
            default -> {
                // numbers and simple values end with their head
            }
        }
    }

    private void skip(long items, int depth) throws MalformedException {
        for (long i = 0; i < items; i++) {
            skip(depth + 1);
        }
    }

    private int peek() throws MalformedException {
        if (position >= input.length()) {
            throw malformed("the end", "another item");
        }
        return input.at(position);
    }

    private long head(int major, String expected) throws MalformedException {
        if (peek() >>> 5 != major) {
            throw malformed("a byte 0x" + Integer.toHexString(peek()), expected);
        }
        return argument();
    }

    private long argument() throws MalformedException {
        int additional = peek() & 0x1f;
        position++;
        if (additional < 24) {
            return additional;
        }
        if (additional > 27) {
            position--;
            throw malformed("an item of indefinite length", "a definite length");
        }
        Bytes encoded = take(1L << (additional - 24));
        long value = 0;
        for (int i = 0; i < encoded.length(); i++) {
            value = (value << 8) | encoded.at(i);
        }
        if (value < 0) {
            throw malformed("a number of more than 63 bits", "a smaller one");
        }
        return value;
    }

    private Bytes take(long length) throws MalformedException {
        if (length > input.length() - position) {
            throw malformed("a length of " + length, "at most " + (input.length() - position));
        }
        Bytes taken = input.slice(position, (int) length);
        position += (int) length;
        return taken;
    }

    private MalformedException malformed(String found, String expected) {
        return new MalformedException(what, position, found, expected);
    }
}
