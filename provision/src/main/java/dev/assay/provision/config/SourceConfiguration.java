package dev.assay.provision.config;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.provision.TcbSet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where collateral comes from and where it is kept. As a file it is JSON with comments, of {@code //} to the end of the
 * line or between {@code /*} and its counterpart:
 *
 * <pre>{@code
 * {
 *   // Asked in this order; who has just failed is asked last for half a minute.
 *   "sources": [
 *     {"kind": "pccs", "url": "https://pccs.example:8081/sgx/certification/v4/", "trust": "pccs-ca.pem"},
 *     {"kind": "pcs"},
 *     {"kind": "azure"},
 *     {"kind": "azure-region", "region": "westeurope"},
 *     {"kind": "azure-instance"},
 *     {"kind": "folder", "path": "collateral"},
 *     {"kind": "bundle", "path": "collateral.json"}
 *   ],
 *   "set": "standard",
 *   "cache": "collateral-cache",
 *   "refreshHours": 24,
 *   "deadlineSeconds": 20,
 *   "subscriptionKeyFile": "pcs.key"
 * }
 * }</pre>
 *
 * <p>Only {@code sources} must be there. {@code set} is {@code standard} (default), {@code early} or a TCB evaluation data
 * number in quotation marks. Without {@code cache} documents are kept in memory alone. {@code pcs}, {@code azure} and
 * {@code azure-instance} may have a {@code url} of their own, {@code pcs}, {@code pccs}, {@code azure} and {@code
 * azure-region} a {@code trust}. Paths are taken from the file's folder. Unknown members are refused.
 *
 * @param sources in the order in which they are asked
 * @param set of which TCB infos and identities are
 * @param cache folder of the cache on disk
 * @param refreshAge at which documents are fetched anew
 * @param deadline for one call to one source
 * @param subscriptionKeyFile file with the key for Intel's service
 */
public record SourceConfiguration(
        List<SourceSetting> sources,
        TcbSet set,
        Optional<Path> cache,
        Duration refreshAge,
        Duration deadline,
        Optional<Path> subscriptionKeyFile) {

    public SourceConfiguration {
        sources = List.copyOf(sources);
        if (sources.isEmpty()) {
            throw new IllegalArgumentException("no source is named; name one, or {\"kind\": \"pcs\"} for Intel's");
        }
    }

    /** The given sources, the standard set, a cache in memory that refreshes daily, 20 seconds a call. */
    public static SourceConfiguration of(List<SourceSetting> sources) {
        return new SourceConfiguration(
                sources,
                TcbSet.Update.STANDARD,
                Optional.empty(),
                Duration.ofHours(24),
                Duration.ofSeconds(20),
                Optional.empty());
    }

    /**
     * Reads a file.
     *
     * @param text its bytes
     * @param folder from which its paths are taken
     */
    public static SourceConfiguration parse(Bytes text, Path folder) throws MalformedException {
        return ConfigurationReader.read(text, folder);
    }

    public SourceConfiguration withSet(TcbSet changed) {
        return new SourceConfiguration(sources, changed, cache, refreshAge, deadline, subscriptionKeyFile);
    }

    public SourceConfiguration withCache(Path changed) {
        return new SourceConfiguration(sources, set, Optional.of(changed), refreshAge, deadline, subscriptionKeyFile);
    }

    public SourceConfiguration withSubscriptionKeyFile(Path changed) {
        return new SourceConfiguration(sources, set, cache, refreshAge, deadline, Optional.of(changed));
    }
}
