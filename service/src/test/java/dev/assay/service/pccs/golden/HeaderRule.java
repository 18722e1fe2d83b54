package dev.assay.service.pccs.golden;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** What a header must be like. */
sealed interface HeaderRule {

    /** It must not be there. */
    record Absent() implements HeaderRule {}

    /** It must be there. */
    record Present() implements HeaderRule {}

    record Exact(String value) implements HeaderRule {}

    /** A content type, whatever its parameters. */
    record Media(String type) implements HeaderRule {}

    record Matching(Pattern pattern) implements HeaderRule {}

    /** An issuer chain in percent-encoding, by its text. */
    record Chain(String name) implements HeaderRule {}

    static HeaderRule parse(JsonNode json) {
        if (json.size() != 1) {
            throw new IllegalArgumentException("a rule for a header has one member: " + json);
        }
        String kind = json.propertyNames().iterator().next();
        return switch (kind) {
            case "absent" -> new Absent();
            case "present" -> new Present();
            case "exact" -> new Exact(json.get(kind).asString());
            case "media" -> new Media(json.get(kind).asString());
            case "pattern" -> new Matching(Pattern.compile(json.get(kind).asString()));
            case "chain" -> new Chain(json.get(kind).asString());
            default -> throw new IllegalArgumentException("unknown rule for a header: " + json);
        };
    }

    /** What is wrong with the header's value, if anything. */
    default Optional<String> problem(Optional<String> actual, Recordings recordings) {
        if (this instanceof Absent) {
            return actual.map(value -> "expected none, found " + excerpt(value));
        }
        if (actual.isEmpty()) {
            return Optional.of("missing");
        }
        String value = actual.get();
        return switch (this) {
            case Absent rule -> throw new IllegalStateException(rule.toString());
            case Present rule -> Optional.empty();
            case Exact rule ->
                value.equals(rule.value())
                        ? Optional.empty()
                        : Optional.of("expected " + rule.value() + ", found " + excerpt(value));
            case Media rule ->
                value.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(rule.type())
                        ? Optional.empty()
                        : Optional.of("expected media type " + rule.type() + ", found " + excerpt(value));
            case Matching rule ->
                rule.pattern().matcher(value).find()
                        ? Optional.empty()
                        : Optional.of("expected to match " + rule.pattern() + ", found " + excerpt(value));
            case Chain rule -> chainProblem(rule.name(), value, recordings);
        };
    }

    private static Optional<String> chainProblem(String name, String value, Recordings recordings) {
        if (value.matches("(?s).*[\\s+].*")) {
            return Optional.of("a percent-encoded chain holds no blank, line break or '+', found " + excerpt(value));
        }
        String wanted = URLDecoder.decode(recordings.chain(name), UTF_8).strip();
        return URLDecoder.decode(value, UTF_8).strip().equals(wanted)
                ? Optional.empty()
                : Optional.of("not the certificate chain " + name + ", found " + excerpt(value));
    }

    private static String excerpt(String value) {
        return "\"" + value.substring(0, Math.min(80, value.length())) + "\"";
    }
}
