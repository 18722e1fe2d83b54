package dev.assay.internal.json;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object whose members are asked for by name, type and range; what does not fit is malformed.
 *
 * <p>Errors name the member by its path from the document's root, as in {@code "TCB info, tcbLevels[2].tcb.pcesvn"},
 * and the offset at which the object that should hold it begins.
 */
public final class JsonObject {

    private final JsonPath path;
    private final int offset;
    private final Bytes source;
    private final Map<String, Object> members;

    JsonObject(JsonPath path, int offset, Bytes source, Map<String, Object> members) {
        this.path = path;
        this.offset = offset;
        this.source = source;
        this.members = members;
    }

    /** Parses a document that is one object; {@code what} names it in errors. */
    public static JsonObject parse(String what, Bytes document) throws MalformedException {
        return JsonTree.parse(what, document);
    }

    /** The bytes of this object in the document, from brace to brace. */
    public Bytes source() {
        return source;
    }

    public Set<String> names() {
        return members.keySet();
    }

    public boolean has(String name) {
        return members.containsKey(name);
    }

    /** Whether the member is there and says {@code null}, as some services write what they do not know. */
    public boolean isNull(String name) {
        return JsonTree.isNull(members.get(name));
    }

    /** Fails when there is a member of another name. */
    public void allowOnly(Set<String> known) throws MalformedException {
        for (String name : members.keySet()) {
            if (!known.contains(name)) {
                throw new MalformedException(
                        at(name),
                        offset,
                        "an unknown member",
                        "one of " + String.join(", ", known.stream().sorted().toList()));
            }
        }
    }

    public String string(String name) throws MalformedException {
        return value(name, String.class, "a string");
    }

    public Optional<String> optionalString(String name) throws MalformedException {
        return has(name) ? Optional.of(string(name)) : Optional.empty();
    }

    public boolean bool(String name) throws MalformedException {
        return value(name, Boolean.class, "true or false");
    }

    /** An integer written without fraction or exponent, from {@code min} to {@code max}. */
    public long integer(String name, long min, long max) throws MalformedException {
        long value = value(name, Long.class, "an integer");
        if (value < min || value > max) {
            throw malformed(name, Long.toString(value), "an integer from " + min + " to " + max);
        }
        return value;
    }

    /** A string of {@code length} bytes in hex, in either case. */
    public Bytes hex(String name, int length) throws MalformedException {
        String text = string(name);
        if (text.length() != 2 * length) {
            throw malformed(name, text.length() + " characters", 2 * length + " hex digits");
        }
        try {
            return Bytes.ofHex(text);
        } catch (MalformedException notHex) {
            throw malformed(name, JsonTree.excerpt(text), 2 * length + " hex digits");
        }
    }

    /** A date and time of ISO 8601 in UTC, as in {@code 2024-12-05T12:16:52Z}. */
    public Instant instant(String name) throws MalformedException {
        String text = string(name);
        try {
            if (text.endsWith("Z")) {
                return Instant.parse(text);
            }
        } catch (DateTimeException refused) {
            // reported below
        }
        throw malformed(name, JsonTree.excerpt(text), "a UTC time such as 2024-12-05T12:16:52Z");
    }

    public JsonObject object(String name) throws MalformedException {
        return value(name, JsonObject.class, "an object");
    }

    public Optional<JsonObject> optionalObject(String name) throws MalformedException {
        return has(name) ? Optional.of(object(name)) : Optional.empty();
    }

    public List<JsonObject> objects(String name) throws MalformedException {
        return list(name, JsonObject.class, "an array of objects");
    }

    public List<String> strings(String name) throws MalformedException {
        return list(name, String.class, "an array of strings");
    }

    /** Bytes written as an array of numbers from 0 to 255. */
    public Bytes octets(String name) throws MalformedException {
        List<Long> numbers = list(name, Long.class, "an array of numbers");
        byte[] octets = new byte[numbers.size()];
        for (int i = 0; i < octets.length; i++) {
            long number = numbers.get(i);
            if (number < 0 || number > 255) {
                throw malformed(name + "[" + i + "]", Long.toString(number), "a number from 0 to 255");
            }
            octets[i] = (byte) number;
        }
        return Bytes.of(octets);
    }

    private <T> List<T> list(String name, Class<T> type, String expected) throws MalformedException {
        List<?> found = value(name, List.class, expected);
        List<T> typed = new ArrayList<>(found.size());
        for (Object element : found) {
            if (!type.isInstance(element)) {
                throw malformed(name + "[" + typed.size() + "]", JsonTree.describe(element), expected);
            }
            typed.add(type.cast(element));
        }
        return List.copyOf(typed);
    }

    private <T> T value(String name, Class<T> type, String expected) throws MalformedException {
        @Nullable Object value = members.get(name);
        if (!type.isInstance(value)) {
            throw malformed(name, value == null ? "nothing" : JsonTree.describe(value), expected);
        }
        return type.cast(value);
    }

    /** An error about the member {@code name}. */
    public MalformedException malformed(String name, String found, String expected) {
        return new MalformedException(at(name), offset, found, expected);
    }

    private String at(String name) {
        return path.member(name).toString();
    }
}
