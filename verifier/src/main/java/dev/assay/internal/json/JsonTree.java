package dev.assay.internal.json;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** Builds {@link JsonObject}s; bounds size, depth and number of values, and refuses duplicate members. */
final class JsonTree {

    /** Intel's largest documents have some 60 KB. */
    private static final int MAX_BYTES = 4 << 20;

    private static final int MAX_DEPTH = 32;
    private static final int MAX_NAME = 256;
    private static final int MAX_VALUES = 1 << 18;

    private static final Unusable NULL = new Unusable("null");

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxDocumentLength(MAX_BYTES)
                    .maxNameLength(MAX_NAME)
                    .maxNumberLength(64)
                    .maxStringLength(MAX_BYTES)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private final String what;
    private final Bytes document;
    private final JsonParser parser;
    private int values;

    private JsonTree(String what, Bytes document, JsonParser parser) {
        this.what = what;
        this.document = document;
        this.parser = parser;
    }

    static JsonObject parse(String what, Bytes document) throws MalformedException {
        if (document.length() > MAX_BYTES) {
            throw new MalformedException(what, 0, document.length() + " bytes", "at most " + MAX_BYTES);
        }
        // Only UTF-8: the parser would take UTF-16 and UTF-32 for what they are, and offsets would be wrong.
        for (int i = 0; i < Math.min(4, document.length()); i++) {
            if (document.at(i) == 0 || document.at(i) > 0x7f) {
                throw new MalformedException(what, i, "a byte that no JSON in UTF-8 begins with", "a JSON object");
            }
        }
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), document.toArray())) {
            return new JsonTree(what, document, parser).document();
        } catch (JacksonException notJson) {
            long offset =
                    notJson.getLocation() == null ? -1 : notJson.getLocation().getByteOffset();
            throw new MalformedException(what, Math.max(0, offset), firstLine(notJson), "JSON");
        }
    }

    private JsonObject document() throws MalformedException {
        JsonToken first = parser.nextToken();
        if (first != JsonToken.START_OBJECT) {
            throw new MalformedException(
                    what, 0, first == null ? "nothing" : "JSON that is no object", "a JSON object");
        }
        JsonObject root = object(JsonPath.document(what));
        int end = (int) parser.currentLocation().getByteOffset();
        if (parser.nextToken() != null) {
            throw new MalformedException(what, end, "more text after the object", "the end");
        }
        return root;
    }

    private JsonObject object(JsonPath path) throws MalformedException {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        Map<String, Object> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            members.put(name, value(path.member(name)));
        }
        int end = (int) parser.currentLocation().getByteOffset();
        return new JsonObject(path, start, document.slice(start, end - start), members);
    }

    private List<Object> array(JsonPath path) throws MalformedException {
        List<Object> elements = new ArrayList<>(4);
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(value(path.element(elements.size())));
        }
        return elements;
    }

    private Object value(JsonPath path) throws MalformedException {
        if (++values > MAX_VALUES) {
            throw new MalformedException(
                    path.toString(),
                    parser.currentTokenLocation().getByteOffset(),
                    "value " + values,
                    "at most " + MAX_VALUES);
        }
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> object(path);
            case START_ARRAY -> array(path);
            case VALUE_STRING -> parser.getString();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT -> integer();
            case VALUE_NUMBER_FLOAT -> new Unusable("the number " + parser.getString());
            case VALUE_NULL -> NULL;
            default ->
                throw new MalformedException(
                        path.toString(), parser.currentTokenLocation().getByteOffset(), token.name(), "a JSON value");
        };
    }

    private Object integer() {
        JsonParser.NumberType size = parser.getNumberType();
        return size == JsonParser.NumberType.BIG_INTEGER
                ? new Unusable("the number " + excerpt(parser.getString()))
                : (Object) parser.getLongValue();
    }

    /** A value that JSON knows and none of our documents uses; it is malformed as soon as it is asked for. */
    private record Unusable(String description) {}

    static boolean isNull(@Nullable Object value) {
        return NULL.equals(value);
    }

    static String describe(Object value) {
        if (value instanceof Unusable unusable) {
            return unusable.description();
        }
        if (value instanceof String text) {
            return "the string \"" + excerpt(text) + "\"";
        }
        if (value instanceof JsonObject) {
            return "an object";
        }
        return value instanceof List ? "an array" : String.valueOf(value);
    }

    static String excerpt(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }

    private static String firstLine(JacksonException e) {
        return e.getOriginalMessage().lines().findFirst().orElse("an error");
    }
}
