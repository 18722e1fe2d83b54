package dev.assay.provision;

import dev.assay.bytes.Bytes;
import dev.assay.provision.FetchException.Reason;
import dev.assay.quote.CertificationData.PlatformReference;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Several sources for the same things, asked one after the other until one has it. Who has just failed is asked last for
 * half a minute.
 *
 * <p>When none has it, the exception holds what each one said.
 */
public final class Endpoints implements CollateralSource, PckSource {

    /** As long as Azure's client leaves its first source alone. */
    private static final Duration PENALTY = Duration.ofSeconds(30);

    private interface Request<S, T> {
        T to(S source) throws FetchException;
    }

    private final Rota<CollateralSource> sources;
    private final Rota<PckSource> pckSources;

    private Endpoints(List<CollateralSource> sources, List<PckSource> pckSources, InstantSource clock) {
        this.sources = new Rota<>(sources, PENALTY, clock);
        this.pckSources = new Rota<>(pckSources, PENALTY, clock);
    }

    /**
     * Sources in the order in which they are to be asked; wrap each in a {@link VerifyingSource}, so that one that is
     * forged does not end the search.
     *
     * @param pckSources for quotes that carry no certificate; may be empty
     */
    public static Endpoints of(List<CollateralSource> sources, List<PckSource> pckSources, InstantSource clock) {
        return new Endpoints(sources, pckSources, clock);
    }

    @Override
    public Document fetch(DocumentKey key) throws FetchException {
        return firstOf(key.text(), sources, source -> source.fetch(key));
    }

    @Override
    public Bytes pckChain(PlatformReference platform, Bytes qeId) throws FetchException {
        return firstOf("PCK certificate of QE-ID " + qeId.hex(), pckSources, source -> source.pckChain(platform, qeId));
    }

    private static <S, T> T firstOf(String what, Rota<S> rota, Request<S, T> request) throws FetchException {
        List<FetchException> attempts = new ArrayList<>();
        for (S source : rota.order()) {
            try {
                T answer = request.to(source);
                rota.succeeded(source);
                return answer;
            } catch (FetchException failure) {
                if (failure.reason() == Reason.INTERRUPTED) {
                    throw failure;
                }
                if (isTheSourcesFault(failure.reason())) {
                    rota.failed(source);
                }
                attempts.add(failure);
            }
        }
        if (attempts.size() == 1) {
            throw attempts.get(0);
        }
        if (attempts.isEmpty()) {
            throw FetchException.ofAttempts(
                    Reason.NOT_FOUND, what + ": no source is configured that could have it; name one", attempts);
        }
        StringBuilder message = new StringBuilder(what + ": none of " + attempts.size() + " sources has it");
        attempts.forEach(attempt -> message.append("\n  ").append(attempt.getMessage()));
        throw FetchException.ofAttempts(mostTelling(attempts), message.toString(), attempts);
    }

    private static boolean isTheSourcesFault(Reason reason) {
        return switch (reason) {
            case THROTTLED, UNAVAILABLE, UNREACHABLE, TIMED_OUT, UNUSABLE_ANSWER, NOT_GENUINE -> true;
            case NOT_FOUND, GONE, BAD_REQUEST, UNAUTHORIZED, INTERRUPTED -> false;
        };
    }

    /** A source that was reached knows more than one that was not; a forged answer is what a person must hear of first. */
    private static Reason mostTelling(List<FetchException> attempts) {
        List<Reason> order = List.of(
                Reason.NOT_GENUINE,
                Reason.GONE,
                Reason.THROTTLED,
                Reason.UNAUTHORIZED,
                Reason.NOT_FOUND,
                Reason.BAD_REQUEST,
                Reason.UNAVAILABLE,
                Reason.UNUSABLE_ANSWER,
                Reason.TIMED_OUT,
                Reason.UNREACHABLE);
        return order.stream()
                .filter(reason -> attempts.stream().anyMatch(attempt -> attempt.reason() == reason))
                .findFirst()
                .orElse(Reason.UNREACHABLE);
    }

    /** All of them. */
    @Override
    public String toString() {
        return sources.toString();
    }
}
