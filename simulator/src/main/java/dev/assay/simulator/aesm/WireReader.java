package dev.assay.simulator.aesm;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * The fields of a protobuf message, read by hand; of a field that comes twice, the last.
 *
 * <p>Source: Protocol Buffers Documentation, Encoding.
 */
final class WireReader {

    /** A field's value as it stands: a number, or bytes. */
    private sealed interface Value {
        record Numeric(long value) implements Value {}

        record Raw(Bytes value) implements Value {}
    }

    private final Map<Integer, Value> fields = new TreeMap<>();
    private final Bytes input;
    private int position;

    private WireReader(Bytes input) {
        this.input = input;
    }

    /** Reads all of {@code message}. */
    static WireReader over(Bytes message) throws MalformedException {
        WireReader reader = new WireReader(message);
        while (reader.position < message.length()) {
            reader.field();
        }
        return reader;
    }

    private void field() throws MalformedException {
        int start = position;
        long tag = varint();
        int number = (int) (tag >>> 3);
        switch ((int) (tag & 7)) {
            case 0 -> fields.put(number, new Value.Numeric(varint()));
            case 1 -> take(8);
            case 2 -> fields.put(number, new Value.Raw(take(varint())));
            case 5 -> take(4);
            default -> throw new MalformedException("message", start, "wire type " + (tag & 7), "0, 1, 2 or 5");
        }
    }

    private long varint() throws MalformedException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = take(1).at(0);
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new MalformedException("message", position, "a number of more than ten bytes", "at most ten");
    }

    private Bytes take(long length) throws MalformedException {
        if (length < 0 || length > input.length() - position) {
            throw new MalformedException(
                    "message", position, (input.length() - position) + " bytes left", length + " bytes");
        }
        Bytes taken = input.slice(position, (int) length);
        position += (int) length;
        return taken;
    }

    /** Numbers of the fields that are there. */
    Set<Integer> numbers() {
        return fields.keySet();
    }

    /** A number, if the field is there and is one. */
    OptionalLong number(int field) {
        return fields.get(field) instanceof Value.Numeric found ? OptionalLong.of(found.value()) : OptionalLong.empty();
    }

    /** Bytes, if the field is there and has some. */
    Optional<Bytes> bytes(int field) {
        return fields.get(field) instanceof Value.Raw found ? Optional.of(found.value()) : Optional.empty();
    }
}
