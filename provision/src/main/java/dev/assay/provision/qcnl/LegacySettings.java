package dev.assay.provision.qcnl;

import dev.assay.bytes.Bytes;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes from key=value lines what the library takes. Source: {@code QcnlConfigLegacy::load_config}.
 *
 * <p>White space is removed wherever it stands, a line that begins with {@code #} is skipped, everything behind the first
 * {@code =} is the value, the last line of a name wins, and a line without {@code =} is name and value at once.
 */
final class LegacySettings {

    private static final Pattern STOI = Pattern.compile("([+-]?[0-9]+).*", Pattern.DOTALL);

    private final Report report;
    private final QcnlSettings.Draft draft = new QcnlSettings.Draft();
    private final Map<String, String> seen = new HashMap<>();
    private boolean ownCollateralService;

    private LegacySettings(Report report) {
        this.report = report;
    }

    static QcnlSettings read(Bytes file, Report report) {
        LegacySettings reader = new LegacySettings(report);
        String text = file.latin1();
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end;
            reader.line(text.substring(start, end), start);
            start = end + 1;
        }
        if (!reader.ownCollateralService) {
            reader.draft.collateralService = reader.draft.pccsUrl;
        }
        return reader.draft.settings();
    }

    private void line(String raw, int offset) {
        String line = raw.replaceAll("[ \\t\\x0B\\f\\r]", "");
        if (line.isEmpty() || line.startsWith("#")) {
            return;
        }
        int equals = line.indexOf('=');
        String name = equals < 0 ? line : line.substring(0, equals);
        String value = line.substring(equals + 1);
        int at = offset + indexOfFirstVisible(raw);
        if (!KnownKeys.LEGACY.contains(name)) {
            unknown(name, at, equals >= 0);
            return;
        }
        int valueAt = equals < 0 ? at : offset + raw.indexOf('=') + 1;
        String earlier = seen.put(name, value);
        if (earlier != null && !earlier.equals(value)) {
            report.add(
                    at,
                    Severity.WARNING,
                    "duplicate-key:" + name,
                    name + " stands in the file more than once; this line overrides the one before.");
        }
        if (equals < 0) {
            report.add(
                    at,
                    Severity.DEFECT,
                    "no-equals-sign:" + name,
                    "The line has no =; the library takes the name for the value too.");
        }
        set(name, value, valueAt);
    }

    private static int indexOfFirstVisible(String raw) {
        int index = 0;
        while (index < raw.length() && " \t\u000B\f\r".indexOf(raw.charAt(index)) >= 0) {
            index++;
        }
        return index;
    }

    private void unknown(String name, int at, boolean isSetting) {
        if (isSetting) {
            report.unknownKey(Finding.quoted(name), at, KnownKeys.meantBy(name, KnownKeys.LEGACY));
        } else {
            report.add(
                    at,
                    Severity.WARNING,
                    "not-a-setting",
                    "The line \"" + Finding.quoted(name)
                            + "\" is neither NAME=value nor a comment; the library skips it.");
        }
    }

    private void set(String name, String value, int at) {
        switch (name) {
            case "PCCS_URL" -> draft.pccsUrl = url(UrlRole.PCCS, name, value, at);
            case "COLLATERAL_SERVICE" -> {
                ownCollateralService = true;
                draft.collateralService = url(UrlRole.COLLATERAL, name, value, at);
            }
            case "LOCAL_PCK_URL" -> draft.localPckUrl = url(UrlRole.LOCAL_PCK, name, value, at);
            case "USE_SECURE_CERT" -> useSecureCert(value, at);
            case "LOCAL_CACHE_ONLY" -> localCacheOnly(value, at);
            case "PCCS_API_VERSION" -> {
                quotes(name, value, at, Severity.WARNING);
                draft.pccsApiVersion = value;
            }
            case "RETRY_TIMES" ->
                number(name, value, at).ifPresent(times -> draft.retryTimes = Integer.toUnsignedLong(times));
            case "RETRY_DELAY" ->
                number(name, value, at).ifPresent(delay -> draft.retryDelay = Integer.toUnsignedLong(delay));
            case "PCK_CACHE_EXPIRE_HOURS" ->
                number(name, value, at)
                        .ifPresent(hours -> draft.pckCacheExpireHours = report.cappedHours(name, at, hours));
            case "VERIFY_COLLATERAL_CACHE_EXPIRE_HOURS" ->
                number(name, value, at)
                        .ifPresent(
                                hours -> draft.verifyCollateralCacheExpireHours = report.cappedHours(name, at, hours));
            default -> throw new IllegalStateException(name);
        }
    }

    private String url(UrlRole role, String name, String value, int at) {
        // As many people read it; bytes beyond ASCII have no place in a URL anyway.
        if (!quotes(name, value, at, Severity.DEFECT) && !value.isEmpty()) {
            report.url(role, value, at);
        }
        if (value.contains("#")) {
            report.add(
                    at,
                    Severity.DEFECT,
                    "comment-is-kept-in-value:" + name,
                    "A # behind a value begins no comment: the library keeps it and what follows as a part of it.");
        }
        if (value.isEmpty() && role != UrlRole.LOCAL_PCK) {
            report.add(at, Severity.DEFECT, "empty-value:" + name, name + " is empty; requests go nowhere.");
        }
        return value;
    }

    private boolean quotes(String name, String value, int at, Severity severity) {
        boolean quoted = value.startsWith("\"") || value.startsWith("'") || value.endsWith("\"");
        if (quoted) {
            report.add(
                    at,
                    severity,
                    "quotes-are-kept-in-value",
                    "The quotation marks are a part of the value of " + name + "; write it without.");
        }
        return quoted;
    }

    private void useSecureCert(String value, int at) {
        boolean off = value.equals("FALSE") || value.equals("false");
        if (off) {
            // Once off, no later line switches it on again.
            draft.useSecureCert = false;
        } else if (!value.equalsIgnoreCase("true")) {
            report.add(
                    at,
                    Severity.DEFECT,
                    "use-secure-cert-only-knows-FALSE-or-false",
                    "USE_SECURE_CERT=" + Finding.quoted(value)
                            + " leaves the check on: only FALSE or false switch it off.");
        }
    }

    private void localCacheOnly(String value, int at) {
        if (value.equals("TRUE") || value.equals("true")) {
            draft.localCacheOnly = true;
        } else if (!value.equalsIgnoreCase("false")) {
            report.add(
                    at,
                    Severity.DEFECT,
                    "local-cache-only-only-knows-TRUE-or-true",
                    "LOCAL_CACHE_ONLY=" + Finding.quoted(value) + " leaves it off: only TRUE or true switch it on.");
        }
    }

    /** As {@code std::stoi} reads it: digits, and whatever follows them is dropped. */
    private OptionalInt number(String name, String value, int at) {
        Matcher digits = STOI.matcher(value);
        if (!digits.matches() || digits.group(1).length() > 1000) {
            return invalidNumber(name, value, at);
        }
        BigInteger number = new BigInteger(digits.group(1));
        if (number.bitLength() > 31) {
            return invalidNumber(name, value, at);
        }
        if (digits.end(1) < value.length()) {
            report.add(
                    at,
                    Severity.WARNING,
                    "trailing-text-ignored:" + name,
                    name + "=" + Finding.quoted(value) + " is read as " + number + "; the rest is dropped.");
        }
        if (number.signum() < 0 && name.startsWith("RETRY")) {
            report.negative(name, at, Integer.toUnsignedString(number.intValue()));
        }
        return OptionalInt.of(number.intValue());
    }

    private OptionalInt invalidNumber(String name, String value, int at) {
        report.add(
                at,
                Severity.WARNING,
                "invalid-number:" + name,
                name + "=" + Finding.quoted(value)
                        + " is no number of 32 bits; the library keeps what it had, versions before 2026 end the"
                        + " process.");
        return OptionalInt.empty();
    }
}
