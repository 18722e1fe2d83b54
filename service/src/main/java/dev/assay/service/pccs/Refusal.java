package dev.assay.service.pccs;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why the cache does not do what it was asked: a status of Intel's, and the cause that Intel's server keeps to itself. */
public final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;

    private final Status status;
    private final @Nullable Duration retryAfter;

    /**
     * A refusal.
     *
     * @param cause one sentence for the log and the header that says why: what was found, where, what to do
     */
    public Refusal(Status status, String cause) {
        this(status, cause, null);
    }

    /** A refusal for a while. */
    public Refusal(Status status, String cause, @Nullable Duration retryAfter) {
        super(cause);
        this.status = status;
        this.retryAfter = retryAfter;
    }

    public Status status() {
        return status;
    }

    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
