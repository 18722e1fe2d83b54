package dev.assay.provision.qcnl;

import java.util.Optional;

/**
 * Something in a configuration that is wrong, silently ignored or worth knowing.
 *
 * @param id stable, as in {@code no-trailing-slash} or {@code unknown-key:PCCS_URL}; what follows the colon comes from
 *     the file, shortened and free of control characters
 * @param where empty for what is missing or follows from several lines
 * @param text one or two sentences: what is there, what the library makes of it, what to do
 */
public record Finding(String id, Severity severity, Optional<Position> where, String text) {

    private static final int LONGEST_QUOTED = 80;

    static Finding at(Position where, Severity severity, String id, String text) {
        return new Finding(id, severity, Optional.of(where), text);
    }

    static Finding of(Severity severity, String id, String text) {
        return new Finding(id, severity, Optional.empty(), text);
    }

    /** Text from the file so that it can be shown anywhere. */
    static String quoted(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints()
                .limit(LONGEST_QUOTED)
                .forEach(c -> shown.appendCodePoint(Character.isISOControl(c) || isInvisible(c) ? '?' : c));
        return text.codePointCount(0, text.length()) > LONGEST_QUOTED
                ? shown.append("...").toString()
                : shown.toString();
    }

    /** Directions and joiners that would let a key show itself as another. */
    private static boolean isInvisible(int codePoint) {
        return Character.getType(codePoint) == Character.FORMAT
                || Character.getType(codePoint) == Character.LINE_SEPARATOR
                || Character.getType(codePoint) == Character.PARAGRAPH_SEPARATOR;
    }

    @Override
    public String toString() {
        return where.map(position -> position + ": ").orElse("") + text + " [" + id + "]";
    }
}
