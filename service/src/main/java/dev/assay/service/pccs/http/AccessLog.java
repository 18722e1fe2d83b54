package dev.assay.service.pccs.http;

import java.lang.System.Logger.Level;
import java.util.Set;

/**
 * One line of JSON a request, to the logger {@value #NAME} at INFO; off when that logger is. Tokens never reach it, and of the
 * parameters only those that name documents: no PPID.
 */
final class AccessLog {

    static final String NAME = "dev.assay.access";

    private static final System.Logger LOG = System.getLogger(NAME);
    private static final int LONGEST = 300;
    private static final Set<String> SHOWN =
            Set.of("fmspc", "ca", "encoding", "update", "tcbEvaluationDataNumber", "type", "source", "uri", "platform");

    private AccessLog() {}

    static void write(
            String id,
            String peer,
            String method,
            String path,
            String query,
            int status,
            int bytes,
            long nanos,
            String cause) {
        if (!LOG.isLoggable(Level.INFO)) {
            return;
        }
        StringBuilder line = new StringBuilder(256);
        line.append("{\"request\":\"").append(id).append("\",\"peer\":\"").append(peer);
        line.append("\",\"method\":\"");
        quote(line, method);
        line.append("\",\"path\":\"");
        quote(line, path);
        line.append("\",\"query\":\"");
        quote(line, shown(query));
        line.append("\",\"status\":").append(status).append(",\"bytes\":").append(bytes);
        line.append(",\"micros\":").append(nanos / 1000);
        if (!cause.isEmpty()) {
            line.append(",\"cause\":\"");
            quote(line, cause);
            line.append('"');
        }
        LOG.log(Level.INFO, line.append('}').toString());
    }

    private static String shown(String query) {
        if (query.isEmpty()) {
            return query;
        }
        StringBuilder text = new StringBuilder();
        int start = 0;
        while (start < query.length() && text.length() < LONGEST) {
            int end = query.indexOf('&', start);
            end = end < 0 ? query.length() : end;
            int equals = query.indexOf('=', start);
            if (equals > 0 && equals < end && SHOWN.contains(query.substring(start, equals))) {
                text.append(text.isEmpty() ? "" : "&").append(query, start, end);
            }
            start = end + 1;
        }
        return text.toString();
    }

    private static void quote(StringBuilder line, String text) {
        int length = Math.min(text.length(), LONGEST);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                line.append('\\').append(c);
            } else if (c >= ' ' && c < 127) {
                line.append(c);
            } else {
                line.append("\\u").append(Character.forDigit(c >> 12, 16));
                line.append(Character.forDigit(c >> 8 & 15, 16)).append(Character.forDigit(c >> 4 & 15, 16));
                line.append(Character.forDigit(c & 15, 16));
            }
        }
    }
}
