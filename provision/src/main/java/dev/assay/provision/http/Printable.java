package dev.assay.provision.http;

/** Text of others, fit for our messages. */
final class Printable {

    private static final int LONGEST = 200;

    private Printable() {}

    /** The first line with something on it, without control characters, not long. */
    static String line(String text) {
        String line = text.lines()
                .map(String::strip)
                .filter(some -> !some.isEmpty())
                .findFirst()
                .orElse("");
        StringBuilder shown = new StringBuilder();
        line.codePoints()
                .limit(LONGEST)
                .map(character -> Character.isISOControl(character) || Character.getType(character) == Character.FORMAT
                        ? '?'
                        : character)
                .forEach(shown::appendCodePoint);
        return line.length() > LONGEST ? shown + "..." : shown.toString();
    }
}
