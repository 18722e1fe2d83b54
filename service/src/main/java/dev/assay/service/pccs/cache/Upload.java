package dev.assay.service.pccs.cache;

import dev.assay.bytes.Bytes;
import dev.assay.provision.GenuineDocument;
import dev.assay.service.pccs.store.PlatformTable.Platform;
import dev.assay.service.pccs.store.PlatformTable.RawTcb;
import java.util.List;

/**
 * What {@code PUT platformcollateral} brings, all of it proven.
 *
 * @param documents of one version of the API; CRLs are of both
 */
record Upload(List<GenuineDocument> documents, List<UploadedPlatform> platforms) {

    Upload {
        documents = List.copyOf(documents);
        platforms = List.copyOf(platforms);
    }

    /**
     * A platform with its certificates.
     *
     * @param raws the raw TCBs that are named with it
     */
    record UploadedPlatform(
            String qeId,
            String pceId,
            String encryptedPpid,
            String manifest,
            List<RawTcb> raws,
            ProvenCertificates certificates) {

        Platform row() {
            Bytes chain = certificates.issuerChain();
            return new Platform(
                    qeId, pceId, encryptedPpid, manifest, certificates.fmspcHex(), certificates.caName(), chain);
        }
    }
}
