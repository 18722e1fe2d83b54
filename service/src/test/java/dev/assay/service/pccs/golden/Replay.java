package dev.assay.service.pccs.golden;

import dev.assay.bytes.Bytes;
import dev.assay.service.pccs.Mode;
import dev.assay.service.pccs.golden.Conversation.Request;
import dev.assay.service.pccs.golden.Conversation.Step;
import dev.assay.service.pccs.golden.Conversation.Verdict;
import dev.assay.service.pccs.golden.FakePcs.Call;
import dev.assay.service.pccs.golden.Wire.Header;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/**
 * Sends conversations to a server, as {@code replay.py} beside the recordings does.
 *
 * @param quiet a stand-in upstream that is not asked for so long is not asked any more
 */
record Replay(Recordings recordings, Duration quiet) {

    static final String ADMIN = "golden-admin-token-1";
    static final String USER = "golden-user-token-1";

    /** Long enough for any answer that would still be a right one. */
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static final Pattern ETAG = Pattern.compile("\\$\\{etag:([^}]+)}");

    /** A step and what came of it. */
    record Outcome(Step step, Verdict verdict) {
        @Override
        public String toString() {
            return step + "\n      " + String.join("\n      ", verdict.problems());
        }
    }

    /** Decides about an answer. */
    interface Judge {
        Verdict judge(Step step, Answer answer, List<Call> calls);
    }

    /** All steps in order, each judged by its rule. */
    List<Outcome> run(Conversation conversation, URI server, FakePcs upstream) {
        return run(conversation, server, upstream, (step, answer, calls) -> step.judge(answer, calls, recordings));
    }

    /** All steps in order. */
    List<Outcome> run(Conversation conversation, URI server, FakePcs upstream, Judge judge) {
        Map<String, Answer> answers = new HashMap<>();
        List<Outcome> outcomes = new ArrayList<>();
        for (Step step : conversation.steps()) {
            step.scenario().ifPresent(upstream::scenario);
            if (conversation.mode() != Mode.OFFLINE) {
                settle(upstream);
            }
            upstream.takeLog();
            try {
                Answer answer = send(server, step.request(), answers);
                answers.put(step.id(), answer);
                outcomes.add(new Outcome(step, judge.judge(step, answer, upstream.takeLog())));
            } catch (IOException e) {
                outcomes.add(new Outcome(step, new Verdict(Verdict.Outcome.DIFFERENT, List.of("no answer: " + e))));
            }
        }
        return outcomes;
    }

    private Answer send(URI server, Request request, Map<String, Answer> answers) throws IOException {
        Optional<Bytes> body = RequestBody.of(request.body(), recordings);
        List<String> lines = new ArrayList<>();
        lines.add("Host: " + server.getAuthority());
        for (Header header : request.headers()) {
            lines.add(header.name() + ": " + filled(header.value(), answers));
        }
        boolean lengthGiven = Header.first(request.headers(), "Content-Length").isPresent()
                || Header.first(request.headers(), "Transfer-Encoding").isPresent();
        if (body.isPresent() && !lengthGiven) {
            lines.add("Content-Length: " + body.get().length());
        }
        Optional<SSLContext> trust =
                server.getScheme().equals("https") ? Optional.of(ThrowAwayTls.careless()) : Optional.empty();
        try (RawConnection connection = RawConnection.open(server, trust, false, TIMEOUT)) {
            return connection.exchange(
                    request.method() + " " + request.path() + " HTTP/1.1",
                    lines,
                    body.orElse(Bytes.EMPTY),
                    request.chunked());
        }
    }

    private static String filled(String value, Map<String, Answer> answers) {
        String filled = value.replace("${ADMIN}", ADMIN).replace("${USER}", USER);
        Matcher etag = ETAG.matcher(filled);
        return etag.replaceAll(match -> Matcher.quoteReplacement(Optional.ofNullable(answers.get(match.group(1)))
                .flatMap(answer -> answer.header("ETag"))
                .orElse("\"none\"")));
    }

    /** Waits until calls that the server makes in the background have ended, so that no later request is blamed for them. */
    private void settle(FakePcs upstream) {
        try {
            for (int before = -1; before != upstream.logged(); ) {
                before = upstream.logged();
                Thread.sleep(quiet);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
