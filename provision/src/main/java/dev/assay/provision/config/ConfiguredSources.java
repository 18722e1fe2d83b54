package dev.assay.provision.config;

import dev.assay.bytes.MalformedException;
import dev.assay.provision.CollateralCache;
import dev.assay.provision.CollateralCollector;
import dev.assay.provision.CollateralSource;
import dev.assay.provision.Endpoints;
import dev.assay.provision.PckSource;
import dev.assay.provision.StoredCollateral;
import dev.assay.provision.VerifyingSource;
import dev.assay.provision.http.AzureInstanceMetadata;
import dev.assay.provision.http.AzureThim;
import dev.assay.provision.http.HttpOptions;
import dev.assay.provision.http.IntelPcs;
import dev.assay.provision.http.Pccs;
import dev.assay.provision.http.ProvisioningHttp;
import dev.assay.provision.http.SubscriptionKey;
import dev.assay.verify.DocumentVerifier;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The sources of a configuration, put together: each one verified, asked in turn, a cache in front of them.
 *
 * @param cache gives documents with what there is to say about their freshness
 * @param endpoints behind the cache; they give PCK certificates too
 * @param collector gives a quote all that it needs
 */
public record ConfiguredSources(CollateralCache cache, Endpoints endpoints, CollateralCollector collector) {

    /**
     * Opens what {@code configuration} names; nothing is fetched yet.
     *
     * @param options for all sources over HTTP; the configuration's deadline takes the place of theirs
     * @param verifier proves every document
     * @param remarks hears of an empty key file, of useless files in the cache and of what could not be written to it
     * @throws IOException if a file or folder is missing or of no use
     * @throws MalformedException if a bundle or a file with certificates is malformed
     * @throws IllegalArgumentException if an address is none of its kind
     */
    public static ConfiguredSources open(
            SourceConfiguration configuration, HttpOptions options, DocumentVerifier verifier, Consumer<String> remarks)
            throws IOException, MalformedException {
        HttpOptions own = options.withDeadline(configuration.deadline());
        ProvisioningHttp shared = ProvisioningHttp.of(own);
        Optional<SubscriptionKey> key = key(configuration.subscriptionKeyFile(), remarks);
        List<CollateralSource> sources = new ArrayList<>();
        List<PckSource> pckSources = new ArrayList<>();
        for (SourceSetting setting : configuration.sources()) {
            ProvisioningHttp http = setting.trust().isEmpty()
                    ? shared
                    : ProvisioningHttp.of(
                            own.withTls(TrustFile.context(setting.trust().get())));
            Object source = source(setting, http, key);
            if (source instanceof CollateralSource documents) {
                sources.add(VerifyingSource.of(documents, verifier));
            }
            if (source instanceof PckSource certificates) {
                pckSources.add(certificates);
            }
        }
        Endpoints endpoints = Endpoints.of(sources, pckSources, options.time()::now);
        CollateralCache cache = (configuration.cache().isEmpty()
                        ? CollateralCache.inMemory(endpoints, verifier, options.time()::now)
                        : CollateralCache.onDisk(
                                configuration.cache().get(), endpoints, verifier, options.time()::now, remarks))
                .refreshingAfter(configuration.refreshAge());
        return new ConfiguredSources(
                cache,
                endpoints,
                CollateralCollector.of(cache).withPckSource(endpoints).withSet(configuration.set()));
    }

    private static Optional<SubscriptionKey> key(Optional<Path> file, Consumer<String> remarks) throws IOException {
        if (file.isEmpty()) {
            return Optional.empty();
        }
        SubscriptionKey.FromFile read = SubscriptionKey.read(file.get());
        if (!read.remark().isEmpty()) {
            remarks.accept(read.remark());
        }
        return read.key();
    }

    private static Object source(SourceSetting setting, ProvisioningHttp http, Optional<SubscriptionKey> key)
            throws IOException, MalformedException {
        Optional<URI> url = setting.url();
        return switch (setting.kind()) {
            case PCS -> {
                IntelPcs pcs = IntelPcs.at(url.orElse(IntelPcs.ADDRESS), http);
                yield key.map(pcs::withSubscriptionKey).orElse(pcs);
            }
            case PCCS -> Pccs.at(required(setting, "url", url), http);
            case AZURE -> AzureThim.publicCacheAt(url.orElse(AzureThim.PUBLIC_CACHE), http);
            case AZURE_REGION -> AzureThim.region(required(setting, "region", setting.region()), http);
            case AZURE_INSTANCE -> AzureInstanceMetadata.at(url.orElse(AzureInstanceMetadata.ADDRESS), http);
            case FOLDER -> StoredCollateral.ofFolder(required(setting, "path", setting.path()));
            case BUNDLE -> StoredCollateral.ofBundle(required(setting, "path", setting.path()));
        };
    }

    private static <T> T required(SourceSetting setting, String name, Optional<T> value) {
        return value.orElseThrow(
                () -> new IllegalArgumentException("a source of kind " + setting.kind() + " needs a " + name));
    }
}
