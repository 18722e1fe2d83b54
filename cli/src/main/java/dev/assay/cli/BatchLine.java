package dev.assay.cli;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * One line of a batch: what to verify and by what.
 *
 * @param quote a path, or base64
 * @param collateral a folder or a bundle file
 * @param at the instant in ISO 8601
 * @param policy a file or preset
 * @param trustRoot a file
 * @param id whatever the asker wants to find again in the answer
 */
record BatchLine(
        String quote,
        Optional<String> collateral,
        Optional<String> at,
        Optional<String> policy,
        Optional<String> trustRoot,
        Optional<String> id) {

    private static final String MEMBERS = "quote, collateral, at, policy, trustRoot and id";

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(2)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    /** Reads a line. A member that is not known is an error: a policy that is misspelt must not be passed over. */
    static BatchLine parse(Bytes line) throws MalformedException {
        @Nullable String quote = null;
        @Nullable String collateral = null;
        @Nullable String at = null;
        @Nullable String policy = null;
        @Nullable String trustRoot = null;
        @Nullable String id = null;
        try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), line.toArray())) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedException("line", 0, line.isEmpty() ? "nothing" : "no object", "a JSON object");
            }
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                String value = value(json, name);
                switch (name) {
                    case "quote" -> quote = value;
                    case "collateral" -> collateral = value;
                    case "at" -> at = value;
                    case "policy" -> policy = value;
                    case "trustRoot" -> trustRoot = value;
                    case "id" -> id = value;
                    default -> throw new MalformedException("line", 0, "a member \"" + name + "\"", MEMBERS);
                }
            }
            if (json.nextToken() != null) {
                throw new MalformedException("line", 0, "more after the object", "one object a line");
            }
        } catch (JacksonException notJson) {
            String found = String.valueOf(notJson.getOriginalMessage());
            int end = found.indexOf('\n');
            throw new MalformedException("line", 0, end < 0 ? found : found.substring(0, end), "a JSON object");
        }
        if (quote == null) {
            throw new MalformedException("line", 0, "no quote", "a member \"quote\"");
        }
        return new BatchLine(
                quote,
                Optional.ofNullable(collateral),
                Optional.ofNullable(at),
                Optional.ofNullable(policy),
                Optional.ofNullable(trustRoot),
                Optional.ofNullable(id));
    }

    private static String value(JsonParser json, String name) throws MalformedException {
        if (json.nextToken() != JsonToken.VALUE_STRING) {
            throw new MalformedException("line, " + name, 0, "no string", "a string");
        }
        return json.getString();
    }

    /** Whether {@link #quote} is the quote itself in base64. A path is shorter, or has a dot in it. */
    boolean hasInlineQuote() {
        int shortest = startsLikeQuote() ? 8 : 512;
        return quote.length() >= shortest && isBase64();
    }

    /** Version 3, 4 or 5 and key type 2, in base64. */
    private boolean startsLikeQuote() {
        return quote.startsWith("AwAC") || quote.startsWith("BAAC") || quote.startsWith("BQAC");
    }

    private boolean isBase64() {
        for (int i = 0; i < quote.length(); i++) {
            char c = quote.charAt(i);
            boolean known = (c >= 'A' && c <= 'Z')
                    || (c >= 'a' && c <= 'z')
                    || (c >= '0' && c <= '9')
                    || "+/-_=".indexOf(c) >= 0;
            if (!known) {
                return false;
            }
        }
        return true;
    }
}
