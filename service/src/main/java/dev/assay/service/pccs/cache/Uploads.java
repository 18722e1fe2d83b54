package dev.assay.service.pccs.cache;

import dev.assay.bytes.Bytes;
import dev.assay.provision.GenuineDocument;
import dev.assay.service.pccs.Api;
import dev.assay.service.pccs.Refusal;
import dev.assay.service.pccs.cache.Upload.UploadedPlatform;
import dev.assay.service.pccs.store.DocumentTable.Row;
import dev.assay.service.pccs.store.Store;
import java.time.Instant;

/** {@code PUT platformcollateral}: what an operator brings, proven as if it came from upstream, in one transaction. */
final class Uploads {

    private final Store store;
    private final CacheSetup setup;
    private final Platforms platforms;

    Uploads(Store store, CacheSetup setup, Platforms platforms) {
        this.store = store;
        this.setup = setup;
        this.platforms = platforms;
    }

    void put(Api api, Bytes json) throws Refusal {
        UploadReader.Known known = key -> store.read(
                        t -> t.documents().find(Documents.apiOf(api, key).number(), key.text()))
                .flatMap(Row::issuerChain);
        Upload upload = UploadReader.read(api, json, setup.verifier(), known);
        Instant now = setup.clock().instant();
        Undone.write(store, t -> {
            for (GenuineDocument document : upload.documents()) {
                t.documents().put(Documents.row(api, document, now));
            }
            for (UploadedPlatform platform : upload.platforms()) {
                platforms.put(t, platform.row(), platform.certificates(), platform.raws(), true);
            }
            return true;
        });
    }
}
