package dev.assay.provision.qcnl;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.provision.qcnl.RapidJson.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What Intel's quote provider library makes of a configuration file, and all that can be said about it.
 *
 * <p>The library parses the file as a stream with RapidJSON, comments allowed. Only if that fails and byte 0 is an opening
 * brace, it reports an error. In either case of failure it goes on to read the file as key=value lines, which in a JSON
 * file finds nothing, so that the built-in defaults stay. Keys are case-sensitive; of members with one name it takes the
 * first, of lines with one name the last; unknown keys and values of the wrong type are dropped without a word.
 *
 * @param parsedAs in which way the values were come by
 * @param settings the values in effect; after an error those of later calls
 * @param result what the library returns when it is initialised
 * @param fault why the file is not JSON, where it was meant to be
 * @param findings in the order of the file
 */
public record QcnlReading(
        ParsedAs parsedAs,
        QcnlSettings settings,
        LibraryResult result,
        Optional<JsonFault> fault,
        List<Finding> findings,
        Verdict verdict) {

    /** Where the library looks unless the variable {@code QCNL_CONF_PATH} names another file. */
    public static final String DEFAULT_PATH = "/etc/sgx_default_qcnl.conf";

    /** Bytes; the library has no limit, files of its kind have a few hundred. */
    public static final int MAX_LENGTH = 1 << 20;

    private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

    public QcnlReading {
        findings = List.copyOf(findings);
    }

    /**
     * Reads a configuration.
     *
     * @throws MalformedException if it is longer than {@value #MAX_LENGTH} bytes
     */
    public static QcnlReading of(Bytes file) throws MalformedException {
        if (file.length() > MAX_LENGTH) {
            throw new MalformedException(
                    "QCNL configuration", MAX_LENGTH, file.length() + " bytes", "at most " + MAX_LENGTH);
        }
        Lines lines = new Lines(file);
        Report report = new Report(lines);
        try {
            return json(RapidJson.parse(file), file, report);
        } catch (Fault fault) {
            return notJson(file, fault.in(lines), report);
        }
    }

    /**
     * Reads the file at {@code path} as the library of 2026 opens it: a symbolic link is not read as JSON, whatever it
     * leads to, and a file that is absent or unreadable leaves the defaults.
     *
     * @throws MalformedException if it is longer than {@value #MAX_LENGTH} bytes
     */
    public static QcnlReading open(Path path) throws MalformedException {
        Bytes file;
        try (InputStream in = Files.newInputStream(path)) {
            file = Bytes.of(in.readNBytes(MAX_LENGTH + 1));
        } catch (IOException absent) {
            return absent(path);
        }
        if (!Files.isSymbolicLink(path)) {
            return of(file);
        }
        if (file.length() > MAX_LENGTH) {
            return of(file);
        }
        Report report = new Report(new Lines(file));
        report.add(Finding.of(
                Severity.DEFECT,
                "symbolic-link-is-not-read-as-json",
                path + " is a symbolic link: the library of 2026 refuses to read JSON through it and reads key=value"
                        + " lines. Put the file itself there, or name it in QCNL_CONF_PATH."));
        QcnlSettings settings = LegacySettings.read(file, report);
        return reading(ParsedAs.KEY_VALUE, settings, LibraryResult.SUCCESS, Optional.empty(), report);
    }

    private static QcnlReading absent(Path path) {
        Report report = new Report(new Lines(Bytes.EMPTY));
        report.add(Finding.of(
                Severity.WARNING,
                "no-configuration-file",
                path + " is not there or cannot be read; the library works with its built-in defaults."));
        report.url(UrlRole.PCCS, QcnlSettings.DEFAULT_URL, 0);
        return reading(ParsedAs.DEFAULTS, QcnlSettings.defaults(), LibraryResult.SUCCESS, Optional.empty(), report);
    }

    private static QcnlReading json(JsonNode root, Bytes file, Report report) {
        if (!(root instanceof JsonNode.Members members)) {
            report.add(
                    RapidJson.afterComments(file, 0),
                    Severity.DEFECT,
                    "root-is-not-an-object",
                    "The file is " + root.type() + "; the library expects an object and its behaviour is undefined.");
            return broken(ParsedAs.JSON, QcnlSettings.defaults(), LibraryResult.SUCCESS, Optional.empty(), report);
        }
        Optional<QcnlSettings> settings = JsonSettings.read(members, report);
        if (settings.isPresent()) {
            return reading(ParsedAs.JSON, settings.get(), LibraryResult.SUCCESS, Optional.empty(), report);
        }
        Report unheard = new Report(new Lines(file));
        return broken(
                ParsedAs.JSON,
                LegacySettings.read(file, unheard),
                LibraryResult.INVALID_CONFIG,
                Optional.empty(),
                report);
    }

    private static QcnlReading notJson(Bytes file, JsonFault fault, Report report) {
        if (file.length() > 0 && file.at(0) == '{') {
            // What key=value reading drops in a JSON file is no news to anybody; what it takes shows in the settings.
            Report unheard = new Report(new Lines(file));
            QcnlSettings later = LegacySettings.read(file, unheard);
            return broken(ParsedAs.JSON_ERROR, later, LibraryResult.INVALID_JSON, Optional.of(fault), report);
        }
        if (wasMeantAsJson(file)) {
            QcnlSettings settings = LegacySettings.read(file, new Report(new Lines(file)));
            report.add(
                    0,
                    Severity.DEFECT,
                    "json-error-hidden-because-first-byte-is-not-brace",
                    "The file is not JSON (" + fault.where() + ": " + fault.sentence()
                            + ") and the library says so only if its first byte is an opening brace; here it silently"
                            + " reads key=value lines.");
            return broken(ParsedAs.KEY_VALUE_FALLBACK, settings, LibraryResult.SUCCESS, Optional.of(fault), report);
        }
        QcnlSettings settings = LegacySettings.read(file, report);
        return reading(ParsedAs.KEY_VALUE, settings, LibraryResult.SUCCESS, Optional.empty(), report);
    }

    /** A brace is the first thing behind white space, comments of either kind, and a byte order mark. */
    private static boolean wasMeantAsJson(Bytes file) {
        String text = file.latin1();
        int at = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length() : 0;
        while (true) {
            at = RapidJson.afterComments(file, at);
            if (at >= text.length() || text.charAt(at) != '#') {
                return at < text.length() && text.charAt(at) == '{';
            }
            int end = text.indexOf('\n', at);
            at = end < 0 ? text.length() : end;
        }
    }

    private static QcnlReading reading(
            ParsedAs parsedAs, QcnlSettings settings, LibraryResult result, Optional<JsonFault> fault, Report report) {
        Verdict verdict = Judgement.of(settings, report);
        return new QcnlReading(parsedAs, settings, result, fault, report.findings(), verdict);
    }

    private static QcnlReading broken(
            ParsedAs parsedAs, QcnlSettings settings, LibraryResult result, Optional<JsonFault> fault, Report report) {
        return new QcnlReading(parsedAs, settings, result, fault, report.findings(), Verdict.BROKEN);
    }

    /** The ids of all findings that are more than notes. */
    public Set<String> warnings() {
        return findings.stream()
                .filter(finding -> finding.severity() != Severity.NOTE)
                .map(Finding::id)
                .collect(Collectors.toUnmodifiableSet());
    }
}
