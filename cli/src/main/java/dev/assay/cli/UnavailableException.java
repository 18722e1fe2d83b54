package dev.assay.cli;

/** Something that a command needs is not to be had now, and wrong usage is not the reason: a port, a database, a network. */
final class UnavailableException extends Exception {

    /** With which the command ends. */
    static final int EXIT_CODE = 3;

    private static final long serialVersionUID = 1L;

    private final String problem;
    private final String next;

    /**
     * @param problem what happened and why, without a full stop
     * @param next what to try next
     */
    UnavailableException(String problem, String next) {
        super(problem);
        this.problem = problem.endsWith(".") ? problem.substring(0, problem.length() - 1) : problem;
        this.next = next;
    }

    /** What happened and why. */
    String problem() {
        return problem;
    }

    /** What to try next. */
    String next() {
        return next;
    }
}
