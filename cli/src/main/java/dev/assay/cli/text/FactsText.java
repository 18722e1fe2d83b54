package dev.assay.cli.text;

import dev.assay.cli.facts.Facts;
import dev.assay.cli.facts.Facts.Fact;
import dev.assay.cli.facts.Facts.Value;
import java.util.ArrayList;
import java.util.List;

/** Lays facts out for people: labels, values, and what they mean. */
public final class FactsText {

    /** Longer values have their meaning below them. */
    private static final int LONG = 64;

    private static final int MIN_ZEROS = 16;

    private FactsText() {}

    /** Writes {@code facts} on {@code page}, {@code indent} columns from the left. */
    public static void write(Page page, Facts facts, int indent) {
        int width = 0;
        for (Fact fact : facts.list()) {
            if (!isBlock(fact.value())) {
                width = Math.max(width, fact.label().length());
            }
        }
        for (Fact fact : facts.list()) {
            write(page, fact, indent, width);
        }
    }

    private static boolean isBlock(Value value) {
        return value instanceof Value.Group || value instanceof Value.Rows;
    }

    private static void write(Page page, Fact fact, int indent, int width) {
        String lead = " ".repeat(indent) + Page.pad(fact.label(), width) + "  ";
        if (fact.value() instanceof Value.Group group) {
            page.line(" ".repeat(indent) + page.style().strong(fact.label()));
            write(page, group.facts(), indent + 2);
        } else if (fact.value() instanceof Value.Rows rows) {
            page.line(" ".repeat(indent) + page.style().strong(fact.label()));
            writeRows(page, rows.rows(), indent + 2);
        } else if (fact.value() instanceof Value.Texts texts) {
            writeTexts(page, lead, texts.texts(), fact.meaning());
        } else {
            line(page, lead, fact.value().inline(), fact.meaning());
        }
    }

    private static void line(Page page, String lead, String value, String meaning) {
        String shown = shorten(page.style(), value);
        String faint = page.style().faint(meaning);
        if (meaning.isEmpty()) {
            page.line(lead + shown);
        } else if (shown.equals(value) && value.length() > LONG) {
            page.line(lead + shown).line(" ".repeat(lead.length()) + faint);
        } else {
            page.line(lead + shown + "  " + faint);
        }
    }

    /** Zeros need not be counted by the reader. */
    private static String shorten(Style style, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != '0') {
                return text;
            }
        }
        return text.length() < MIN_ZEROS ? text : style.faint("0 (" + text.length() / 2 + " bytes of zeros)");
    }

    private static void writeTexts(Page page, String lead, List<String> texts, String meaning) {
        if (texts.isEmpty()) {
            line(page, lead, "none", meaning);
            return;
        }
        String next = " ".repeat(lead.length());
        for (int i = 0; i < texts.size(); i++) {
            page.line((i == 0 ? lead : next) + shorten(page.style(), texts.get(i)));
        }
        if (!meaning.isEmpty()) {
            page.line(next + page.style().faint(meaning));
        }
    }

    private static void writeRows(Page page, List<Facts> rows, int indent) {
        if (rows.isEmpty()) {
            page.line(" ".repeat(indent) + "none");
            return;
        }
        List<List<String>> lines = new ArrayList<>();
        List<String> head = new ArrayList<>();
        rows.get(0).list().forEach(fact -> head.add(fact.label()));
        lines.add(head);
        for (Facts row : rows) {
            List<String> line = new ArrayList<>();
            row.list().forEach(fact -> line.add(fact.value().inline()));
            lines.add(line);
        }
        table(page, lines, indent);
    }

    /** Columns as wide as their widest cell, under the first line as their head. */
    public static void table(Page page, List<List<String>> lines, int indent) {
        int columns = lines.get(0).size();
        int[] widths = new int[columns];
        for (List<String> line : lines) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        for (int row = 0; row < lines.size(); row++) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                line.append(i == 0 ? "" : "  ");
                line.append(
                        i == columns - 1
                                ? lines.get(row).get(i)
                                : Page.pad(lines.get(row).get(i), widths[i]));
            }
            String shown = line.toString().stripTrailing();
            page.line(" ".repeat(indent) + (row == 0 ? page.style().faint(shown) : shown));
        }
    }
}
