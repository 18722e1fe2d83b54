package dev.assay.service.pccs.http;

import dev.assay.service.pccs.Refusal;
import dev.assay.service.pccs.Status;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The parameters of a request, read as Intel's server reads them: the first of several counts, a broken escape stands
 * for itself, unknown ones are ignored, names have case. {@code fmspc[a]=} is a parameter of a wrong shape.
 */
final class Query {

    private static final int MOST_PARAMETERS = 100;

    private final Map<String, String> values = new HashMap<>();
    private final Set<String> misshapen = new HashSet<>();

    private Query() {}

    /** Reads what stands behind the question mark. */
    static Query parse(String raw) throws Refusal {
        Query query = new Query();
        int start = 0;
        int count = 0;
        while (start < raw.length()) {
            if (++count > MOST_PARAMETERS) {
                throw new Refusal(Status.BAD_REQUEST, "more than " + MOST_PARAMETERS + " parameters");
            }
            int end = raw.indexOf('&', start);
            end = end < 0 ? raw.length() : end;
            query.add(raw.substring(start, end));
            start = end + 1;
        }
        return query;
    }

    private void add(String pair) {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals));
        int bracket = name.indexOf('[');
        if (bracket > 0) {
            misshapen.add(name.substring(0, bracket));
        } else if (!name.isEmpty()) {
            values.putIfAbsent(name, equals < 0 ? "" : decode(pair.substring(equals + 1)));
        }
    }

    /** Percent-decodes UTF-8; what is no escape stays as it is. */
    static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text.replace('+', ' ');
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int high = c == '%' && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = high >= 0 ? Character.digit(text.charAt(i + 2), 16) : -1;
            if (low >= 0) {
                bytes.write(high << 4 | low);
                i += 2;
            } else {
                bytes.writeBytes((c == '+' ? " " : String.valueOf(c)).getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** The first value of that name. */
    Optional<String> find(String name) throws Refusal {
        if (misshapen.contains(name)) {
            throw new Refusal(
                    Status.BAD_REQUEST, "parameter " + name + " has brackets; expected " + name + "=VALUE once");
        }
        return Optional.ofNullable(values.get(name));
    }

    String require(String name) throws Refusal {
        return find(name).orElseThrow(() -> new Refusal(Status.BAD_REQUEST, "parameter " + name + " is missing"));
    }

    /** That many hex digits of either case, in capitals. */
    String requireHex(String name, int digits) throws Refusal {
        return hex(name, require(name), digits);
    }

    Optional<String> findHex(String name, int digits) throws Refusal {
        Optional<String> value = find(name);
        return value.isEmpty() ? value : Optional.of(hex(name, value.get(), digits));
    }

    static String hex(String name, String value, int digits) throws Refusal {
        if (value.length() != digits) {
            throw new Refusal(
                    Status.BAD_REQUEST,
                    "parameter " + name + " has " + value.length() + " characters; expected " + digits + " hex digits");
        }
        for (int i = 0; i < digits; i++) {
            char c = value.charAt(i);
            if (c >= 128 || Character.digit(c, 16) < 0) {
                throw new Refusal(
                        Status.BAD_REQUEST,
                        "parameter " + name + " has a character at " + (i + 1) + " that is no hex digit; expected "
                                + digits + " hex digits");
            }
        }
        return value.toUpperCase(Locale.ROOT);
    }
}
