package dev.assay.service.pccs.cache;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.collateral.TcbInfo;
import dev.assay.pck.PckCertificate;
import dev.assay.provision.PckPlatform;
import dev.assay.service.pccs.Api;
import dev.assay.service.pccs.Mode;
import dev.assay.service.pccs.Refusal;
import dev.assay.service.pccs.Status;
import dev.assay.service.pccs.cache.Cache.PckAnswer;
import dev.assay.service.pccs.cache.Cache.PckQuery;
import dev.assay.service.pccs.store.PlatformTable.Certificate;
import dev.assay.service.pccs.store.PlatformTable.Match;
import dev.assay.service.pccs.store.PlatformTable.Platform;
import dev.assay.service.pccs.store.PlatformTable.RawTcb;
import dev.assay.service.pccs.store.Store;
import dev.assay.service.pccs.store.StoreException;
import dev.assay.service.pccs.store.Tables;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Answers {@code pckcert}: the certificate that was chosen for a raw TCB before, else the one that Intel's selection
 * chooses among those that are kept, else, where the mode allows, among those that the upstream has.
 *
 * <p>Anybody may ask, so what a question leaves behind is bounded: {@code rawTcbs} raw TCBs a platform, and
 * {@link PlatformFetch#NAMES_PER_PLATFORM} names (QE-IDs) a genuine platform. Beyond that answers are made and not kept.
 */
final class Platforms {

    private static final Logger LOG = System.getLogger(Platforms.class.getName());

    private final Store store;
    private final CacheSetup setup;
    private final Selection selection;
    private final PlatformFetch fetch;

    Platforms(Store store, CacheSetup setup, Selection selection, PlatformFetch fetch) {
        this.store = store;
        this.setup = setup;
        this.selection = selection;
        this.fetch = fetch;
    }

    PckAnswer answer(Api api, PckQuery query) throws Refusal {
        RawTcb raw = new RawTcb(query.cpuSvn(), query.pceSvn());
        Optional<Match> match = store.readOnce(t -> t.platforms().match(query.qeId(), query.pceId(), raw));
        if (match.isEmpty()) {
            return fetched(api, query, raw);
        }
        Platform platform = match.get().platform();
        Optional<Certificate> known = match.get().certificate();
        return known.isPresent() ? answer(platform, known.get()) : chosen(platform, raw);
    }

    private PckAnswer fetched(Api api, PckQuery query, RawTcb raw) throws Refusal {
        String name = "platform " + query.qeId() + " with PCE-ID " + query.pceId();
        if (setup.mode() != Mode.LAZY) {
            throw new Refusal(
                    Status.PLATFORM_UNKNOWN,
                    name + " is not in the cache, and in mode " + setup.mode()
                            + " a read fetches nothing: register it");
        }
        if (api == Api.V3) {
            throw new Refusal(Status.GONE, name + " is not in the cache, and Intel has ended API v3");
        }
        String encryptedPpid = query.encryptedPpid()
                .orElseThrow(() -> new Refusal(
                        Status.BAD_REQUEST,
                        name + " is not in the cache, and without encrypted_ppid nobody can look it up"));
        if (isZero(encryptedPpid)) {
            throw new Refusal(
                    Status.NOT_FOUND,
                    name
                            + " is not in the cache and its encrypted_ppid is zero: register it with its platform manifest");
        }
        PlatformFetch.Fetched found = fetch.anonymous(query.qeId(), query.pceId(), encryptedPpid);
        ProvenCertificates proven = found.certificates();
        TcbInfo tcbInfo = tcbInfo(proven.fmspc());
        int index = require(Selection.choose(proven.pcks(), tcbInfo, raw), name, raw);
        Certificate certificate = proven.certificates().get(index);
        if (found.kept()) {
            remember(found.platform(), raw, certificate);
        }
        return answer(found.platform(), certificate);
    }

    private PckAnswer chosen(Platform platform, RawTcb raw) throws Refusal {
        List<Certificate> certificates = store.read(t -> t.platforms().certificates(platform.qeId(), platform.pceId()));
        List<PckCertificate> pcks = Selection.parsed(certificates);
        TcbInfo tcbInfo = tcbInfo(bytes(platform.fmspc()));
        int index = require(Selection.choose(pcks, tcbInfo, raw), "platform " + platform.qeId(), raw);
        remember(platform, raw, certificates.get(index));
        return answer(platform, certificates.get(index));
    }

    private static int require(OptionalInt index, String name, RawTcb raw) throws Refusal {
        return index.orElseThrow(() -> new Refusal(
                Status.NOT_FOUND,
                name + " has certificates, but its CPUSVN " + raw.cpuSvn() + " with PCESVN " + raw.pceSvn()
                        + " reaches the TCB of none of them"));
    }

    private TcbInfo tcbInfo(Bytes fmspc) throws Refusal {
        Optional<TcbInfo> kept = store.read(t -> selection.tcbInfo(t, fmspc));
        if (kept.isEmpty() && setup.mode() == Mode.LAZY) {
            fetch.tcbInfos(fmspc);
            kept = store.read(t -> selection.tcbInfo(t, fmspc));
        }
        return kept.orElseThrow(() -> new Refusal(
                Status.NOT_FOUND,
                "no SGX TCB info of FMSPC " + fmspc.hex()
                        + " is in the cache, and without it no certificate can be chosen"));
    }

    private void remember(Platform platform, RawTcb raw, Certificate certificate) {
        int limit = setup.limits().rawTcbs();
        try {
            int known = store.read(t -> t.platforms().rawTcbs(platform.qeId(), platform.pceId()))
                    .size();
            if (known < limit) {
                store.write(t -> {
                    t.platforms().remember(platform.qeId(), platform.pceId(), raw, certificate.tcbm(), limit);
                    return true;
                });
            }
        } catch (StoreException e) {
            // The answer is right all the same, and the next one will be made as this one was.
            LOG.log(Level.WARNING, "a raw TCB could not be remembered: {0}", e.getMessage());
        }
    }

    private static PckAnswer answer(Platform platform, Certificate certificate) {
        return new PckAnswer(
                certificate.certificate(), certificate.tcbm(), platform.fmspc(), platform.ca(), platform.issuerChain());
    }

    /**
     * Adds or replaces a platform. Raw TCBs that were known are chosen for anew; those that reach no certificate any more
     * are forgotten.
     *
     * @param added raw TCBs that somebody with a token names
     * @param strict whether one of {@code added} without a certificate undoes it all
     */
    void put(Tables tables, Platform platform, ProvenCertificates proven, List<RawTcb> added, boolean strict)
            throws Refusal {
        List<RawTcb> known = tables.platforms().rawTcbs(platform.qeId(), platform.pceId());
        TcbInfo tcbInfo = selection
                .tcbInfo(tables, proven.fmspc())
                .orElseThrow(() -> new Refusal(
                        Status.BAD_REQUEST,
                        "platform " + platform.qeId() + " has FMSPC " + platform.fmspc()
                                + ", whose SGX TCB info is neither given nor in the cache"));
        tables.platforms().put(platform, proven.certificates());
        for (RawTcb raw : known) {
            Selection.choose(proven.pcks(), tcbInfo, raw).ifPresent(i -> map(tables, platform, proven, raw, i));
        }
        for (RawTcb raw : added) {
            OptionalInt index = Selection.choose(proven.pcks(), tcbInfo, raw);
            if (index.isEmpty() && strict) {
                throw new Refusal(
                        Status.BAD_REQUEST,
                        "platform " + platform.qeId() + ": CPUSVN " + raw.cpuSvn() + " with PCESVN " + raw.pceSvn()
                                + " reaches the TCB of none of the certificates given");
            }
            index.ifPresent(i -> map(tables, platform, proven, raw, i));
        }
    }

    private static void map(Tables tables, Platform platform, ProvenCertificates proven, RawTcb raw, int index) {
        String tcbm = proven.certificates().get(index).tcbm();
        tables.platforms().remember(platform.qeId(), platform.pceId(), raw, tcbm, Integer.MAX_VALUE);
    }

    static boolean isZero(String hex) {
        return hex.chars().allMatch(digit -> digit == '0');
    }

    /** The bytes of hex whose form has been checked. */
    static Bytes bytes(String hex) throws Refusal {
        try {
            return Bytes.ofHex(hex);
        } catch (MalformedException e) {
            throw new Refusal(Status.BAD_REQUEST, "\"" + hex + "\" is not hex");
        }
    }

    /** What the upstream has to be told of a platform; empty where nobody knows. */
    static Optional<PckPlatform> ask(String pceId, String encryptedPpid, String manifest) throws Refusal {
        if (!manifest.isEmpty()) {
            return Optional.of(new PckPlatform.ByManifest(bytes(manifest), bytes(pceId)));
        }
        return encryptedPpid.isEmpty() || isZero(encryptedPpid)
                ? Optional.empty()
                : Optional.of(new PckPlatform.ByEncryptedPpid(bytes(encryptedPpid), bytes(pceId)));
    }
}
