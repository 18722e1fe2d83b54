package dev.assay.service.pccs.golden;

import dev.assay.service.pccs.golden.FakePcs.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What an answer must be like.
 *
 * @param why for an alternative: why it is right as well, or better
 * @param statuses one of these; any where there is none
 * @param upstream empty: any calls; otherwise endings of the paths that may be asked for, none of them for no call
 */
record Expectation(
        String why,
        List<Integer> statuses,
        Map<String, HeaderRule> headers,
        Optional<BodyRule> body,
        Optional<Duration> longest,
        Optional<List<String>> upstream) {

    private static final Set<String> MEMBERS = Set.of("why", "status", "headers", "body", "maxSeconds", "upstream");

    static Expectation parse(JsonNode json) {
        if (!MEMBERS.containsAll(json.propertyNames())) {
            throw new IllegalArgumentException("an expectation of an unknown form: " + json.propertyNames());
        }
        JsonNode status = json.path("status");
        Map<String, HeaderRule> headers = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> header : json.path("headers").properties()) {
            headers.put(header.getKey(), HeaderRule.parse(header.getValue()));
        }
        return new Expectation(
                json.path("why").asString(""),
                status.isArray()
                        ? status.valueStream().map(JsonNode::asInt).toList()
                        : status.asIntOpt().stream().boxed().toList(),
                headers,
                json.has("body") ? Optional.of(BodyRule.parse(json.get("body"))) : Optional.empty(),
                json.has("maxSeconds")
                        ? Optional.of(
                                Duration.ofMillis((long) (json.get("maxSeconds").asDouble() * 1000)))
                        : Optional.empty(),
                upstream(json.path("upstream")));
    }

    private static Optional<List<String>> upstream(JsonNode json) {
        if (json.isMissingNode() || json.asString("").equals("any")) {
            return Optional.empty();
        }
        if (json.asString("").equals("none")) {
            return Optional.of(List.of());
        }
        return Optional.of(json.valueStream().map(JsonNode::asString).toList());
    }

    /** All that is wrong with an answer, one sentence each. */
    List<String> problems(Answer answer, List<Call> calls, Recordings recordings, boolean toHead) {
        List<String> problems = new ArrayList<>();
        if (!statuses.isEmpty() && !statuses.contains(answer.status())) {
            problems.add("status: expected " + statuses + ", found " + answer.status() + " (" + answer.excerpt() + ")");
        }
        headers.forEach((name, rule) -> rule.problem(answer.header(name), recordings)
                .ifPresent(text -> problems.add("header " + name + ": " + text)));
        if (toHead && !answer.body().isEmpty()) {
            problems.add("body: an answer to HEAD has none, found " + answer.excerpt());
        }
        if (body.isPresent() && !toHead) {
            body.get().problem(answer.body()).ifPresent(text -> problems.add("body: " + text));
        }
        if (longest.isPresent() && answer.time().compareTo(longest.get()) > 0) {
            problems.add("time: " + answer.time() + ", allowed " + longest.get());
        }
        List<Call> wrong = upstream.isEmpty()
                ? List.of()
                : calls.stream()
                        .filter(call -> upstream.get().stream().noneMatch(call.path()::endsWith))
                        .toList();
        if (!wrong.isEmpty()) {
            problems.add("upstream: expected no call" + (upstream.get().isEmpty() ? "" : " but for " + upstream.get())
                    + ", found " + wrong);
        }
        return problems;
    }
}
