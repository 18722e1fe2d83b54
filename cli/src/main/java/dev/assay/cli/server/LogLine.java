package dev.assay.cli.server;

import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * One line a record: instant, level, who, what, and what was behind it. Whatever a peer has sent, no record looks like two:
 * line breaks and other control characters are written as escapes.
 */
final class LogLine extends Formatter {

    private final boolean withTraces;

    LogLine(boolean withTraces) {
        this.withTraces = withTraces;
    }

    @Override
    public String format(LogRecord logged) {
        StringBuilder line = new StringBuilder(160);
        line.append(logged.getInstant().truncatedTo(ChronoUnit.MILLIS)).append(' ');
        line.append(level(logged.getLevel())).append(' ');
        String logger = String.valueOf(logged.getLoggerName());
        line.append(logger, logger.lastIndexOf('.') + 1, logger.length()).append(": ");
        appendPrintable(line, String.valueOf(formatMessage(logged)));
        Throwable thrown = logged.getThrown();
        for (int depth = 0; thrown != null && depth < 8; depth++) {
            line.append("; caused by ");
            appendPrintable(line, thrown.toString());
            if (withTraces) {
                for (StackTraceElement element : thrown.getStackTrace()) {
                    line.append("\n    at ").append(element);
                }
            }
            thrown = thrown.getCause();
        }
        return line.append('\n').toString();
    }

    private static String level(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return "WARN ";
        }
        return level.intValue() >= Level.INFO.intValue() ? "INFO " : "DEBUG";
    }

    static void appendPrintable(StringBuilder line, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || (c >= 0x7f && c < 0xa0) || c == '\u2028' || c == '\u2029') {
                line.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                line.append(c);
            }
        }
    }
}
