package dev.assay.bytes;

/**
 * An input does not have the form that its specification gives it.
 *
 * <p>This is the only exception that the parsers of this library throw for bad input. It says which field was being
 * read, where, what was found and what was expected; the {@linkplain #getMessage() message} puts these into a sentence.
 * Excerpts of the input in {@link #found()} are short.
 */
public final class MalformedException extends Exception {

    private static final long serialVersionUID = 1L;

    /** No sentence quotes more of the input than this. */
    private static final int EXCERPT = 160;

    private final String field;
    private final long offset;
    private final String found;
    private final String expected;

    /**
     * @param field what was being read, from the outside in, as in {@code "TD report, MRTD"}
     * @param offset position of the field in the input in bytes from 0
     * @param found what stands there; an excerpt is kept
     * @param expected what should stand there
     */
    public MalformedException(String field, long offset, String found, String expected) {
        super(field + " at offset " + offset + ": found " + excerpt(found) + ", expected " + expected);
        this.field = field;
        this.offset = offset;
        this.found = excerpt(found);
        this.expected = expected;
    }

    private static String excerpt(String found) {
        if (found.isEmpty()) {
            return "nothing";
        }
        return found.length() <= EXCERPT ? found : found.substring(0, EXCERPT) + "…";
    }

    public String field() {
        return field;
    }

    /** Position in bytes from the start of the input in which the field stands. */
    public long offset() {
        return offset;
    }

    public String found() {
        return found;
    }

    public String expected() {
        return expected;
    }

    /** The same error seen from an enclosing input in which this one began at {@code start}. */
    public MalformedException within(String outer, long start) {
        MalformedException seen = new MalformedException(outer + ", " + field, start + offset, found, expected);
        seen.initCause(this);
        return seen;
    }
}
