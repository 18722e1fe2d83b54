package dev.assay.quote;

import java.util.Optional;

/**
 * A {@link QuoteSource} could not give evidence. The message says what happened and what was found; {@link #advice} what
 * to try.
 */
public final class QuoteException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final String advice;
    private final String code;

    /** Without a code. */
    public QuoteException(Reason reason, String problem, String advice) {
        this(reason, "", problem, advice);
    }

    /**
     * @param code the interface's own, as in {@code AESM 44} or {@code quote3 0xe011}; empty if it gave none
     * @param problem what happened, where, what was found; without a full stop
     * @param advice what to try next, in the imperative; without a full stop
     */
    public QuoteException(Reason reason, String code, String problem, String advice) {
        super(problem);
        this.reason = reason;
        this.code = code;
        this.advice = advice;
    }

    /** The same with a cause. */
    public QuoteException causedBy(Throwable cause) {
        initCause(cause);
        return this;
    }

    public Reason reason() {
        return reason;
    }

    /** What to try next. */
    public String advice() {
        return advice;
    }

    /** The interface's own code, as in {@code AESM 44}. */
    public Optional<String> code() {
        return code.isEmpty() ? Optional.empty() : Optional.of(code);
    }

    /** What kind of failure it is: whether to install, to wait, to repair or to report. */
    public enum Reason {
        /** The interface is not there. */
        ABSENT,
        /** It is there and this process may not use it. */
        DENIED,
        /** It did not answer in time. */
        TIMEOUT,
        /** It answers what it must not: cut off, too long, of another kind. */
        BROKEN,
        /** It answered that it cannot; {@link QuoteException#code} says why. */
        REFUSED,
        /** Somebody else came in between, or it is busy: to be tried again. */
        BUSY,
        /** Its evidence is about other data than was asked for. */
        MISMATCH,
        /** It is another kind of interface than was expected, or one that has ended. */
        UNSUPPORTED
    }
}
