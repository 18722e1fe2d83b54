package dev.assay.cli.input;

/** An input could not be read, or an option has no meaning: what happened, and what to try next. */
public final class InputException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String problem;
    private final String next;

    /**
     * @param problem what happened and why, without a full stop
     * @param next what to try next
     */
    public InputException(String problem, String next) {
        super(problem);
        this.problem = problem;
        this.next = next;
    }

    /** What happened and why. */
    public String problem() {
        return problem;
    }

    /** What to try next. */
    public String next() {
        return next;
    }
}
