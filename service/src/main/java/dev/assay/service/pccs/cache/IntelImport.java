package dev.assay.service.pccs.cache;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.provision.Document;
import dev.assay.provision.DocumentKey;
import dev.assay.provision.GenuineDocument;
import dev.assay.provision.MisfiledException;
import dev.assay.provision.PckCertificateList.Entry;
import dev.assay.service.pccs.Api;
import dev.assay.service.pccs.ImportReport;
import dev.assay.service.pccs.ImportReport.LeftOut;
import dev.assay.service.pccs.Refusal;
import dev.assay.service.pccs.store.IntelPccsFile;
import dev.assay.service.pccs.store.PlatformTable.Certificate;
import dev.assay.service.pccs.store.PlatformTable.Platform;
import dev.assay.service.pccs.store.PlatformTable.RawTcb;
import dev.assay.service.pccs.store.RegistrationTable.Registration;
import dev.assay.service.pccs.store.RegistrationTable.State;
import dev.assay.service.pccs.store.Store;
import dev.assay.verify.NotGenuineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Takes over what Intel's PCCS has, each piece proven as if it came from upstream; Intel's server proves nothing. */
final class IntelImport implements IntelPccsFile.Visitor {

    /** A damaged file may have any number of bad rows; this many are named. */
    private static final int MAX_LEFT_OUT = 10_000;

    private static final int PROGRESS_EACH = 1_000;

    private final Store store;
    private final CacheSetup setup;
    private final Platforms platforms;
    private final Policies policies;
    private final Consumer<String> progress;
    private final List<LeftOut> leftOut = new ArrayList<>();
    private int documentCount;
    private int platformCount;
    private int registrationCount;
    private int policyCount;

    IntelImport(Store store, CacheSetup setup, Platforms platforms, Policies policies, Consumer<String> progress) {
        this.store = store;
        this.setup = setup;
        this.platforms = platforms;
        this.policies = policies;
        this.progress = progress;
    }

    ImportReport report() {
        return new ImportReport(documentCount, platformCount, registrationCount, policyCount, leftOut);
    }

    @Override
    public void document(int api, DocumentKey key, Bytes body, Optional<Bytes> issuerChain, String where) {
        try {
            GenuineDocument document = GenuineDocument.prove(new Document(key, body, issuerChain), setup.verifier());
            Api version = api == Api.V3.number() ? Api.V3 : Api.V4;
            store.write(t -> t.documents()
                    .put(Documents.row(version, document, setup.clock().instant())));
            documentCount++;
        } catch (NotGenuineException | MisfiledException e) {
            leftOut(where, "not genuine: " + e.getMessage());
        }
    }

    @Override
    public void platform(Platform platform, List<Certificate> certificates, List<RawTcb> rawTcbs, String where) {
        try {
            List<Entry> entries = new ArrayList<>();
            for (Certificate certificate : certificates) {
                entries.add(new Entry(Bytes.ofHex(certificate.tcbm()), Optional.of(certificate.certificate())));
            }
            if (entries.isEmpty()) {
                leftOut(where, "it has no certificates");
                return;
            }
            ProvenCertificates proven = ProvenCertificates.prove(
                    entries, platform.issuerChain(), Bytes.ofHex(platform.pceId()), 0, setup.verifier(), where);
            Platform row = new Platform(
                    platform.qeId(),
                    platform.pceId(),
                    platform.encryptedPpid(),
                    platform.manifest(),
                    proven.fmspcHex(),
                    proven.caName(),
                    platform.issuerChain());
            Undone.write(store, t -> {
                platforms.put(t, row, proven, rawTcbs, false);
                return true;
            });
            platformCount++;
            if (platformCount % PROGRESS_EACH == 0) {
                progress.accept(platformCount + " platforms");
            }
        } catch (NotGenuineException e) {
            leftOut(where, "not genuine: " + e.getMessage());
        } catch (Refusal | MalformedException e) {
            leftOut(where, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void registration(Registration registration, State state, String where) {
        store.write(t -> {
            t.registrations().put(registration, state);
            return true;
        });
        registrationCount++;
    }

    @Override
    public void policy(String fmspc, String jwt, boolean isDefault, String where) {
        try {
            policies.keep(fmspc, jwt, isDefault);
            policyCount++;
        } catch (MalformedException e) {
            leftOut(where, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void leftOut(String where, String why) {
        if (leftOut.size() < MAX_LEFT_OUT) {
            leftOut.add(new LeftOut(where, why));
        }
    }
}
