package dev.assay.cli.text;

/** Lines of text, wrapped at a width that suits terminals and mails. */
public final class Page {

    private static final int WIDTH = 100;

    private final Style style;
    private final StringBuilder text = new StringBuilder(4096);

    public Page(Style style) {
        this.style = style;
    }

    public Style style() {
        return style;
    }

    public Page line(String line) {
        text.append(line).append('\n');
        return this;
    }

    public Page blank() {
        return line("");
    }

    /** A title with a blank line before it. */
    public Page heading(String title) {
        return blank().line(style.strong(title));
    }

    /**
     * Words behind a lead, wrapped under their first one.
     *
     * @param lead what stands before them, {@code width} columns wide on the screen
     */
    public Page wrapped(String lead, int width, String words) {
        text.append(lead);
        int column = width;
        int start = 0;
        while (start < words.length()) {
            int end = words.indexOf(' ', start);
            end = end < 0 ? words.length() : end;
            int length = end - start;
            if (column > width && column + 1 + length > WIDTH) {
                text.append('\n').repeat(' ', width);
                column = width;
            } else if (column > width) {
                text.append(' ');
                column++;
            }
            text.append(words, start, end);
            column += length;
            start = end + 1;
        }
        return line("");
    }

    /** A text filled up with blanks to {@code width} columns. */
    public static String pad(String text, int width) {
        return text.length() >= width ? text : text + " ".repeat(width - text.length());
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
