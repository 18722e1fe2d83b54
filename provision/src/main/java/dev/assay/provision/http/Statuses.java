package dev.assay.provision.http;

import dev.assay.provision.FetchException;
import dev.assay.provision.FetchException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What the statuses of provisioning services mean. Sources: Intel SGX and TDX PCS API v4; Intel PCCS 1.27,
 * {@code constants/pccs_status_code.js}, which has 460 to 462 of its own.
 */
final class Statuses {

    private Statuses() {}

    static FetchException refusal(Question question, Answer answer, Instant now) {
        int status = answer.status();
        Optional<Duration> wait = answer.header("Retry-After").flatMap(text -> RetryAfter.parse(text, now));
        StringBuilder message = new StringBuilder(
                question.what() + " from " + question.source() + ": status " + status + ", " + meaning(status));
        answer.header("Error-Code")
                .ifPresent(code -> message.append("; Error-Code ").append(Printable.line(code)));
        answer.header("Error-Message").ifPresent(text -> message.append(": ").append(Printable.line(text)));
        if (status / 100 == 3) {
            answer.header("Location").ifPresent(to -> message.append(" to ").append(Printable.line(to)));
        }
        String body = answer.body().utf8().strip();
        if (!body.isEmpty() && !body.startsWith("<")) {
            message.append("; it says \"").append(Printable.line(body)).append('"');
        }
        wait.ifPresent(time -> message.append("; to be asked again in ").append(Wire.text(time)));
        return FetchException.ofStatus(reason(status), question.source(), status, wait, message.toString());
    }

    private static Reason reason(int status) {
        return switch (status) {
            case 401, 403, 407 -> Reason.UNAUTHORIZED;
            case 404, 461, 462 -> Reason.NOT_FOUND;
            case 410 -> Reason.GONE;
            case 429 -> Reason.THROTTLED;
            case 408 -> Reason.UNAVAILABLE;
            default ->
                switch (status / 100) {
                    case 4 -> Reason.BAD_REQUEST;
                    case 5 -> Reason.UNAVAILABLE;
                    default -> Reason.UNUSABLE_ANSWER;
                };
        };
    }

    private static String meaning(int status) {
        return switch (status) {
            case 400 -> "the request is wrong";
            case 401 -> "a subscription key or token is missing or wrong";
            case 403 -> "not allowed";
            case 404 -> "it has no such thing";
            case 407 -> "the proxy wants a password";
            case 410 -> "withdrawn";
            case 429 -> "too many requests";
            case 461 -> "the platform is not in its cache; register it";
            case 462 -> "no certificate for this TCB";
            case 502, 504 -> "it cannot reach the service behind it";
            case 503 -> "it cannot answer now";
            default ->
                switch (status / 100) {
                    case 3 -> "a redirect, which is not followed";
                    case 4 -> "the request is wrong";
                    case 5 -> "it failed";
                    default -> "expected 200";
                };
        };
    }
}
