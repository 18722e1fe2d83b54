package dev.assay.service.pccs.cache;

import dev.assay.bytes.Bytes;
import dev.assay.provision.CollateralSource;
import dev.assay.provision.FetchException;
import dev.assay.provision.PckCertificateList;
import dev.assay.provision.PckPlatform;
import dev.assay.provision.http.HttpOptions;
import dev.assay.provision.http.IntelPcs;
import dev.assay.provision.http.ProvisioningHttp;
import dev.assay.provision.http.SubscriptionKey;
import dev.assay.service.pccs.PccsOptions;
import java.time.Duration;
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

    /**
     * Intel's PCS or its stand-in. It keeps the client's deadline, and waits itself for a {@code Retry-After} of two seconds
     * at most; a longer one is passed on to the client and not remembered here, who may be the only one to obey it.
     */
    static Upstream pcs(PccsOptions options) {
        HttpOptions http = HttpOptions.standard()
                .withDeadline(options.limits().upstreamDeadline().multipliedBy(PATIENT))
                .withRefusalMemory(Duration.ZERO);
        if (options.proxy().isPresent()) {
            http = http.withProxies(options.proxy().get());
        }
        if (options.upstreamTls().isPresent()) {
            http = http.withTls(options.upstreamTls().get());
        }
        IntelPcs pcs =
                IntelPcs.at(options.upstream(), ProvisioningHttp.of(http)).under(options.anchor());
        String key = options.apiKey().map(String::strip).orElse("");
        IntelPcs subscribed = key.isEmpty() ? pcs : pcs.withSubscriptionKey(SubscriptionKey.of(key));
        return new Upstream(options.upstream().toString(), subscribed, subscribed::pckCertificates, subscribed::fmspcs);
    }

    /** A call may take longer than the client who caused it waits; the next one finds what it brought. */
    private static final int PATIENT = 3;

    /** Delivers PCK certificates. */
    @FunctionalInterface
    public interface CertificateSource {
        PckCertificateList fetch(PckPlatform platform) throws FetchException;
    }

    /** Delivers the list of FMSPCs. */
    @FunctionalInterface
    public interface FmspcSource {
        /**
         * Delivers the list as it came.
         *
         * @param platform {@code all}, {@code client}, {@code E3} or {@code E5}
         */
        Bytes fetch(Optional<String> platform) throws FetchException;
    }
}
