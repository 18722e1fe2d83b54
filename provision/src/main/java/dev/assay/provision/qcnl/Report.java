package dev.assay.provision.qcnl;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Collects what is found while a file is read. */
final class Report {

    /** A hostile file has a finding in each line; nobody reads more than these. */
    private static final int MAX_FINDINGS = 200;

    /** A URL that the file gives. */
    record GivenUrl(UrlRole role, String url, Position where) {}

    private final Lines lines;
    private final List<Finding> findings = new ArrayList<>();
    private final List<GivenUrl> urls = new ArrayList<>();

    Report(Lines lines) {
        this.lines = lines;
    }

    void add(int offset, Severity severity, String id, String text) {
        add(Finding.at(lines.at(offset), severity, id, text));
    }

    void add(Finding finding) {
        // Defects decide the verdict and are never left out.
        if (findings.size() < MAX_FINDINGS || (finding.severity() == Severity.DEFECT && !hasDefect())) {
            findings.add(finding);
        }
    }

    void url(UrlRole role, String url, int offset) {
        urls.removeIf(earlier -> earlier.role() == role);
        urls.add(new GivenUrl(role, url, lines.at(offset)));
    }

    Optional<GivenUrl> url(UrlRole role) {
        return urls.stream().filter(url -> url.role() == role).findFirst();
    }

    List<GivenUrl> urls() {
        return urls;
    }

    /** A value that is there and of no use has been reported already; that it is missing would be a second voice. */
    boolean hasUnreadable(UrlRole role) {
        return findings.stream()
                .map(Finding::id)
                .anyMatch(id -> id.equals("wrong-type:" + role)
                        || id.equals("quotes-are-kept-in-value")
                        || id.equals("empty-value:" + role.toString().toUpperCase(Locale.ROOT)));
    }

    boolean hasDefect() {
        return findings.stream().anyMatch(finding -> finding.severity() == Severity.DEFECT);
    }

    /** In the order of the file; what has no place comes last. */
    List<Finding> findings() {
        return findings.stream()
                .sorted(Comparator.comparingInt(
                        finding -> finding.where().map(Position::offset).orElse(Integer.MAX_VALUE)))
                .toList();
    }

    void unknownKey(String key, int offset, Optional<String> meant) {
        boolean matters = meant.isPresent() && KnownKeys.isVital(meant.get());
        String advice = meant.map(name -> " " + name + " may be meant: case counts.")
                .orElse(key.equalsIgnoreCase("user_token") ? " Older versions read it." : "");
        add(
                offset,
                matters ? Severity.DEFECT : Severity.WARNING,
                "unknown-key:" + key,
                "The library does not know " + key + " and drops it without a word." + advice);
    }

    void negative(String key, int offset, String becomes) {
        add(
                offset,
                Severity.WARNING,
                "negative:" + key,
                key + " is negative; the library stores it without a sign, as " + becomes + ".");
    }

    double cappedHours(String key, int offset, double hours) {
        if (hours > QcnlSettings.MAX_CACHE_HOURS) {
            add(
                    offset,
                    Severity.WARNING,
                    "capped-at-2160:" + key,
                    key + " is more than " + QcnlSettings.MAX_CACHE_HOURS
                            + " hours (90 days); the library takes it for that many.");
            return QcnlSettings.MAX_CACHE_HOURS;
        }
        if (hours < 0) {
            add(offset, Severity.WARNING, "negative:" + key, key + " is negative: what is cached has expired already.");
        }
        return hours;
    }
}
