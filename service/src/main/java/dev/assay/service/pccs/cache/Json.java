package dev.assay.service.pccs.cache;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.internal.json.JsonObject;
import java.util.Locale;

/** Members as Intel's schemas describe them; source: Intel PCCS 1.27.0, services/pccs_schemas.js. */
final class Json {

    private static final int MAX_QE_ID = 260;

    private Json() {}

    /** A name of 1 to 260 characters, in upper case. */
    static String qeId(JsonObject json) throws MalformedException {
        String text = json.string("qe_id");
        if (text.isEmpty() || text.length() > MAX_QE_ID) {
            throw json.malformed("qe_id", text.length() + " characters", "1 to " + MAX_QE_ID);
        }
        if (text.chars().anyMatch(c -> Character.isISOControl(c) || Character.isSurrogate((char) c))) {
            throw json.malformed("qe_id", "control characters", "a name");
        }
        return upper(text);
    }

    /** {@code length} hex digits, in upper case. */
    static String hex(JsonObject json, String name, int length) throws MalformedException {
        return upper(json.hex(name, length / 2).hex());
    }

    /** {@code length} hex digits, in upper case; empty where the member is missing or empty. */
    static String hexOrEmpty(JsonObject json, String name, int length) throws MalformedException {
        return !json.has(name) || json.string(name).isEmpty() ? "" : hex(json, name, length);
    }

    /** Hex of any length, in upper case; empty where the member is missing, null or empty. */
    static String manifest(JsonObject json) throws MalformedException {
        String name = "platform_manifest";
        if (!json.has(name) || json.isNull(name)) {
            return "";
        }
        try {
            return upper(Bytes.ofHex(json.string(name)).hex());
        } catch (MalformedException notHex) {
            throw json.malformed(name, "something else", "hex digits");
        }
    }

    /**
     * JSON without the white space around its tokens: the form in which Intel signs its documents. Nothing else changes,
     * neither the order of members nor how numbers are written.
     *
     * @param json that has been parsed
     */
    static Bytes compact(Bytes json) {
        byte[] from = json.toArray();
        byte[] to = new byte[from.length];
        int length = 0;
        boolean quoted = false;
        for (int i = 0; i < from.length; i++) {
            byte b = from[i];
            if (quoted || (b != ' ' && b != '\n' && b != '\r' && b != '\t')) {
                to[length++] = b;
            }
            if (b == '"') {
                quoted = !quoted;
            } else if (quoted && b == '\\') {
                to[length++] = from[++i];
            }
        }
        return Bytes.of(to).slice(0, length).compact();
    }

    private static String upper(String text) {
        return text.toUpperCase(Locale.ROOT);
    }
}
