package dev.assay.service.pccs.golden;

import dev.assay.service.pccs.Mode;
import dev.assay.service.pccs.golden.FakePcs.Call;
import dev.assay.service.pccs.golden.Wire.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Requests in order, from an empty server on, and what was answered.
 *
 * @param scenario of the stand-in upstream, to begin with
 */
record Conversation(String name, Mode mode, String scenario, List<Step> steps) {

    /** How an answer is judged. */
    enum Rule {
        /** As recorded. */
        EXACT,
        /** As recorded, or one of the alternatives. */
        EITHER,
        /** One of the alternatives: what was recorded is a fault. */
        BETTER
    }

    /**
     * A request and what to expect.
     *
     * @param scenario to which the upstream is switched before
     * @param recorded what was seen, for the tests of the judge
     */
    record Step(
            String id,
            Optional<String> scenario,
            Request request,
            Rule rule,
            Expectation expected,
            List<Expectation> alternatives,
            JsonNode recorded) {

        /** By the step's rule. */
        Verdict judge(Answer answer, List<Call> calls, Recordings recordings) {
            return judge(rule, answer, calls, recordings);
        }

        /** By another rule: {@code EXACT} compares with the recording alone. */
        Verdict judge(Rule by, Answer answer, List<Call> calls, Recordings recordings) {
            boolean toHead = request.method().equals("HEAD");
            List<String> problems = expected.problems(answer, calls, recordings, toHead);
            if (by != Rule.BETTER && problems.isEmpty()) {
                return new Verdict(Verdict.Outcome.AS_RECORDED, List.of());
            }
            List<String> all = new ArrayList<>(by == Rule.BETTER ? List.of() : problems);
            if (by != Rule.EXACT) {
                for (Expectation alternative : alternatives) {
                    List<String> others = alternative.problems(answer, calls, recordings, toHead);
                    if (others.isEmpty()) {
                        return new Verdict(Verdict.Outcome.ALTERNATIVE, List.of());
                    }
                    all.add("wanted instead: " + alternative.why() + "; " + String.join("; ", others));
                }
            }
            return new Verdict(Verdict.Outcome.DIFFERENT, all);
        }

        @Override
        public String toString() {
            String path = request.path();
            return id + " [" + rule + "] " + request.method() + " "
                    + (path.length() > 110 ? path.substring(0, 110) + "..." : path);
        }
    }

    /** What came of a step. */
    record Verdict(Outcome outcome, List<String> problems) {
        enum Outcome {
            AS_RECORDED,
            ALTERNATIVE,
            DIFFERENT
        }
    }

    static Conversation parse(JsonNode json) {
        List<Step> steps = new ArrayList<>();
        for (JsonNode step : json.get("steps")) {
            steps.add(new Step(
                    step.get("id").asString(),
                    step.path("scenario").asStringOpt(),
                    Request.parse(step.get("request")),
                    Rule.valueOf(step.get("rule").asString().toUpperCase(Locale.ROOT)),
                    Expectation.parse(step.get("expect")),
                    step.path("alternatives")
                            .valueStream()
                            .map(Expectation::parse)
                            .toList(),
                    step.get("recorded")));
        }
        return new Conversation(
                json.get("name").asString(),
                Mode.valueOf(json.get("mode").asString().toUpperCase(Locale.ROOT)),
                json.path("scenario").asString("default"),
                steps);
    }

    @Override
    public String toString() {
        return name;
    }

    /**
     * A request as it is written.
     *
     * @param path with its query, unescaped
     * @param body as JSON describes it; missing for none
     */
    record Request(String method, String path, List<Header> headers, JsonNode body, boolean chunked) {

        static Request parse(JsonNode json) {
            List<Header> headers = new ArrayList<>();
            for (JsonNode header : json.path("headers")) {
                headers.add(new Header(header.get(0).asString(), header.get(1).asString()));
            }
            return new Request(
                    json.get("method").asString(),
                    json.get("path").asString(),
                    headers,
                    json.path("body"),
                    json.path("chunked").asBoolean(false));
        }
    }
}
