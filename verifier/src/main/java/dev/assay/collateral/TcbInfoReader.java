package dev.assay.collateral;

import dev.assay.bytes.MalformedException;
import dev.assay.internal.json.JsonObject;
import dev.assay.quote.Tee;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads TCB infos of versions 1 to 3. Source: Intel QVL, {@code Json/TcbInfo.cpp} and {@code Json/TcbLevel.cpp}. */
final class TcbInfoReader {

    private static final Set<TcbStatus> PLATFORM_STATUSES = EnumSet.complementOf(
            EnumSet.of(TcbStatus.TD_RELAUNCH_ADVISED, TcbStatus.TD_RELAUNCH_ADVISED_CONFIGURATION_NEEDED));
    private static final Set<TcbStatus> MODULE_STATUSES =
            EnumSet.of(TcbStatus.UP_TO_DATE, TcbStatus.OUT_OF_DATE, TcbStatus.REVOKED);

    private TcbInfoReader() {}

    static TcbInfo read(JsonObject json) throws MalformedException {
        int version = (int) json.integer("version", 1, 3);
        Tee tee = version == 3 ? readTee(json) : Tee.SGX;
        if (version >= 2) {
            json.integer("tcbType", 0, 0);
        }
        if (tee == Tee.SGX && (json.has("tdxModule") || json.has("tdxModuleIdentities"))) {
            throw json.malformed("tdxModule", "a TDX module", "none in a TCB info for SGX");
        }
        Optional<TdxModule> module =
                tee == Tee.TDX ? Optional.of(readModule(json.object("tdxModule"))) : Optional.empty();
        return new TcbInfo(
                version,
                tee,
                json.instant("issueDate"),
                json.instant("nextUpdate"),
                json.hex("fmspc", 6),
                version == 3 || json.has("pceId") ? Optional.of(json.hex("pceId", 2)) : Optional.empty(),
                version == 1 ? 0 : json.integer("tcbEvaluationDataNumber", 0, Integer.MAX_VALUE),
                module,
                readModuleIdentities(json),
                readLevels(json, version, tee));
    }

    private static Tee readTee(JsonObject json) throws MalformedException {
        String id = json.string("id");
        if (id.equals("SGX")) {
            return Tee.SGX;
        }
        if (id.equals("TDX")) {
            return Tee.TDX;
        }
        throw json.malformed("id", "another id", "SGX or TDX");
    }

    private static TdxModule readModule(JsonObject json) throws MalformedException {
        return new TdxModule(json.hex("mrsigner", 48), json.hex("attributes", 8), json.hex("attributesMask", 8));
    }

    private static List<TdxModuleIdentity> readModuleIdentities(JsonObject json) throws MalformedException {
        List<TdxModuleIdentity> identities = new ArrayList<>();
        if (json.has("tdxModuleIdentities")) {
            for (JsonObject identity : json.objects("tdxModuleIdentities")) {
                identities.add(new TdxModuleIdentity(
                        identity.string("id"), readModule(identity), readIsvLevels(identity, MODULE_STATUSES)));
            }
        }
        return identities;
    }

    /** Levels with one security version, highest first. */
    static List<IsvTcbLevel> readIsvLevels(JsonObject json, Set<TcbStatus> statuses) throws MalformedException {
        List<IsvTcbLevel> levels = new ArrayList<>();
        for (JsonObject level : json.objects("tcbLevels")) {
            levels.add(new IsvTcbLevel(
                    (int) level.object("tcb").integer("isvsvn", 0, 65535),
                    level.instant("tcbDate"),
                    readStatus(level, "tcbStatus", statuses),
                    readAdvisories(level)));
        }
        levels.sort(IsvTcbLevel::highestFirst);
        for (int i = 1; i < levels.size(); i++) {
            if (levels.get(i).isvSvn() == levels.get(i - 1).isvSvn()) {
                throw json.malformed(
                        "tcbLevels", "two levels for SVN " + levels.get(i).isvSvn(), "one for each");
            }
        }
        requireSome(json, levels);
        return levels;
    }

    private static List<TcbLevel> readLevels(JsonObject json, int version, Tee tee) throws MalformedException {
        List<TcbLevel> levels = new ArrayList<>();
        Instant issueDate = json.instant("issueDate");
        for (JsonObject level : json.objects("tcbLevels")) {
            JsonObject tcb = level.object("tcb");
            levels.add(new TcbLevel(
                    version == 3 ? readComponents(tcb, "sgxtcbcomponents") : readNumberedComponents(tcb),
                    (int) tcb.integer("pcesvn", 0, 65535),
                    tee == Tee.TDX ? readComponents(tcb, "tdxtcbcomponents") : List.of(),
                    version == 1 ? issueDate : level.instant("tcbDate"),
                    readStatus(level, version == 1 ? "status" : "tcbStatus", PLATFORM_STATUSES),
                    readAdvisories(level)));
        }
        levels.sort(TcbLevel::highestFirst);
        for (int i = 1; i < levels.size(); i++) {
            if (TcbLevel.highestFirst(levels.get(i - 1), levels.get(i)) == 0) {
                throw json.malformed("tcbLevels", "two levels with the same security versions", "one");
            }
        }
        requireSome(json, levels);
        return levels;
    }

    private static void requireSome(JsonObject json, List<?> levels) throws MalformedException {
        if (levels.isEmpty()) {
            throw json.malformed("tcbLevels", "no level", "at least one");
        }
    }

    private static List<TcbComponent> readComponents(JsonObject tcb, String name) throws MalformedException {
        List<TcbComponent> components = new ArrayList<>(16);
        for (JsonObject component : tcb.objects(name)) {
            components.add(new TcbComponent(
                    (int) component.integer("svn", 0, 255),
                    component.optionalString("category").orElse(""),
                    component.optionalString("type").orElse("")));
        }
        if (components.size() != 16) {
            throw tcb.malformed(name, components.size() + " components", "16");
        }
        return components;
    }

    private static List<TcbComponent> readNumberedComponents(JsonObject tcb) throws MalformedException {
        List<TcbComponent> components = new ArrayList<>(16);
        for (int i = 1; i <= 16; i++) {
            String name = (i < 10 ? "sgxtcbcomp0" : "sgxtcbcomp") + i + "svn";
            components.add(new TcbComponent((int) tcb.integer(name, 0, 255), "", ""));
        }
        return components;
    }

    private static TcbStatus readStatus(JsonObject level, String name, Set<TcbStatus> allowed)
            throws MalformedException {
        Optional<TcbStatus> status = TcbStatus.of(level.string(name)).filter(allowed::contains);
        if (status.isEmpty()) {
            throw level.malformed(name, "a status that is not known here", "one of " + allowed);
        }
        return status.get();
    }

    private static List<String> readAdvisories(JsonObject level) throws MalformedException {
        return level.has("advisoryIDs") ? level.strings("advisoryIDs") : List.of();
    }

    static Set<TcbStatus> platformStatuses() {
        return PLATFORM_STATUSES;
    }
}
