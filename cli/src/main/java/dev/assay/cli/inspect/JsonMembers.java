package dev.assay.cli.inspect;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import java.util.LinkedHashSet;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The names that stand in the outermost object of a JSON document, by which its kind is told. */
final class JsonMembers {

    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonMembers() {}

    static Set<String> of(Bytes json) throws MalformedException {
        Set<String> names = new LinkedHashSet<>();
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json.toArray())) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                names.add(parser.currentName());
                parser.nextToken();
                parser.skipChildren();
            }
        } catch (JacksonException notJson) {
            long offset =
                    notJson.getLocation() == null ? 0 : notJson.getLocation().getByteOffset();
            String found = String.valueOf(notJson.getOriginalMessage());
            throw new MalformedException(
                    "file", Math.max(0, offset), found.lines().findFirst().orElse(""), "JSON, as it begins like it");
        }
        return names;
    }
}
