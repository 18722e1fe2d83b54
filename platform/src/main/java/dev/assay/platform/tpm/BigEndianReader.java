package dev.assay.platform.tpm;

import dev.assay.bytes.ByteReader;
import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;

/** Takes the structures of a TPM apart, whose numbers have the highest byte first. */
final class BigEndianReader {

    private final ByteReader in;

    BigEndianReader(String what, Bytes input) {
        this.in = ByteReader.over(what, input);
    }

    int uint16(String field) throws MalformedException {
        return (int) number(field, 2);
    }

    long uint32(String field) throws MalformedException {
        return number(field, 4);
    }

    /** A TPM2B: two bytes of size and as many bytes. */
    Bytes sized(String field) throws MalformedException {
        return in.take(field, uint16(field + " size"));
    }

    Bytes take(String field, long length) throws MalformedException {
        return in.take(field, length);
    }

    /** A number that can only be one. */
    void expect(String field, int bytes, long value) throws MalformedException {
        int at = in.position();
        long found = number(field, bytes);
        if (found != value) {
            throw in.malformedAt(at, field, Long.toString(found), Long.toString(value));
        }
    }

    Bytes rest() {
        return in.rest();
    }

    void end(String field) throws MalformedException {
        in.end(field);
    }

    MalformedException malformedAt(int offset, String field, String found, String expected) {
        return in.malformedAt(offset, field, found, expected);
    }

    private long number(String field, int bytes) throws MalformedException {
        Bytes taken = in.take(field, bytes);
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = (value << 8) | taken.at(i);
        }
        return value;
    }
}
