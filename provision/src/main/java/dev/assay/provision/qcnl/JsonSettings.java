package dev.assay.provision.qcnl;

import dev.assay.provision.qcnl.JsonNode.Flag;
import dev.assay.provision.qcnl.JsonNode.Member;
import dev.assay.provision.qcnl.JsonNode.Members;
import dev.assay.provision.qcnl.JsonNode.Numeral;
import dev.assay.provision.qcnl.JsonNode.Text;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Takes from a JSON tree what the library takes. Source: {@code QcnlConfig::load_config_json}. */
final class JsonSettings {

    private final Members root;
    private final Report report;
    private final QcnlSettings.Draft draft = new QcnlSettings.Draft();
    private boolean invalid;

    private JsonSettings(Members root, Report report) {
        this.root = root;
        this.report = report;
    }

    /** What the library takes; empty if it refuses the configuration. */
    static Optional<QcnlSettings> read(Members root, Report report) {
        JsonSettings reader = new JsonSettings(root, report);
        reader.unknownAndDuplicate(root, "", KnownKeys.JSON);
        reader.urls();
        reader.values();
        reader.custom();
        return reader.invalid ? Optional.empty() : Optional.of(reader.draft.settings());
    }

    private void urls() {
        flag("use_secure_cert").ifPresent(set -> draft.useSecureCert = set);
        text("pccs_url").ifPresent(url -> {
            draft.pccsUrl = url;
            draft.collateralService = url;
            report.url(UrlRole.PCCS, url, valueAt("pccs_url"));
        });
        text("collateral_service").ifPresent(url -> {
            draft.collateralService = url;
            report.url(UrlRole.COLLATERAL, url, valueAt("collateral_service"));
        });
        text("local_pck_url").ifPresent(url -> {
            draft.localPckUrl = url;
            if (!url.isEmpty()) {
                report.url(UrlRole.LOCAL_PCK, url, valueAt("local_pck_url"));
            }
        });
    }

    private void values() {
        text("tcb_update_type").ifPresent(this::tcbUpdateType);
        text("pccs_api_version").ifPresent(version -> draft.pccsApiVersion = version);
        whole("retry_times").ifPresent(times -> draft.retryTimes = times);
        whole("retry_delay").ifPresent(delay -> draft.retryDelay = delay);
        hours("pck_cache_expire_hours").ifPresent(hours -> draft.pckCacheExpireHours = hours);
        hours("verify_collateral_cache_expire_hours")
                .ifPresent(hours -> draft.verifyCollateralCacheExpireHours = hours);
        flag("local_cache_only").ifPresent(set -> draft.localCacheOnly = set);
    }

    private void tcbUpdateType(String type) {
        String lower = type.toLowerCase(Locale.ROOT);
        if (lower.equals("early") || lower.equals("standard")) {
            draft.tcbUpdateType = lower;
            return;
        }
        invalid = true;
        report.add(
                valueAt("tcb_update_type"),
                Severity.DEFECT,
                "bad-tcb-update-type",
                "tcb_update_type is \"" + Finding.quoted(type)
                        + "\"; the library knows standard and early, in any case, and refuses the whole file.");
    }

    private Optional<String> text(String key) {
        Optional<Member> member = root.find(key);
        if (member.isPresent() && member.get().value() instanceof Text text) {
            if (text.text().indexOf('\0') >= 0) {
                report.add(
                        member.get().valueAt(),
                        KnownKeys.isVital(key) ? Severity.DEFECT : Severity.WARNING,
                        "nul-ends-value:" + key,
                        "The value of " + key + " has a NUL in it; the library takes what stands before it.");
            }
            return Optional.of(text.cString());
        }
        member.ifPresent(other -> wrongType(key, other, "a string"));
        return Optional.empty();
    }

    private Optional<Boolean> flag(String key) {
        Optional<Member> member = root.find(key);
        if (member.isPresent() && member.get().value() instanceof Flag flag) {
            return Optional.of(flag.set());
        }
        member.ifPresent(other -> wrongType(key, other, "true or false without quotation marks"));
        return Optional.empty();
    }

    private Optional<Long> whole(String key) {
        Optional<Member> member = root.find(key);
        if (member.isPresent() && member.get().value() instanceof Numeral number && number.isInt()) {
            int value = (int) number.value();
            if (value < 0) {
                report.negative(key, member.get().valueAt(), Integer.toUnsignedString(value));
            }
            return Optional.of(Integer.toUnsignedLong(value));
        }
        member.ifPresent(other -> wrongType(key, other, "a whole number of at most 2147483647"));
        return Optional.empty();
    }

    private Optional<Double> hours(String key) {
        Optional<Member> member = root.find(key);
        if (member.isPresent()
                && member.get().value() instanceof Numeral number
                && (number.isInt() || number.isDouble())) {
            return Optional.of(report.cappedHours(key, member.get().valueAt(), number.value()));
        }
        member.ifPresent(other -> wrongType(key, other, "a number of hours"));
        return Optional.empty();
    }

    private void custom() {
        Optional<Members> options = object(root, "custom_request_options", "");
        options.ifPresent(found -> unknownAndDuplicate(found, "custom_request_options.", List.of("get_cert")));
        Optional<Members> getCert = options.flatMap(found -> object(found, "get_cert", "custom_request_options."));
        String path = "custom_request_options.get_cert.";
        getCert.ifPresent(found -> {
            unknownAndDuplicate(found, path, List.of("headers", "params"));
            object(found, "headers", path).ifPresent(map -> draft.requestHeaders = texts(map, path + "headers."));
            object(found, "params", path).ifPresent(map -> draft.requestParameters = texts(map, path + "params."));
        });
    }

    private Optional<Members> object(Members parent, String key, String path) {
        Optional<Member> member = parent.find(key);
        if (member.isPresent() && member.get().value() instanceof Members members) {
            return Optional.of(members);
        }
        member.ifPresent(other -> wrongType(path + key, other, "an object"));
        return Optional.empty();
    }

    private Map<String, String> texts(Members map, String path) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Member member : map.list()) {
            if (member.value() instanceof Text text) {
                texts.putIfAbsent(new Text(member.name()).cString(), text.cString());
                if ((member.name() + text.text()).chars().anyMatch(c -> c < ' ')) {
                    report.add(
                            member.at(),
                            Severity.WARNING,
                            "control-character:" + path + Finding.quoted(member.name()),
                            "A control character in a request header or parameter goes out as it stands, and a line end"
                                    + " begins another header.");
                }
            } else {
                wrongType(path + Finding.quoted(member.name()), member, "a string");
            }
        }
        return texts;
    }

    private int valueAt(String key) {
        return root.find(key).map(Member::valueAt).orElse(0);
    }

    private void wrongType(String key, Member member, String expected) {
        report.add(
                member.valueAt(),
                KnownKeys.isVital(key.replaceFirst("\\..*", "")) ? Severity.DEFECT : Severity.WARNING,
                "wrong-type:" + key,
                "The value of " + key + " is " + member.value().type() + "; the library wants " + expected
                        + " and drops anything else without a word.");
    }

    private void unknownAndDuplicate(Members members, String path, List<String> known) {
        Set<String> seen = new HashSet<>();
        for (Member member : members.list()) {
            String shown = path + Finding.quoted(member.name());
            if (!known.contains(member.name())) {
                report.unknownKey(shown, member.at(), KnownKeys.meantBy(member.name(), known));
            } else if (!seen.add(member.name())) {
                report.add(
                        member.at(),
                        KnownKeys.isVital(member.name()) ? Severity.DEFECT : Severity.WARNING,
                        "duplicate-key:" + shown,
                        shown
                                + " stands in the file more than once; the library takes the first and ignores this one.");
            }
        }
    }
}
