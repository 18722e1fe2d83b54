package dev.assay.service.pccs.cache;

import dev.assay.bytes.Bytes;
import dev.assay.provision.DocumentKey;
import dev.assay.provision.DocumentKey.TcbInfoKey;
import dev.assay.provision.PckPlatform;
import dev.assay.provision.TcbSet;
import dev.assay.quote.Tee;
import dev.assay.service.pccs.Refusal;
import dev.assay.service.pccs.Status;
import dev.assay.service.pccs.store.PlatformTable.Certificate;
import dev.assay.service.pccs.store.PlatformTable.Platform;
import dev.assay.service.pccs.store.RegistrationTable.Registration;
import dev.assay.service.pccs.store.Store;
import dev.assay.service.pccs.store.StoreException;
import dev.assay.service.pccs.store.Tables;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Fetches all that is needed to answer for a platform: its certificates, proven, and the TCB infos of its FMSPC. */
final class PlatformFetch {

    /**
     * How many names of one genuine platform are kept from reads that anybody may make. A platform has one QE-ID for each
     * quoting enclave that it runs; names beyond these are somebody's invention, as the name is the only thing in such a
     * read that nothing vouches for: certificates come with a genuine encrypted PPID alone.
     */
    static final int NAMES_PER_PLATFORM = 8;

    private static final Logger LOG = System.getLogger(PlatformFetch.class.getName());

    /**
     * What was fetched.
     *
     * @param kept whether it was also put into the database
     */
    record Fetched(Platform platform, ProvenCertificates certificates, boolean kept) {}

    /** Puts what was fetched into the database. */
    interface Keep {
        void keep(Platform platform, ProvenCertificates proven) throws Refusal;
    }

    private final Store store;
    private final UpstreamCalls upstream;
    private final Documents documents;
    private final CacheSetup setup;
    private final Flights<Fetched> flights;

    PlatformFetch(Store store, CacheSetup setup, UpstreamCalls upstream, Documents documents, Leases leases) {
        this.store = store;
        this.setup = setup;
        this.upstream = upstream;
        this.documents = documents;
        this.flights = new Flights<>(leases);
    }

    /** For a read that anybody may make: keeps what it fetches as far as the bounds allow. */
    Fetched anonymous(String qeId, String pceId, String encryptedPpid) throws Refusal {
        PckPlatform ask = new PckPlatform.ByEncryptedPpid(Platforms.bytes(encryptedPpid), Platforms.bytes(pceId));
        // One flight for a PPID and a name: whoever asks for a name with another PPID gets an answer of his own.
        String name = "platform " + qeId + "/" + pceId + "/" + Integer.toHexString(encryptedPpid.hashCode());
        return flights.join(name, documents.patience(), () -> stored(qeId, pceId), () -> {
            ProvenCertificates proven = fetch(ask);
            Platform platform = platform(qeId, pceId, encryptedPpid, "", proven);
            return new Fetched(platform, proven, keepAnonymous(platform, proven));
        });
    }

    private boolean keepAnonymous(Platform platform, ProvenCertificates proven) {
        try {
            return store.write(t -> {
                if (t.platforms().find(platform.qeId(), platform.pceId()).isPresent()) {
                    // Another replica was faster, or somebody registered it; a read does not change a registration.
                    return false;
                }
                if (!claimName(t, proven.ppid())) {
                    return false;
                }
                t.platforms().put(platform, proven.certificates());
                return true;
            });
        } catch (StoreException e) {
            LOG.log(
                    Level.ERROR,
                    "platform {0} was fetched and could not be kept: {1}",
                    platform.qeId(),
                    e.getMessage());
            return false;
        }
    }

    /** Takes one of the names that a platform may have; each is a job that can be done once. */
    private boolean claimName(Tables tables, Bytes ppid) {
        Instant now = setup.clock().instant();
        for (int i = 0; i < NAMES_PER_PLATFORM; i++) {
            String job = "name " + i + " of platform " + ppid.hex();
            if (tables.leases().lastDone(job).isEmpty()) {
                tables.leases().done(job, now);
                return true;
            }
        }
        LOG.log(
                Level.WARNING,
                "platform {0} has been asked for by more than " + NAMES_PER_PLATFORM + " QE-IDs: answered, not kept",
                ppid);
        return false;
    }

    /**
     * For somebody with a token.
     *
     * @param done finds what another replica may have fetched and kept meanwhile
     * @param keep keeps what was fetched, before anybody else may fetch it
     */
    Fetched registered(Registration asked, Flights.Lookup<Fetched> done, Keep keep) throws Refusal {
        PckPlatform ask = Platforms.ask(asked.pceId(), asked.encryptedPpid(), asked.manifest())
                .orElseThrow(() -> new Refusal(
                        Status.NOT_FOUND,
                        "platform " + asked.qeId()
                                + " has neither a manifest nor an encrypted PPID other than zero to look it up by"));
        String name =
                "registration " + asked.qeId() + "/" + asked.pceId() + "/" + Integer.toHexString(asked.hashCode());
        return flights.join(name, documents.patience(), done, () -> {
            ProvenCertificates proven = fetch(ask);
            Platform platform = platform(asked.qeId(), asked.pceId(), asked.encryptedPpid(), asked.manifest(), proven);
            keep.keep(platform, proven);
            return new Fetched(platform, proven, true);
        });
    }

    /** Certificates as they are kept; empty for an unknown platform. */
    Optional<Fetched> stored(String qeId, String pceId) {
        return store.read(t -> t.platforms()
                        .find(qeId, pceId)
                        .map(platform -> new Stored(platform, t.platforms().certificates(qeId, pceId))))
                .flatMap(PlatformFetch::read);
    }

    private record Stored(Platform platform, List<Certificate> certificates) {}

    private static Optional<Fetched> read(Stored stored) {
        try {
            ProvenCertificates proven = ProvenCertificates.ofDatabase(
                    stored.certificates(), stored.platform().issuerChain());
            return Optional.of(new Fetched(stored.platform(), proven, true));
        } catch (Refusal damaged) {
            return Optional.empty();
        }
    }

    private ProvenCertificates fetch(PckPlatform ask) throws Refusal {
        ProvenCertificates proven = upstream.certificates(ask);
        tcbInfos(proven.fmspc());
        return proven;
    }

    private static Platform platform(
            String qeId, String pceId, String encryptedPpid, String manifest, ProvenCertificates proven) {
        return new Platform(
                qeId, pceId, encryptedPpid, manifest, proven.fmspcHex(), proven.caName(), proven.issuerChain());
    }

    /** Makes sure of all TCB infos of an FMSPC; the standard one for SGX must exist, the others need not. */
    void tcbInfos(Bytes fmspc) throws Refusal {
        List<Optional<Refusal>> refusals = require(List.of(
                new TcbInfoKey(Tee.SGX, fmspc, TcbSet.Update.STANDARD),
                new TcbInfoKey(Tee.SGX, fmspc, TcbSet.Update.EARLY),
                new TcbInfoKey(Tee.TDX, fmspc, TcbSet.Update.STANDARD),
                new TcbInfoKey(Tee.TDX, fmspc, TcbSet.Update.EARLY)));
        if (refusals.getFirst().isPresent()) {
            throw refusals.getFirst().get();
        }
    }

    /** Makes sure of documents, all at the same time; gives for each why it is not to be had. */
    List<Optional<Refusal>> require(List<DocumentKey> keys) throws Refusal {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Optional<Refusal>>> results = new ArrayList<>();
            for (DocumentKey key : keys) {
                results.add(threads.submit(() -> refusal(key)));
            }
            List<Optional<Refusal>> refusals = new ArrayList<>();
            for (Future<Optional<Refusal>> result : results) {
                refusals.add(result.get());
            }
            return refusals;
        } catch (ExecutionException e) {
            throw Flights.rethrown(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(Status.UNAVAILABLE, "the server is shutting down");
        }
    }

    private Optional<Refusal> refusal(DocumentKey key) {
        try {
            documents.require(key);
            return Optional.empty();
        } catch (Refusal refusal) {
            return Optional.of(refusal);
        }
    }
}
