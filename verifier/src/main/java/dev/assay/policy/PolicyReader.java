package dev.assay.policy;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.collateral.TcbStatus;
import dev.assay.internal.json.JsonObject;
import dev.assay.quote.Tee;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the JSON form of policies, which docs/policy.md describes. A member that nobody knows is refused. */
final class PolicyReader {

    private static final long UINT16 = 65535;

    private PolicyReader() {}

    static Policy read(Bytes text) throws MalformedException {
        JsonObject json = JsonObject.parse("policy", text);
        json.allowOnly(
                Set.of("preset", "tees", "tcb", "collateral", "platform", "allowDebug", "sgx", "tdx", "reportData"));
        Policy base = preset(json);
        return new Policy(
                json.has("tees") ? tees(json) : base.tees(),
                json.has("tcb") ? tcb(json.object("tcb"), base.tcb()) : base.tcb(),
                json.has("collateral") ? collateral(json.object("collateral"), base.collateral()) : base.collateral(),
                json.has("platform") ? platform(json.object("platform"), base.platform()) : base.platform(),
                json.has("allowDebug") ? json.bool("allowDebug") : base.allowDebug(),
                json.has("sgx") ? sgx(json.object("sgx"), base.sgx()) : base.sgx(),
                json.has("tdx") ? tdx(json.object("tdx"), base.tdx()) : base.tdx(),
                json.has("reportData") ? Optional.of(reportData(json)) : base.reportData());
    }

    private static Policy preset(JsonObject json) throws MalformedException {
        String name = json.optionalString("preset").orElse("default");
        return switch (name) {
            case "default" -> Policy.defaults();
            case "strict" -> Policy.strict();
            case "oasis" -> Policy.oasis();
            default -> throw json.malformed("preset", "\"" + name + "\"", "default, strict or oasis");
        };
    }

    private static Set<Tee> tees(JsonObject json) throws MalformedException {
        Set<Tee> tees = EnumSet.noneOf(Tee.class);
        for (String name : json.strings("tees")) {
            tees.add(
                    switch (name) {
                        case "sgx" -> Tee.SGX;
                        case "tdx" -> Tee.TDX;
                        default -> throw json.malformed("tees", "\"" + name + "\"", "sgx or tdx");
                    });
        }
        if (tees.isEmpty()) {
            throw json.malformed("tees", "nothing", "sgx, tdx or both");
        }
        return tees;
    }

    private static TcbRules tcb(JsonObject json, TcbRules base) throws MalformedException {
        json.allowOnly(Set.of(
                "acceptedStatuses",
                "allowedAdvisories",
                "deniedAdvisories",
                "minDate",
                "minEvaluationDataNumber",
                "minTcbInfoVersion"));
        return new TcbRules(
                json.has("acceptedStatuses") ? statuses(json) : base.acceptedStatuses(),
                json.has("allowedAdvisories")
                        ? Optional.of(Set.copyOf(json.strings("allowedAdvisories")))
                        : base.allowedAdvisories(),
                json.has("deniedAdvisories") ? Set.copyOf(json.strings("deniedAdvisories")) : base.deniedAdvisories(),
                json.has("minDate") ? Optional.of(json.instant("minDate")) : base.minTcbDate(),
                json.has("minEvaluationDataNumber")
                        ? json.integer("minEvaluationDataNumber", 0, Integer.MAX_VALUE)
                        : base.minEvaluationDataNumber(),
                json.has("minTcbInfoVersion")
                        ? (int) json.integer("minTcbInfoVersion", 2, 3)
                        : base.minTcbInfoVersion());
    }

    private static Set<TcbStatus> statuses(JsonObject json) throws MalformedException {
        Set<TcbStatus> statuses = EnumSet.noneOf(TcbStatus.class);
        for (String name : json.strings("acceptedStatuses")) {
            Optional<TcbStatus> status = TcbStatus.of(name).filter(known -> known != TcbStatus.REVOKED);
            if (status.isEmpty()) {
                throw json.malformed(
                        "acceptedStatuses",
                        "\"" + name + "\"",
                        "one of "
                                + Arrays.stream(TcbStatus.values())
                                        .filter(known -> known != TcbStatus.REVOKED)
                                        .toList());
            }
            statuses.add(status.get());
        }
        return statuses;
    }

    private static CollateralRules collateral(JsonObject json, CollateralRules base) throws MalformedException {
        json.allowOnly(Set.of("expiredGrace", "maxAge"));
        return new CollateralRules(
                json.has("expiredGrace") ? duration(json, "expiredGrace") : base.expiredGrace(),
                json.has("maxAge") ? Optional.of(duration(json, "maxAge")) : base.maxAge());
    }

    private static Duration duration(JsonObject json, String name) throws MalformedException {
        String text = json.string(name);
        try {
            Duration duration = Duration.parse(text);
            if (!duration.isNegative()) {
                return duration;
            }
        } catch (DateTimeException refused) {
            // reported below
        }
        throw json.malformed(name, "\"" + text + "\"", "a duration of ISO 8601 such as P7D or PT12H");
    }

    private static PlatformRules platform(JsonObject json, PlatformRules base) throws MalformedException {
        json.allowOnly(Set.of(
                "allowedFmspcs",
                "deniedFmspcs",
                "allowedInstances",
                "allowSmt",
                "allowCachedKeys",
                "allowDynamicPlatform",
                "requireChainInQuote"));
        return new PlatformRules(
                json.has("allowedFmspcs") ? Optional.of(hexSet(json, "allowedFmspcs", 6)) : base.allowedFmspcs(),
                json.has("deniedFmspcs") ? hexSet(json, "deniedFmspcs", 6) : base.deniedFmspcs(),
                json.has("allowedInstances")
                        ? Optional.of(hexSet(json, "allowedInstances", 16))
                        : base.allowedInstances(),
                bool(json, "allowSmt", base.allowSmt()),
                bool(json, "allowCachedKeys", base.allowCachedKeys()),
                bool(json, "allowDynamicPlatform", base.allowDynamicPlatform()),
                bool(json, "requireChainInQuote", base.requireChainInQuote()));
    }

    private static SgxRules sgx(JsonObject json, SgxRules base) throws MalformedException {
        json.allowOnly(Set.of("enclaves", "deniedSigners"));
        return new SgxRules(
                json.has("enclaves") ? enclaves(json) : base.enclaves(),
                json.has("deniedSigners") ? hexSet(json, "deniedSigners", 32) : base.deniedSigners());
    }

    private static List<SgxRules.Enclave> enclaves(JsonObject json) throws MalformedException {
        List<SgxRules.Enclave> enclaves = new ArrayList<>();
        for (JsonObject enclave : json.objects("enclaves")) {
            enclave.allowOnly(Set.of("mrEnclave", "mrSigner", "isvProdId", "minIsvSvn"));
            if (!enclave.has("mrEnclave") && !enclave.has("mrSigner")) {
                throw enclave.malformed("mrEnclave", "neither mrEnclave nor mrSigner", "one of them or both");
            }
            enclaves.add(new SgxRules.Enclave(
                    hex(enclave, "mrEnclave", 32),
                    hex(enclave, "mrSigner", 32),
                    enclave.has("isvProdId")
                            ? Optional.of((int) enclave.integer("isvProdId", 0, UINT16))
                            : Optional.empty(),
                    enclave.has("minIsvSvn") ? (int) enclave.integer("minIsvSvn", 0, UINT16) : 0));
        }
        return enclaves;
    }

    private static TdxRules tdx(JsonObject json, TdxRules base) throws MalformedException {
        json.allowOnly(Set.of("domains", "modules", "allowedServiceTds", "requireSeptVeDisable", "allowMigratable"));
        return new TdxRules(
                json.has("domains") ? domains(json) : base.domains(),
                json.has("modules") ? modules(json) : base.modules(),
                json.has("allowedServiceTds")
                        ? Optional.of(hexSet(json, "allowedServiceTds", 48))
                        : base.allowedServiceTds(),
                bool(json, "requireSeptVeDisable", base.requireSeptVeDisable()),
                bool(json, "allowMigratable", base.allowMigratable()));
    }

    private static List<TdxRules.Domain> domains(JsonObject json) throws MalformedException {
        List<TdxRules.Domain> domains = new ArrayList<>();
        for (JsonObject domain : json.objects("domains")) {
            domain.allowOnly(
                    Set.of("mrTd", "rtMr0", "rtMr1", "rtMr2", "rtMr3", "mrConfigId", "mrOwner", "mrOwnerConfig"));
            domains.add(new TdxRules.Domain(
                    hex(domain, "mrTd", 48),
                    List.of(
                            hex(domain, "rtMr0", 48),
                            hex(domain, "rtMr1", 48),
                            hex(domain, "rtMr2", 48),
                            hex(domain, "rtMr3", 48)),
                    hex(domain, "mrConfigId", 48),
                    hex(domain, "mrOwner", 48),
                    hex(domain, "mrOwnerConfig", 48)));
        }
        return domains;
    }

    private static List<TdxRules.Module> modules(JsonObject json) throws MalformedException {
        List<TdxRules.Module> modules = new ArrayList<>();
        for (JsonObject module : json.objects("modules")) {
            module.allowOnly(Set.of("mrSeam", "mrSignerSeam"));
            modules.add(new TdxRules.Module(hex(module, "mrSeam", 48), hex(module, "mrSignerSeam", 48)));
        }
        return modules;
    }

    private static Bytes reportData(JsonObject json) throws MalformedException {
        int length = json.string("reportData").length() / 2;
        if (length < 1 || length > 64) {
            throw json.malformed("reportData", length + " bytes", "1 to 64 bytes in hex");
        }
        return json.hex("reportData", length);
    }

    private static boolean bool(JsonObject json, String name, boolean otherwise) throws MalformedException {
        return json.has(name) ? json.bool(name) : otherwise;
    }

    private static Optional<Bytes> hex(JsonObject json, String name, int length) throws MalformedException {
        return json.has(name) ? Optional.of(json.hex(name, length)) : Optional.empty();
    }

    private static Set<Bytes> hexSet(JsonObject json, String name, int length) throws MalformedException {
        Set<Bytes> values = new HashSet<>();
        for (String text : json.strings(name)) {
            try {
                Bytes value = Bytes.ofHex(text);
                if (value.length() != length) {
                    throw json.malformed(name, value.length() + " bytes", length + " bytes in hex");
                }
                values.add(value);
            } catch (MalformedException e) {
                throw json.malformed(name, e.found(), length + " bytes in hex");
            }
        }
        return values;
    }
}
