package dev.assay.provision.http;

import dev.assay.provision.FetchException;
import dev.assay.provision.FetchException.Reason;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * HTTP as provisioning services want to be asked: 429 and 503 are obeyed, for each document by itself, and a broken
 * connection is tried once more. Clients of one or several services share one; it has a pool of connections.
 *
 * <p><b>Guarantees.</b> A call ends within its deadline and holds no more of an answer than the document may have,
 * whatever the server does. Redirects are not followed. HTTP/1.1 alone.
 */
public final class ProvisioningHttp {

    /** Attempts of one call, whatever the server says. */
    private static final int MAX_ATTEMPTS = 4;

    /** Before a broken connection is tried again; as much again by chance, so that many do not come at once. */
    private static final long BACKOFF_MILLIS = 100;

    private final HttpOptions options;
    private final Wire wire;
    private final Refusals refusals;

    private ProvisioningHttp(HttpOptions options, Wire wire, Refusals refusals) {
        this.options = options;
        this.wire = wire;
        this.refusals = refusals;
    }

    public static ProvisioningHttp of(HttpOptions options) {
        return new ProvisioningHttp(options, new Wire(options), new Refusals(options.time()));
    }

    /** With {@link HttpOptions#standard}. */
    public static ProvisioningHttp standard() {
        return of(HttpOptions.standard());
    }

    /** The same connections and memory, with another deadline for each call. */
    public ProvisioningHttp within(Duration deadline) {
        return new ProvisioningHttp(options.withDeadline(deadline), wire, refusals);
    }

    /** Asks until there is an answer of 200 or 201, or none to be had; anything else is an exception. */
    Answer ask(Question question) throws FetchException {
        String name = question.source() + " " + question.what();
        Optional<Refusals.Standing> standing = refusals.of(name);
        if (standing.isPresent()) {
            Duration remaining = standing.get().remaining();
            throw FetchException.ofStatus(
                    reason(standing.get().status()),
                    question.source(),
                    standing.get().status(),
                    Optional.of(remaining),
                    question.what() + " from " + question.source() + ": not asked, since it answered "
                            + standing.get().status() + " and wants to be left alone for another "
                            + Wire.text(roundedUp(remaining)));
        }
        Call call = new Call(question, name, options.time().nanos());
        for (int attempt = 1; ; attempt++) {
            Optional<Answer> answer = call.attempt(attempt == MAX_ATTEMPTS);
            if (answer.isPresent()) {
                return answer.get();
            }
        }
    }

    /** One call with its attempts. */
    private final class Call {

        private final Question question;
        private final String name;
        private final long start;
        private Duration patience = options.patience();
        private boolean triedAgain;

        Call(Question question, String name, long start) {
            this.question = question;
            this.name = name;
            this.start = start;
        }

        /** Empty: try once more. */
        Optional<Answer> attempt(boolean last) throws FetchException {
            Answer answer;
            try {
                answer = wire.send(question, remaining());
            } catch (FetchException failure) {
                if (last || triedAgain || !question.repeatable() || !mayHelpToTryAgain(failure)) {
                    throw failure;
                }
                triedAgain = true;
                pause(backoff(), failure);
                return Optional.empty();
            }
            int status = answer.status();
            if (status == 200 || status == 201) {
                return Optional.of(answer);
            }
            FetchException refusal =
                    Statuses.refusal(question, answer, options.time().now());
            if (status != 429 && status != 503) {
                throw refusal;
            }
            Optional<Duration> wanted = refusal.retryAfter();
            if (wanted.isEmpty() && status == 503 && !last && !triedAgain && question.repeatable()) {
                triedAgain = true;
                pause(backoff(), refusal);
                return Optional.empty();
            }
            Duration wait = wanted.orElse(Duration.ZERO);
            boolean worthWaiting = !last && wanted.isPresent() && wait.compareTo(patience) <= 0;
            if (worthWaiting) {
                patience = patience.minus(wait);
                pause(wait, refusal);
                return Optional.empty();
            }
            Duration remembered = wait.compareTo(options.refusalMemory()) < 0 ? wait : options.refusalMemory();
            if (!remembered.isZero()) {
                refusals.remember(name, status, remembered);
            }
            throw refusal;
        }

        private Duration remaining() throws FetchException {
            Duration remaining = options.deadline().minusNanos(options.time().nanos() - start);
            if (remaining.isNegative() || remaining.isZero()) {
                throw Wire.failure(
                        Reason.TIMED_OUT, question, "no answer within " + Wire.text(options.deadline()), null);
            }
            return remaining;
        }

        private void pause(Duration wait, FetchException otherwise) throws FetchException {
            if (wait.compareTo(remaining()) >= 0) {
                throw otherwise;
            }
            try {
                options.time().sleep(wait);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw Wire.failure(
                        Reason.INTERRUPTED, question, "interrupted while it waited to ask again", interrupted);
            }
        }
    }

    private static boolean mayHelpToTryAgain(FetchException failure) {
        boolean broken = failure.reason() == Reason.UNREACHABLE
                && !(failure.getCause() instanceof IllegalArgumentException)
                && !(failure.getCause() instanceof javax.net.ssl.SSLHandshakeException);
        return broken || failure.getCause() instanceof BoundedBody.CutOffException;
    }

    private static Duration backoff() {
        return Duration.ofMillis(BACKOFF_MILLIS + ThreadLocalRandom.current().nextLong(BACKOFF_MILLIS));
    }

    private static Duration roundedUp(Duration wait) {
        return Duration.ofSeconds(wait.plusNanos(999_999_999).toSeconds());
    }

    static Reason reason(int status) {
        return status == 429 ? Reason.THROTTLED : Reason.UNAVAILABLE;
    }
}
