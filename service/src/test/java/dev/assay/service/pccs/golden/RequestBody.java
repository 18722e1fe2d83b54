package dev.assay.service.pccs.golden;

import dev.assay.bytes.Bytes;
import java.util.Base64;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The bytes of a request's body, which a conversation gives as text, as a file, or as a file with edits. */
final class RequestBody {

    private static final Set<String> MEMBERS =
            Set.of("text", "base64", "file", "edits", "indent", "padTo", "prefix", "suffix");

    private RequestBody() {}

    /** The body that {@code json} describes; empty where the request has none. */
    static Optional<Bytes> of(JsonNode json, Recordings recordings) {
        if (json.isMissingNode() || json.isNull()) {
            return Optional.empty();
        }
        if (!MEMBERS.containsAll(json.propertyNames())) {
            throw new IllegalArgumentException("a body of an unknown form: " + json);
        }
        if (json.has("text")) {
            return Optional.of(Bytes.ofUtf8(json.get("text").asString()));
        }
        if (json.has("base64")) {
            return Optional.of(
                    Bytes.of(Base64.getDecoder().decode(json.get("base64").asString())));
        }
        if (json.has("padTo")) { // JSON with one member filled up to an exact number of bytes
            String prefix = json.get("prefix").asString();
            String suffix = json.get("suffix").asString();
            int filler = json.get("padTo").asInt() - prefix.length() - suffix.length();
            return Optional.of(Bytes.ofUtf8(prefix + "x".repeat(filler) + suffix));
        }
        String file = json.get("file").asString();
        if (!json.has("edits") && !json.has("indent")) {
            return Optional.of(recordings.bytes(file));
        }
        JsonNode value = edited(recordings.json(file), json.path("edits"));
        StringBuilder text = new StringBuilder();
        write(text, value, json.path("indent").asInt(-1), 0);
        return Optional.of(Bytes.ofUtf8(text.toString()));
    }

    /** The value after {@code {"set": path, "to": value}} and {@code {"remove": path}}, in order. */
    private static JsonNode edited(JsonNode value, JsonNode edits) {
        JsonNode result = value;
        for (JsonNode edit : edits) {
            JsonNode path = edit.has("set") ? edit.get("set") : edit.get("remove");
            if (path.isEmpty()) {
                result = edit.get("to");
                continue;
            }
            JsonNode at = result;
            for (int i = 0; i < path.size() - 1; i++) {
                at = path.get(i).isInt()
                        ? at.get(path.get(i).asInt())
                        : at.get(path.get(i).asString());
            }
            JsonNode key = path.get(path.size() - 1);
            if (at instanceof ObjectNode object) {
                if (edit.has("remove")) {
                    object.remove(key.asString());
                } else {
                    object.set(key.asString(), edit.get("to"));
                }
            } else if (at instanceof ArrayNode array) {
                if (edit.has("remove")) {
                    array.remove(key.asInt());
                } else {
                    array.set(key.asInt(), edit.get("to"));
                }
            } else {
                throw new IllegalArgumentException("an edit of what has no members: " + edit);
            }
        }
        return result;
    }

    /** With blanks after commas and colons, or with lines: a server has to cope with any. */
    private static void write(StringBuilder out, JsonNode value, int indent, int depth) {
        if (value instanceof ObjectNode object && !object.isEmpty()) {
            out.append('{');
            Iterator<Map.Entry<String, JsonNode>> members = object.properties().iterator();
            while (members.hasNext()) {
                Map.Entry<String, JsonNode> member = members.next();
                newLine(out, indent, depth + 1);
                quote(out, member.getKey());
                out.append(": ");
                write(out, member.getValue(), indent, depth + 1);
                separator(out, members.hasNext(), indent);
            }
            newLine(out, indent, depth);
            out.append('}');
        } else if (value instanceof ArrayNode array && !array.isEmpty()) {
            out.append('[');
            Iterator<JsonNode> members = array.iterator();
            while (members.hasNext()) {
                newLine(out, indent, depth + 1);
                write(out, members.next(), indent, depth + 1);
                separator(out, members.hasNext(), indent);
            }
            newLine(out, indent, depth);
            out.append(']');
        } else if (value.isString()) {
            quote(out, value.asString());
        } else {
            out.append(value);
        }
    }

    private static void separator(StringBuilder out, boolean more, int indent) {
        if (more) {
            out.append(indent < 0 ? ", " : ",");
        }
    }

    private static void newLine(StringBuilder out, int indent, int depth) {
        if (indent >= 0) {
            out.append('\n').append(" ".repeat(indent * depth));
        }
    }

    private static void quote(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20 || c > 0x7e) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
