package dev.assay.service.pccs;

/** Why a server could not be started: what was found, and what to do about it. */
public final class StartException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String advice;

    /**
     * A failure.
     *
     * @param message what was found, where, and what was expected
     * @param advice what to do
     */
    public StartException(String message, String advice) {
        super(message);
        this.advice = advice;
    }

    /** A failure with the exception behind it. */
    public StartException(String message, String advice, Throwable cause) {
        super(message, cause);
        this.advice = advice;
    }

    /** What to do about it. */
    public String advice() {
        return advice;
    }
}
