package dev.assay.service.pccs.cache;

import dev.assay.bytes.Bytes;
import dev.assay.service.pccs.Refusal;
import dev.assay.service.pccs.Status;
import dev.assay.service.pccs.cache.Cache.PlatformList;
import dev.assay.service.pccs.store.PlatformTable.Platform;
import dev.assay.service.pccs.store.PlatformTable.RawTcb;
import dev.assay.service.pccs.store.RegistrationTable.Registration;
import dev.assay.service.pccs.store.RegistrationTable.State;
import dev.assay.service.pccs.store.Store;
import dev.assay.service.pccs.store.Tables;
import java.io.ByteArrayOutputStream;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * {@code GET platforms}: the queue of registrations, which is handed over once, and platforms by FMSPC. In the queue PPID
 * and manifest are in lower case, among platforms everything is in upper case, as with Intel's server.
 */
final class PlatformLists {

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int PAGE = 500;

    /** A list is made in memory; more is asked for by FMSPC. */
    private static final int MAX_BYTES = 128 << 20;

    private final Store store;

    PlatformLists(Store store) {
        this.store = store;
    }

    PlatformList list(String source) throws Refusal {
        return switch (source) {
            // Taken and listed in one transaction: two who ask never get the same one.
            case "reg" -> queue(store.write(t -> t.registrations().take(State.NEW)));
            case "reg_na" -> queue(store.read(t -> t.registrations().list(State.NOT_AVAILABLE)));
            default -> cached(fmspcs(source));
        };
    }

    private static Set<String> fmspcs(String source) throws Refusal {
        if (!source.startsWith("[") || !source.endsWith("]") || source.length() < 2) {
            throw new Refusal(
                    Status.BAD_REQUEST,
                    "source is neither reg nor reg_na nor a list such as [00906EA10000,00A06D080000]");
        }
        Set<String> fmspcs = new LinkedHashSet<>();
        String inside = source.substring(1, source.length() - 1);
        if (inside.isBlank()) {
            return fmspcs;
        }
        for (String part : inside.split(",", -1)) {
            String fmspc = part.strip().toUpperCase(Locale.ROOT);
            if (!fmspc.matches("[0-9A-F]{12}")) {
                throw new Refusal(Status.BAD_REQUEST, "source names an FMSPC that is not 12 hex digits");
            }
            fmspcs.add(fmspc);
        }
        return fmspcs;
    }

    private PlatformList queue(List<Registration> registrations) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartArray();
            for (Registration r : registrations) {
                json.writeStartObject();
                json.writeStringProperty("qe_id", r.qeId());
                json.writeStringProperty("pce_id", r.pceId());
                json.writeStringProperty("cpu_svn", r.cpuSvn());
                json.writeStringProperty("pce_svn", r.pceSvn());
                json.writeStringProperty("enc_ppid", r.encryptedPpid().toLowerCase(Locale.ROOT));
                json.writeStringProperty("platform_manifest", r.manifest().toLowerCase(Locale.ROOT));
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        return new PlatformList(Bytes.of(out.toByteArray()), registrations.size());
    }

    private PlatformList cached(Set<String> fmspcs) throws Refusal {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int count = 0;
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartArray();
            Optional<Platform> last = Optional.empty();
            boolean more = true;
            while (more) {
                Optional<Platform> after = last;
                List<Listed> page = store.read(t -> page(t, fmspcs, after));
                for (Listed listed : page) {
                    count += write(json, listed);
                }
                json.flush();
                if (out.size() > MAX_BYTES) {
                    throw new Refusal(
                            Status.TOO_LARGE, "the list has more than " + MAX_BYTES + " bytes: ask for fewer FMSPCs");
                }
                more = page.size() == PAGE;
                last = page.isEmpty() ? last : Optional.of(page.getLast().platform());
            }
            json.writeEndArray();
        }
        return new PlatformList(Bytes.of(out.toByteArray()), count);
    }

    private record Listed(Platform platform, List<RawTcb> raws) {}

    private static List<Listed> page(Tables t, Set<String> fmspcs, Optional<Platform> after) {
        return t.platforms().list(fmspcs, after, PAGE).stream()
                .map(platform -> new Listed(platform, t.platforms().rawTcbs(platform.qeId(), platform.pceId())))
                .toList();
    }

    /** One entry a raw TCB; a platform that nobody has asked for yet has one without. */
    private static int write(JsonGenerator json, Listed listed) {
        List<RawTcb> raws = listed.raws().isEmpty() ? List.of(new RawTcb("", "")) : listed.raws();
        Platform platform = listed.platform();
        for (RawTcb raw : raws) {
            json.writeStartObject();
            json.writeStringProperty("qe_id", platform.qeId());
            json.writeStringProperty("pce_id", platform.pceId());
            json.writeStringProperty("cpu_svn", raw.cpuSvn());
            json.writeStringProperty("pce_svn", raw.pceSvn());
            json.writeStringProperty("enc_ppid", platform.encryptedPpid());
            json.writeStringProperty("platform_manifest", platform.manifest());
            json.writeEndObject();
        }
        return raws.size();
    }
}
