package dev.assay.cli.text;

/**
 * What the reader's screen can show.
 *
 * @param colour whether it understands colours
 * @param unicode whether it has ticks
 */
public record Style(boolean colour, boolean unicode) {

    private static final String RESET = "\u001b[0m";

    /** For pipes, files and tests. */
    public static final Style PLAIN = new Style(false, true);

    public String good(String text) {
        return paint("\u001b[32m", text);
    }

    public String bad(String text) {
        return paint("\u001b[31m", text);
    }

    public String doubtful(String text) {
        return paint("\u001b[33m", text);
    }

    public String strong(String text) {
        return paint("\u001b[1m", text);
    }

    public String faint(String text) {
        return paint("\u001b[2m", text);
    }

    public String tick() {
        return good(unicode ? "✓" : "+");
    }

    public String cross() {
        return bad(unicode ? "✗" : "x");
    }

    public String question() {
        return doubtful("?");
    }

    /** For what was not looked at. */
    public String dot() {
        return faint(unicode ? "·" : "-");
    }

    public String arrow() {
        return unicode ? "→" : "->";
    }

    private String paint(String code, String text) {
        return colour && !text.isEmpty() ? code + text + RESET : text;
    }
}
