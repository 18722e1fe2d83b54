package dev.assay.service.pccs.cache;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.collateral.EnclaveIdentity;
import dev.assay.internal.json.JsonObject;
import dev.assay.pck.PckCertificate;
import dev.assay.provision.DocumentKey;
import dev.assay.provision.DocumentKey.IdentityKey;
import dev.assay.provision.DocumentKey.PckCrlKey;
import dev.assay.provision.DocumentKey.RootCaCrlKey;
import dev.assay.provision.TcbSet;
import dev.assay.service.pccs.Mode;
import dev.assay.service.pccs.Refusal;
import dev.assay.service.pccs.Status;
import dev.assay.service.pccs.cache.PlatformFetch.Fetched;
import dev.assay.service.pccs.store.PlatformTable.Platform;
import dev.assay.service.pccs.store.PlatformTable.RawTcb;
import dev.assay.service.pccs.store.RegistrationTable.Registration;
import dev.assay.service.pccs.store.RegistrationTable.State;
import dev.assay.service.pccs.store.Store;
import dev.assay.service.pccs.store.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code POST platforms}: platforms that somebody with a token wants served. Where the mode allows it, everything that they
 * need is fetched before the answer; what OFFLINE and REQ acknowledge is in the database first.
 */
final class Registrations {

    private final Store store;
    private final CacheSetup setup;
    private final Platforms platforms;
    private final PlatformFetch fetch;

    Registrations(Store store, CacheSetup setup, Platforms platforms, PlatformFetch fetch) {
        this.store = store;
        this.setup = setup;
        this.platforms = platforms;
        this.fetch = fetch;
    }

    void register(Bytes json, Set<TcbSet.Update> updates) throws Refusal {
        Registration registration = read(json);
        if (!store.read(t -> isCached(t, registration))) {
            switch (setup.mode()) {
                case OFFLINE -> put(registration, State.NEW);
                case REQ -> {
                    put(registration, State.NEW);
                    fetch(registration);
                }
                case LAZY -> fetch(registration);
            }
        }
        if (setup.mode() != Mode.OFFLINE) {
            requireDocuments(updates.isEmpty() ? Set.of(TcbSet.Update.values()) : updates);
        }
    }

    private static Registration read(Bytes body) throws Refusal {
        try {
            JsonObject json = JsonObject.parse("platform", body);
            String qeId = Json.qeId(json);
            String pceId = Json.hex(json, "pce_id", 4);
            String manifest = Json.manifest(json);
            if (!manifest.isEmpty()) {
                return new Registration(qeId, pceId, "", "", "", manifest);
            }
            return new Registration(
                    qeId,
                    pceId,
                    Json.hex(json, "cpu_svn", 32),
                    Json.hex(json, "pce_svn", 4),
                    Json.hex(json, "enc_ppid", 768),
                    "");
        } catch (MalformedException e) {
            throw new Refusal(Status.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    /** Whether nothing is to be done for it: same manifest, or a raw TCB that a certificate is known for. */
    private static boolean isCached(Tables t, Registration asked) {
        if (asked.manifest().isEmpty()) {
            return t.platforms()
                    .match(asked.qeId(), asked.pceId(), new RawTcb(asked.cpuSvn(), asked.pceSvn()))
                    .flatMap(match -> match.certificate())
                    .isPresent();
        }
        return t.platforms()
                .find(asked.qeId(), asked.pceId())
                .filter(platform -> platform.manifest().equals(asked.manifest()))
                .isPresent();
    }

    private void put(Registration registration, State state) {
        store.write(t -> {
            t.registrations().put(registration, state);
            return true;
        });
    }

    private void fetch(Registration asked) throws Refusal {
        List<RawTcb> raws = asked.cpuSvn().isEmpty() ? List.of() : List.of(new RawTcb(asked.cpuSvn(), asked.pceSvn()));
        Flights.Lookup<Fetched> done = () ->
                store.read(t -> isCached(t, asked)) ? fetch.stored(asked.qeId(), asked.pceId()) : Optional.empty();
        fetch.registered(
                asked,
                done,
                (platform, proven) -> Undone.write(store, t -> {
                    keep(t, asked, platform, proven, raws);
                    return true;
                }));
    }

    private void keep(Tables t, Registration asked, Platform platform, ProvenCertificates proven, List<RawTcb> raws)
            throws Refusal {
        platforms.put(t, platform, proven, raws, false);
        if (proven.withheld() > 0) {
            t.registrations().put(asked, State.NOT_AVAILABLE);
        } else {
            t.registrations().settle(asked.qeId(), asked.pceId());
            if (setup.mode() == Mode.REQ) {
                t.registrations().put(asked, State.DONE);
            }
        }
    }

    /** What a verifier of this platform's quotes will ask for. */
    private void requireDocuments(Set<TcbSet.Update> updates) throws Refusal {
        List<DocumentKey> keys = new ArrayList<>();
        for (PckCertificate.Ca ca : PckCertificate.Ca.values()) {
            keys.add(new PckCrlKey(ca));
        }
        for (TcbSet.Update update : updates) {
            keys.add(new IdentityKey(EnclaveIdentity.Id.QE, update));
            keys.add(new IdentityKey(EnclaveIdentity.Id.QVE, update));
            keys.add(new IdentityKey(EnclaveIdentity.Id.TD_QE, update));
        }
        keys.add(new RootCaCrlKey());
        List<Refusal> refusals =
                fetch.require(keys).stream().flatMap(Optional::stream).toList();
        if (!refusals.isEmpty()) {
            Refusal first = refusals.getFirst();
            throw new Refusal(
                    first.status(),
                    "the platform's certificates are in the cache; " + refusals.size() + " of " + keys.size()
                            + " documents for it are not, the first because of " + first.getMessage(),
                    first.retryAfter().orElse(null));
        }
    }
}
