package dev.assay.service.pccs.cache;

import dev.assay.bytes.Bytes;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.provision.DocumentKey;
import dev.assay.provision.TcbSet;
import dev.assay.service.metrics.CacheFacts;
import dev.assay.service.pccs.Api;
import dev.assay.service.pccs.ImportReport;
import dev.assay.service.pccs.PccsOptions;
import dev.assay.service.pccs.Refusal;
import dev.assay.service.pccs.store.IntelPccsFile;
import dev.assay.service.pccs.store.Store;
import dev.assay.verify.DocumentVerifier;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The cache behind the routes. Parameters have been checked for their form; hex is upper case.
 *
 * <p><b>Guarantees.</b> What it hands out was signed under the anchor and is what was asked for; it may have expired, and
 * says so. What it acknowledges is in the database.
 */
public final class Cache implements AutoCloseable {

    private final Store store;
    private final CacheSetup setup;
    private final Documents documents;
    private final DistributionPoints distributionPoints;
    private final Platforms platforms;
    private final Registrations registrations;
    private final Uploads uploads;
    private final Refreshing refreshing;
    private final Policies policies;
    private final FmspcList fmspcs;
    private final Watch watch;
    private final Facts facts;

    /**
     * What is asked of {@code pckcert}.
     *
     * @param encryptedPpid 768 hex digits
     */
    public record PckQuery(String qeId, String pceId, String cpuSvn, String pceSvn, Optional<String> encryptedPpid) {}

    /**
     * What {@code pckcert} answers.
     *
     * @param certificate PEM
     * @param tcbm 36 hex digits
     * @param fmspc 12 hex digits
     * @param ca {@code PROCESSOR} or {@code PLATFORM}
     * @param issuerChain PEM
     */
    public record PckAnswer(Bytes certificate, String tcbm, String fmspc, String ca, Bytes issuerChain) {}

    /** A listing of platforms: JSON as Intel's server writes it, and how many there are. */
    public record PlatformList(Bytes json, int count) {}

    /** A cache over a database and an upstream; the database stays open when it is closed. */
    public Cache(Store store, Upstream upstream, CacheSetup setup) {
        this.store = store;
        this.setup = setup;
        UpstreamCalls calls = new UpstreamCalls(upstream, setup.verifier());
        Leases leases = new Leases(store);
        Attempts attempts = new Attempts(setup.clock());
        Selection selection = new Selection(setup.verifier());
        this.documents = new Documents(store, setup, calls, leases, attempts);
        PlatformFetch fetch = new PlatformFetch(store, setup, calls, documents, leases);
        this.distributionPoints = new DistributionPoints(store, setup.mode(), documents);
        this.platforms = new Platforms(store, setup, selection, fetch);
        this.registrations = new Registrations(store, setup, platforms, fetch);
        this.uploads = new Uploads(store, setup, platforms);
        this.refreshing = new Refreshing(store, setup, documents, platforms, fetch);
        this.policies = new Policies(store, setup.clock());
        this.fmspcs = new FmspcList(setup, calls);
        this.watch = new Watch(store, setup, documents, refreshing, leases, attempts);
        this.facts = new Facts(store, setup, calls, documents, watch, attempts);
    }

    /** The cache that {@code options} describe, with Intel's PCS or its stand-in upstream. */
    public static Cache open(Store store, PccsOptions options, InstantSource clock) {
        DocumentVerifier verifier = DocumentVerifier.of(options.anchor(), Ecdsa.preferred());
        CacheSetup setup = new CacheSetup(
                verifier,
                options.mode(),
                options.limits(),
                Cron.parse(options.schedule().cron()),
                options.schedule().ahead(),
                ZoneId.systemDefault(),
                clock,
                CacheSetup.TICK);
        return new Cache(store, Upstream.pcs(options), setup);
    }

    /** TCB info, identity, CRL, evaluation data numbers. In API v3 only what is there. */
    public CachedDocument document(Api api, DocumentKey key) throws Refusal {
        return documents.read(api, key);
    }

    /** The CRL at one of Intel's distribution points, DER. */
    public CachedDocument crl(String uri) throws Refusal {
        return distributionPoints.crl(uri);
    }

    public PckAnswer pckCertificate(Api api, PckQuery query) throws Refusal {
        return platforms.answer(api, query);
    }

    /** Intel's list of FMSPCs, which nobody signs: passed on, and kept for a short while. */
    public Bytes fmspcs(Optional<String> platform) throws Refusal {
        return fmspcs.list(platform);
    }

    /** {@code POST platforms}: a platform in JSON. An empty set of updates stands for all. */
    public void register(Api api, Bytes json, Set<TcbSet.Update> updates) throws Refusal {
        registrations.register(json, updates);
    }

    /** {@code GET platforms}: {@code reg}, {@code reg_na} or a list of FMSPCs in brackets. */
    public PlatformList platforms(String source) throws Refusal {
        return new PlatformLists(store).list(source);
    }

    /** {@code PUT platformcollateral}: all of it or nothing. */
    public void put(Api api, Bytes json) throws Refusal {
        uploads.put(api, json);
    }

    /** {@code refresh} without a type: every document, each on its own. */
    public void refresh(Api api) throws Refusal {
        refreshing.documents();
    }

    /** {@code refresh?type=certs}: the certificates of all platforms, or of those with one of these FMSPCs. */
    public void refreshCertificates(Api api, List<String> fmspcs) throws Refusal {
        refreshing.certificates(fmspcs);
    }

    /** {@code PUT appraisalpolicy}; gives the policy's id. */
    public String putPolicy(Bytes json) throws Refusal {
        return policies.put(json);
    }

    /** {@code GET appraisalpolicy}: the default policies' JWTs, joined by commas. */
    public String policies(String fmspc) throws Refusal {
        return policies.defaults(fmspc);
    }

    /**
     * Takes over what Intel's PCCS has in its database; what is not genuine is left out and named.
     *
     * @param progress is told now and then how far it has come
     */
    public ImportReport importIntel(IntelPccsFile file, Consumer<String> progress) {
        IntelImport taken = new IntelImport(store, setup, platforms, policies, progress);
        file.read(taken);
        return taken.report();
    }

    /** Grows when anything changes: ready-made answers hold as long as it stays. Costs no query. */
    public long revision() {
        return store.revision();
    }

    /** What there is and how it fares, for whoever watches; never fails, a database that is gone is one of the facts. */
    public CacheFacts facts() {
        return facts.now();
    }

    /** One round of the watch, for whoever does not want to wait for it. */
    void look() throws Refusal {
        watch.look();
    }

    @Override
    public void close() {
        watch.close();
    }
}
