package dev.assay.service.pccs.cache;

import dev.assay.pck.PckCertificate;
import dev.assay.provision.DocumentKey;
import dev.assay.provision.DocumentKey.PckCrlKey;
import dev.assay.provision.DocumentKey.RootCaCrlKey;
import dev.assay.service.pccs.Api;
import dev.assay.service.pccs.Mode;
import dev.assay.service.pccs.Refusal;
import dev.assay.service.pccs.Status;
import dev.assay.service.pccs.store.Store;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The addresses that stand in Intel's certificates as places of CRLs. Each names a CRL that the cache has under its own
 * name as well, so nothing is ever downloaded from an address that a client gives.
 */
final class DistributionPoints {

    private static final String ROOT = "https://certificates.trustedservices.intel.com/IntelSGXRootCA.der";
    private static final Pattern PCK = Pattern.compile(
            "https://[a-z0-9.-]*api\\.trustedservices\\.intel\\.com/sgx/certification/v[1-9]/pckcrl\\?([a-zA-Z=&]+)");

    private final Store store;
    private final Mode mode;
    private final Documents documents;

    DistributionPoints(Store store, Mode mode, Documents documents) {
        this.store = store;
        this.mode = mode;
        this.documents = documents;
    }

    CachedDocument crl(String uri) throws Refusal {
        DocumentKey key = key(uri).orElseThrow(() ->
                new Refusal(Status.NOT_FOUND, "no CRL of Intel's is known to lie at the address asked for"));
        // Intel's server knows a CRL by its address only once something was registered or read with it; in mode REQ,
        // where
        // it fetches nothing for a read, clients can tell.
        if (mode == Mode.REQ
                && store.read(t -> t.platforms().list(Set.of(), Optional.empty(), 1))
                        .isEmpty()) {
            throw new Refusal(
                    Status.NOT_FOUND, "no platform is registered yet, and in mode REQ registration fetches CRLs");
        }
        return documents.read(Api.V4, key);
    }

    private static Optional<DocumentKey> key(String uri) {
        if (uri.equals(ROOT)) {
            return Optional.of(new RootCaCrlKey());
        }
        Matcher pck = PCK.matcher(uri);
        if (!pck.matches()) {
            return Optional.empty();
        }
        for (String parameter : pck.group(1).split("&", -1)) {
            for (PckCertificate.Ca ca : PckCertificate.Ca.values()) {
                if (parameter.toLowerCase(Locale.ROOT).equals("ca=" + ca)) {
                    return Optional.of(new PckCrlKey(ca));
                }
            }
        }
        return Optional.empty();
    }
}
