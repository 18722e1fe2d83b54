package dev.assay.cli.server;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.cli.input.InputException;
import dev.assay.cli.input.InputFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/**
 * The configuration file of a PCCS: JSON with comments, in which Intel's keys have Intel's meaning and the options of
 * {@code assay pccs} may stand under their own names. Source: Intel PCCS 1.27.0, config/default.json.
 *
 * <p>A key that is not known is an error, since a misspelt one would change nothing and nobody would notice.
 */
public final class PccsConfigFile {

    /** Intel's key, and the option that says the same. */
    private static final Map<String, String> INTEL = Map.ofEntries(
            Map.entry("HTTPS_PORT", "port"),
            Map.entry("hosts", "host"),
            Map.entry("uri", "upstream"),
            Map.entry("ApiKey", "api-key"),
            Map.entry("proxy", "proxy"),
            Map.entry("RefreshSchedule", "schedule"),
            Map.entry("UserTokenHash", "user-token-hash"),
            Map.entry("AdminTokenHash", "admin-token-hash"),
            Map.entry("MaxRequestBodySize", "max-body"),
            Map.entry("CachingFillMode", "mode"),
            Map.entry("LogLevel", "log-level"));

    /** Keys of Intel's that say nothing here: this server has its own bounds, its own TLS and its own database. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "HeadersTimeoutSeconds",
            "RequestTimeoutSeconds",
            "KeepAliveTimeoutSeconds",
            "OPENSSL_FIPS_MODE",
            "DB_CONFIG",
            "sqlite",
            "mysql",
            "init_db");

    /** Options under their own names. */
    private static final Set<String> OWN = Set.of(
            "listen",
            "data",
            "database",
            "database-user",
            "database-password-file",
            "mode",
            "upstream",
            "admin-token-file",
            "user-token-file",
            "api-key-file",
            "trust-root",
            "cert",
            "key",
            "plain-http",
            "thim",
            "schedule",
            "ahead",
            "proxy",
            "log-level",
            "access-log");

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private final Path file;
    private final Map<String, String> values;
    private final Map<String, String> names;
    private final List<String> withoutEffect;

    private PccsConfigFile(
            Path file, Map<String, String> values, Map<String, String> names, List<String> withoutEffect) {
        this.file = file;
        this.values = values;
        this.names = names;
        this.withoutEffect = List.copyOf(withoutEffect);
    }

    /** Reads {@code file}. */
    public static PccsConfigFile read(Path file) throws InputException {
        try {
            return parse(file, InputFile.read("configuration", file));
        } catch (MalformedException e) {
            throw new InputException(
                    "cannot use the configuration " + file + ": " + e.getMessage(),
                    "docs/pccs.md has its keys; comments are // and /* */.");
        }
    }

    private static PccsConfigFile parse(Path file, Bytes content) throws MalformedException {
        Map<String, String> values = new LinkedHashMap<>();
        Map<String, String> names = new LinkedHashMap<>();
        List<String> ignored = new ArrayList<>();
        try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), content.toArray())) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedException("configuration", 0, "no object", "a JSON object");
            }
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String key = json.currentName();
                JsonToken token = json.nextToken();
                if (WITHOUT_EFFECT.contains(key)) {
                    if (key.equals("DB_CONFIG") && !json.getString().equals("sqlite")) {
                        throw at(
                                json,
                                key,
                                json.getString(),
                                "sqlite; for PostgreSQL leave it out and give \"database\"");
                    }
                    json.skipChildren();
                    ignored.add(key);
                    continue;
                }
                String name = INTEL.containsKey(key) ? INTEL.get(key) : key;
                if (!INTEL.containsKey(key) && !OWN.contains(key)) {
                    throw at(json, key, "a key that is not known", "Intel's keys or the options of assay pccs");
                }
                if (!token.isScalarValue() || token == JsonToken.VALUE_NULL) {
                    throw at(json, key, "no text, number or true and false", "one of these");
                }
                String value = json.getString().strip();
                if (!value.isEmpty()) {
                    if (names.containsKey(name)) {
                        throw at(json, key, "the same as " + names.get(name) + " again", "one of the two");
                    }
                    values.put(name, value);
                    names.put(name, key);
                }
            }
        } catch (JacksonException e) {
            String message = String.valueOf(e.getOriginalMessage());
            int end = message.indexOf('\n');
            throw new MalformedException(
                    "configuration, " + place(e.getLocation()),
                    0,
                    end < 0 ? message : message.substring(0, end),
                    "JSON with comments");
        }
        return new PccsConfigFile(file, values, names, ignored);
    }

    private static MalformedException at(JsonParser json, String key, String found, String expected) {
        return new MalformedException(
                "configuration, " + place(json.currentTokenLocation()) + ", " + key, 0, found, expected);
    }

    private static String place(TokenStreamLocation location) {
        return location == null ? "" : "line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    /** What is said of an option; empty text counts as nothing. */
    public Optional<String> value(String option) {
        return Optional.ofNullable(values.get(option));
    }

    /** Where it is said, as in {@code production.json, HTTPS_PORT}. */
    public String place(String option) {
        return file + ", " + names.getOrDefault(option, option);
    }

    /** A path in this file counts from the file's folder. */
    public String resolve(String path) {
        Path folder = file.toAbsolutePath().getParent();
        return folder == null ? path : folder.resolve(path).toString();
    }

    /** Keys of Intel's that are there and say nothing here. */
    public List<String> withoutEffect() {
        return withoutEffect;
    }
}
