package dev.assay.provision.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One source of a configuration.
 *
 * @param kind which manners it has
 * @param url where it is; empty for the kind's own address
 * @param region of Azure, as in {@code westeurope}
 * @param path of a folder or bundle
 * @param trust PEM file with the certificates that its TLS may lead to; empty for those that the JVM trusts
 */
public record SourceSetting(
        Kind kind, Optional<URI> url, Optional<String> region, Optional<Path> path, Optional<Path> trust) {

    /** Manners of sources; the text is the one of the file. */
    public enum Kind {
        PCS("pcs"),
        PCCS("pccs"),
        AZURE("azure"),
        AZURE_REGION("azure-region"),
        AZURE_INSTANCE("azure-instance"),
        FOLDER("folder"),
        BUNDLE("bundle");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** A caching service, as {@code --pccs URL} names it. */
    public static SourceSetting pccs(URI url) {
        return new SourceSetting(Kind.PCCS, Optional.of(url), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Intel's own service. */
    public static SourceSetting pcs() {
        return new SourceSetting(Kind.PCS, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
