package dev.assay.cli.inspect;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.cli.facts.Facts;
import dev.assay.provision.qcnl.Finding;
import dev.assay.provision.qcnl.JsonFault;
import dev.assay.provision.qcnl.Position;
import dev.assay.provision.qcnl.QcnlReading;
import dev.assay.provision.qcnl.QcnlSettings;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Explains what Intel's quote provider library makes of its configuration. */
final class QcnlInspection {

    /** A name of the configuration where a name stands in either form, in any case: a wrong one is worth explaining. */
    private static final Pattern NAME = Pattern.compile(
            "(?i)(?<![a-z0-9_.-])(pccs_url|use_secure_cert|collateral_service|local_pck_url|local_cache_only"
                    + "|pck_cache_expire_hours|verify_collateral_cache_expire_hours)[^\\s:=]{0,4}\\s{0,8}[:=]");

    /** Longer files are something else, whatever stands in them. */
    private static final int MAX_LENGTH = 64 << 10;

    private QcnlInspection() {}

    /** Empty if the file is no such configuration, not even a broken one. */
    static Optional<Inspection> of(Bytes file) throws MalformedException {
        if (file.length() > MAX_LENGTH || !NAME.matcher(file.latin1()).find()) {
            return Optional.empty();
        }
        return Optional.of(of(QcnlReading.of(file)));
    }

    private static Inspection of(QcnlReading reading) {
        QcnlSettings settings = reading.settings();
        Facts facts = new Facts()
                .add("verdict", "verdict", reading.verdict().toString())
                .add("parsedAs", "read as", reading.parsedAs().toString())
                .add("libraryResult", "library says", reading.result().toString());
        reading.fault().ifPresent(fault -> facts.add("fault", "JSON error", fault(fault)));
        facts.add("settings", "in effect", settings(settings));
        facts.addTexts(
                "warnings", "warnings", reading.warnings().stream().sorted().toList());
        List<Facts> findings =
                reading.findings().stream().map(QcnlInspection::finding).toList();
        if (!findings.isEmpty()) {
            facts.addRows("findings", "findings", findings);
        }
        return new Inspection(
                Kind.QCNL_CONFIGURATION,
                "configuration of Intel's quote provider library: " + reading.verdict(),
                facts);
    }

    private static Facts fault(JsonFault fault) {
        return place(fault.where()).add("sentence", "RapidJSON", fault.sentence());
    }

    private static Facts place(Position where) {
        return new Facts()
                .add("line", "line", where.line())
                .add("column", "column", where.column())
                .add("offset", "offset", where.offset());
    }

    private static Facts finding(Finding finding) {
        return new Facts()
                .add("line", "line", finding.where().map(Position::line).orElse(0))
                .add("column", "column", finding.where().map(Position::column).orElse(0))
                .add("severity", "severity", finding.severity().name().toLowerCase(Locale.ROOT))
                .add("id", "id", finding.id())
                .add("text", "text", finding.text());
    }

    private static Facts settings(QcnlSettings settings) {
        Facts facts = new Facts()
                .add("pccs_url", "pccs_url", settings.pccsUrl())
                .add("collateral_service", "collateral_service", settings.collateralService())
                .add("use_secure_cert", "use_secure_cert", settings.useSecureCert())
                .add("tcb_update_type", "tcb_update_type", settings.tcbUpdateType())
                .add("pccs_api_version", "pccs_api_version", settings.pccsApiVersion())
                .add("retry_times", "retry_times", settings.retryTimes())
                .add("retry_delay", "retry_delay", settings.retryDelay(), "seconds")
                .add("local_pck_url", "local_pck_url", settings.localPckUrl())
                .add("pck_cache_expire_hours", "pck_cache_expire_hours", hours(settings.pckCacheExpireHours()))
                .add(
                        "verify_collateral_cache_expire_hours",
                        "verify_collateral_cache_expire_hours",
                        hours(settings.verifyCollateralCacheExpireHours()))
                .add("local_cache_only", "local_cache_only", settings.localCacheOnly());
        return facts.addTexts("headers", "headers", pairs(settings.requestHeaders()))
                .addTexts("params", "params", pairs(settings.requestParameters()));
    }

    private static String hours(double hours) {
        return hours == Math.rint(hours) ? Long.toString((long) hours) : Double.toString(hours);
    }

    private static List<String> pairs(Map<String, String> map) {
        return map.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .toList();
    }
}
