package dev.assay.service.pccs.golden;

import dev.assay.bytes.Bytes;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** What a body must be like. */
sealed interface BodyRule {

    record Any() implements BodyRule {}

    record Empty() implements BodyRule {}

    record Text(String text) implements BodyRule {}

    /**
     * These bytes.
     *
     * @param sha256 hex
     */
    record Exactly(String sha256, int length) implements BodyRule {}

    /** Other than these bytes. */
    record OtherThan(String sha256) implements BodyRule {}

    /** A CRL in PEM; the hash is that of its DER. */
    record PemCrl(String derSha256) implements BodyRule {}

    /** Texts between commas, in any order. */
    record Texts(List<String> texts) implements BodyRule {}

    /** A JSON list with these members, in any order. */
    record Members(List<JsonNode> members) implements BodyRule {}

    /** A JSON list with at least these members. */
    record Including(List<JsonNode> members) implements BodyRule {}

    /** JSON with this value at this place. */
    record ValueAt(List<String> path, JsonNode value) implements BodyRule {}

    static BodyRule parse(JsonNode json) {
        Set<String> names = Set.copyOf(json.propertyNames());
        if (names.equals(Set.of("sha256", "length")) || names.equals(Set.of("sha256", "length", "file"))) {
            return new Exactly(json.get("sha256").asString(), json.get("length").asInt());
        }
        if (names.equals(Set.of("jsonPath", "equals"))) {
            return new ValueAt(strings(json.get("jsonPath")), json.get("equals"));
        }
        if (names.size() != 1) {
            throw new IllegalArgumentException("unknown rule for a body: " + names);
        }
        String kind = names.iterator().next();
        JsonNode value = json.get(kind);
        return switch (kind) {
            case "any" -> new Any();
            case "empty" -> new Empty();
            case "text" -> new Text(value.asString());
            case "notSha256" -> new OtherThan(value.asString());
            case "pemOfDerSha256" -> new PemCrl(value.asString());
            case "textSet" -> new Texts(strings(value));
            case "jsonSet" -> new Members(value.valueStream().toList());
            case "jsonIncludes" -> new Including(value.valueStream().toList());
            default -> throw new IllegalArgumentException("unknown rule for a body: " + kind);
        };
    }

    /** What is wrong with a body, if anything. */
    default Optional<String> problem(Bytes body) {
        return switch (this) {
            case Any rule -> Optional.empty();
            case Empty rule -> unless(body.length() == 0, "none", body);
            case Text rule -> unless(body.utf8().equals(rule.text()), "\"" + rule.text() + "\"", body);
            case Exactly rule ->
                unless(
                        Recordings.digest("SHA-256", body).equals(rule.sha256()),
                        rule.length() + " bytes with SHA-256 " + rule.sha256().substring(0, 16),
                        body);
            case OtherThan rule ->
                unless(
                        !Recordings.digest("SHA-256", body).equals(rule.sha256()),
                        "another document than the recorded, wrong one",
                        body);
            case PemCrl rule ->
                unless(
                        pemCrl(body)
                                .map(der -> Recordings.digest("SHA-256", der))
                                .equals(Optional.of(rule.derSha256())),
                        "the CRL in PEM",
                        body);
            case Texts rule ->
                unless(
                        sorted(List.of(body.utf8().split(",", -1))).equals(sorted(rule.texts())),
                        "a list of " + rule.texts().size() + " texts",
                        body);
            case Members rule -> {
                Optional<List<JsonNode>> found = members(body);
                yield unless(
                        found.isPresent()
                                && without(rule.members(), found.get()).isEmpty()
                                && without(found.get(), rule.members()).isEmpty(),
                        "a JSON list of " + rule.members().size() + ", missing "
                                + found.map(list -> without(rule.members(), list)) + ", not expected "
                                + found.map(list -> without(list, rule.members())),
                        body);
            }
            case Including rule -> {
                Optional<List<JsonNode>> found = members(body);
                yield unless(
                        found.isPresent()
                                && without(rule.members(), found.get()).isEmpty(),
                        "a JSON list, missing " + found.map(list -> without(rule.members(), list)),
                        body);
            }
            case ValueAt rule ->
                unless(
                        at(body, rule.path()).equals(Optional.of(rule.value())),
                        rule.value() + " at " + String.join("/", rule.path()),
                        body);
        };
    }

    private static Optional<String> unless(boolean right, String expected, Bytes body) {
        String text = body.utf8();
        return right
                ? Optional.empty()
                : Optional.of("expected " + expected + ", found " + body.length() + " bytes \""
                        + text.substring(0, Math.min(90, text.length())).replaceAll("\\p{Cntrl}", ".") + "\"");
    }

    private static Optional<Bytes> pemCrl(Bytes body) {
        Matcher matcher = Pattern.compile("-----BEGIN X509 CRL-----([A-Za-z0-9+/=\\s]*)-----END X509 CRL-----")
                .matcher(body.utf8());
        return matcher.find()
                ? Optional.of(Bytes.of(Base64.getMimeDecoder().decode(matcher.group(1))))
                : Optional.empty();
    }

    private static Optional<JsonNode> json(Bytes body) {
        try {
            return Optional.of(Recordings.parse(body.utf8()));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private static Optional<List<JsonNode>> members(Bytes body) {
        return json(body)
                .filter(JsonNode::isArray)
                .map(list -> list.valueStream().toList());
    }

    private static Optional<JsonNode> at(Bytes body, List<String> path) {
        Optional<JsonNode> value = json(body);
        for (String name : path) {
            value = value.map(parent -> parent.get(name));
        }
        return value;
    }

    /** What remains of {@code list} when each member of {@code other} has been taken out once. */
    private static List<JsonNode> without(List<JsonNode> list, List<JsonNode> other) {
        List<JsonNode> rest = new ArrayList<>(list);
        other.forEach(rest::remove);
        return rest;
    }

    private static List<String> strings(JsonNode list) {
        return list.valueStream().map(JsonNode::asString).toList();
    }

    private static List<String> sorted(List<String> list) {
        return list.stream().sorted().toList();
    }
}
