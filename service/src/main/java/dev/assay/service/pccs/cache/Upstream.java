package dev.assay.service.pccs.cache;

import dev.assay.bytes.Bytes;
import dev.assay.provision.CollateralSource;
import dev.assay.provision.FetchException;
import dev.assay.provision.PckCertificateList;
import dev.assay.provision.PckPlatform;
import java.util.Optional;

/**
 * Where the cache gets what it does not have: Intel's PCS, or whoever stands in for it. Calls block for a bounded time, and
 * wait themselves for a short {@code Retry-After}.
 *
 * @param name as in {@code https://api.trustedservices.intel.com/sgx/certification/v4/}
 * @param documents unverified
 * @param certificates all PCK certificates of a platform, unverified
 * @param fmspcs Intel's list of FMSPCs, all or of one kind of platform
 */
public record Upstream(String name, CollateralSource documents, CertificateSource certificates, FmspcSource fmspcs) {

    /** Delivers PCK certificates. */
    @FunctionalInterface
    public interface CertificateSource {
        PckCertificateList fetch(PckPlatform platform) throws FetchException;
    }

    /** Delivers the list of FMSPCs. */
    @FunctionalInterface
    public interface FmspcSource {
        /** @param platform {@code all}, {@code client}, {@code E3} or {@code E5} */
        Bytes fetch(Optional<String> platform) throws FetchException;
    }
}
