package dev.assay.cli.verdict;

import java.util.Locale;

/** What to do with a quote. */
public enum Outcome {
    ACCEPTED(0),
    REFUSED(1),
    UNDECIDED(3);

    private final int exitCode;

    Outcome(int exitCode) {
        this.exitCode = exitCode;
    }

    /** With which a command ends whose answer this is. */
    public int exitCode() {
        return exitCode;
    }

    /** As in the JSON of a verdict. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
