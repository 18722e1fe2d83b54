package dev.assay.pck;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;

/**
 * Reads the few DER types of the SGX extension, one element after the other.
 *
 * <p>It never recurses: whoever asks for a SEQUENCE gets a reader of its content. Lengths must be definite, minimal and
 * within what remains. Source: ITU-T X.690, 8.1 and 10.1.
 */
final class DerReader {

    static final int BOOLEAN = 0x01;
    static final int INTEGER = 0x02;
    static final int OCTET_STRING = 0x04;
    static final int OBJECT_IDENTIFIER = 0x06;
    static final int ENUMERATED = 0x0a;
    static final int SEQUENCE = 0x30;

    private final Bytes input;
    private final int base;
    private int position;

    private DerReader(Bytes input, int base) {
        this.input = input;
        this.base = base;
    }

    static DerReader over(Bytes input) {
        return new DerReader(input, 0);
    }

    boolean hasMore() {
        return position < input.length();
    }

    /** Offset of the next element in the outermost input. */
    int offset() {
        return base + position;
    }

    /** The content of the next element, which must have the given tag. */
    Bytes element(String field, int tag) throws MalformedException {
        int start = position;
        if (input.length() - start < 2) {
            throw malformed(field, start, (input.length() - start) + " bytes left", "an element");
        }
        if (input.at(start) != tag) {
            throw malformed(
                    field, start, "tag 0x" + Integer.toHexString(input.at(start)), "tag 0x" + Integer.toHexString(tag));
        }
        int contentAt = start + 2;
        long length = input.at(start + 1);
        if (length >= 0x80) {
            int lengthBytes = (int) length - 0x80;
            if (lengthBytes < 1 || lengthBytes > 3 || lengthBytes > input.length() - contentAt) {
                throw malformed(field, start, "a length of " + lengthBytes + " bytes", "a definite length");
            }
            length = 0;
            for (int i = 0; i < lengthBytes; i++) {
                length = (length << 8) | input.at(contentAt + i);
            }
            if (length < 0x80 || length >>> (8 * (lengthBytes - 1)) == 0) {
                throw malformed(field, start, "a length with spare bytes", "the shortest form");
            }
            contentAt += lengthBytes;
        }
        if (length > input.length() - contentAt) {
            throw malformed(field, start, "a length of " + length, "at most " + (input.length() - contentAt));
        }
        position = contentAt + (int) length;
        return input.slice(contentAt, (int) length);
    }

    DerReader sequence(String field) throws MalformedException {
        Bytes content = element(field, SEQUENCE);
        return new DerReader(content, base + position - content.length());
    }

    /** A non-negative INTEGER or ENUMERATED of at most {@code max}, in the shortest form. */
    int number(String field, int tag, int max) throws MalformedException {
        int start = position;
        Bytes content = element(field, tag);
        boolean shortest = !content.isEmpty()
                && content.at(0) < 0x80
                && !(content.length() > 1 && content.at(0) == 0 && content.at(1) < 0x80);
        if (!shortest || content.length() > 4) {
            throw malformed(field, start, "0x" + content, "a number from 0 to " + max + " in the shortest form");
        }
        long value = 0;
        for (int i = 0; i < content.length(); i++) {
            value = (value << 8) | content.at(i);
        }
        if (value > max) {
            throw malformed(field, start, Long.toString(value), "a number from 0 to " + max);
        }
        return (int) value;
    }

    Bytes octets(String field, int length) throws MalformedException {
        int start = position;
        Bytes content = element(field, OCTET_STRING);
        if (content.length() != length) {
            throw malformed(field, start, content.length() + " bytes", length + " bytes");
        }
        return content;
    }

    boolean bool(String field) throws MalformedException {
        int start = position;
        Bytes content = element(field, BOOLEAN);
        if (content.length() != 1 || (content.at(0) != 0 && content.at(0) != 0xff)) {
            throw malformed(field, start, "0x" + content, "0x00 or 0xff");
        }
        return content.at(0) != 0;
    }

    void end(String field) throws MalformedException {
        if (hasMore()) {
            throw malformed(field, position, (input.length() - position) + " bytes too many", "the end");
        }
    }

    MalformedException malformed(String field, int at, String found, String expected) {
        return new MalformedException("SGX extension, " + field, (long) base + at, found, expected);
    }
}
