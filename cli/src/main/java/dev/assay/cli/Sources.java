package dev.assay.cli;

import dev.assay.bytes.MalformedException;
import dev.assay.cli.input.InputException;
import dev.assay.cli.input.InputFile;
import dev.assay.cli.input.SecretFile;
import dev.assay.provision.CollateralCache;
import dev.assay.provision.CollateralCollector;
import dev.assay.provision.CollateralSource;
import dev.assay.provision.Collected;
import dev.assay.provision.FetchException;
import dev.assay.provision.TcbSet;
import dev.assay.provision.config.ConfiguredSources;
import dev.assay.provision.config.SourceConfiguration;
import dev.assay.provision.config.SourceSetting;
import dev.assay.provision.http.HttpOptions;
import dev.assay.quote.Quote;
import dev.assay.verify.DocumentVerifier;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.ParseResult;

/**
 * Where this run fetches collateral from: the PCCSs that were named, else the configuration file, else Intel's PCS; with
 * the user's cache in front.
 *
 * @param cache gives one document
 * @param collector gives a quote all that it needs
 */
record Sources(CollateralCache cache, CollateralCollector collector) {

    private static final String OFF = "off";

    /** Opens what the options name; nothing is fetched yet. */
    static Sources open(ParseResult given, Shelf shelf, Optional<Path> root, Consumer<String> remarks)
            throws InputException {
        Map<String, String> environment = System.getenv();
        DocumentVerifier verifier = shelf.documents(root);
        SourceConfiguration configuration = configuration(given, environment);
        Optional<String> set = Options.value(given, SourceOptions.TCB_SET);
        if (set.isPresent()) {
            configuration = configuration.withSet(set(given, set.get()));
        }
        Optional<Path> key = Options.path(given, SourceOptions.API_KEY_FILE, "subscription key");
        if (key.isPresent()) {
            if (SecretFile.read("subscription key", key.get()).exposed()) {
                remarks.accept("others than its owner may read the subscription key in " + key.get());
            }
            configuration = configuration.withSubscriptionKeyFile(key.get());
        }
        Optional<Path> folder = cacheFolder(given, configuration, environment);
        return Options.isSet(given, SourceOptions.OFFLINE)
                ? offline(configuration, folder, verifier, remarks)
                : online(configuration, folder, verifier, remarks);
    }

    private static Sources online(
            SourceConfiguration wanted, Optional<Path> folder, DocumentVerifier verifier, Consumer<String> remarks)
            throws InputException {
        try {
            SourceConfiguration configuration = wanted;
            if (folder.isPresent()) {
                configuration = wanted.withCache(folder.get());
            }
            try {
                return of(ConfiguredSources.open(configuration, HttpOptions.standard(), verifier, remarks));
            } catch (IOException e) {
                if (folder.isEmpty() || wanted.cache().isPresent()) {
                    throw e;
                }
                remarks.accept("fetched collateral is not kept: " + e.getMessage());
                return of(ConfiguredSources.open(wanted, HttpOptions.standard(), verifier, remarks));
            }
        } catch (IOException | MalformedException | IllegalArgumentException e) {
            throw new InputException(
                    "cannot use the sources of collateral: " + e.getMessage(), "docs/collateral.md has their form.");
        }
    }

    private static Sources of(ConfiguredSources sources) {
        return new Sources(sources.cache(), sources.collector());
    }

    private static Sources offline(
            SourceConfiguration configuration,
            Optional<Path> folder,
            DocumentVerifier verifier,
            Consumer<String> remarks)
            throws InputException {
        CollateralSource nobody = key -> {
            throw FetchException.of(
                    FetchException.Reason.UNREACHABLE,
                    "",
                    key.text() + ": not in the cache"
                            + folder.map(path -> " " + path).orElse("") + ", and --offline forbids to fetch it");
        };
        InstantSource clock = InstantSource.system();
        try {
            CollateralCache cache = folder.isPresent() && Files.isDirectory(folder.get())
                    ? CollateralCache.onDisk(folder.get(), nobody, verifier, clock, remarks)
                    : CollateralCache.inMemory(nobody, verifier, clock);
            return new Sources(cache, CollateralCollector.of(cache).withSet(configuration.set()));
        } catch (IOException e) {
            throw new InputException("cannot use the cache: " + e.getMessage(), "Name another folder by --cache.");
        }
    }

    private static SourceConfiguration configuration(ParseResult given, Map<String, String> environment)
            throws InputException {
        List<String> urls = Options.values(given, SourceOptions.PCCS);
        if (!urls.isEmpty()) {
            List<SourceSetting> settings = new ArrayList<>();
            for (String url : urls) {
                settings.add(SourceSetting.pccs(address(url)));
            }
            return SourceConfiguration.of(settings);
        }
        Optional<Path> file = Options.path(given, SourceOptions.CONFIG, "configuration");
        if (file.isEmpty()) {
            String named = environment.getOrDefault("ASSAY_COLLATERAL_CONFIG", "");
            Path usual = home(environment, "XDG_CONFIG_HOME", ".config").resolve("collateral.json");
            if (!named.isEmpty()) {
                file = Optional.of(InputFile.path("configuration", named));
            } else if (Files.exists(usual)) {
                file = Optional.of(usual);
            }
        }
        return file.isPresent() ? read(file.get()) : SourceConfiguration.of(List.of(SourceSetting.pcs()));
    }

    private static SourceConfiguration read(Path file) throws InputException {
        try {
            Path folder = file.toAbsolutePath().getParent();
            return SourceConfiguration.parse(
                    InputFile.read("configuration", file), folder == null ? file.toAbsolutePath() : folder);
        } catch (MalformedException e) {
            throw new InputException(
                    "cannot use the configuration " + file + ": " + e.getMessage(), "docs/collateral.md has its form.");
        }
    }

    private static URI address(String url) throws InputException {
        try {
            URI uri = URI.create(url.endsWith("/") ? url : url + "/");
            if (uri.getHost() != null) {
                boolean bare = uri.getPath().equals("/");
                return bare ? uri.resolve("sgx/certification/v4/") : uri;
            }
        } catch (IllegalArgumentException e) {
            // It is said below.
        }
        throw new InputException(
                "--pccs is \"" + url + "\", which is no address",
                "Write it as in https://pccs.example:8081/sgx/certification/v4/.");
    }

    static TcbSet set(ParseResult given, String text) {
        try {
            return TcbSet.parse(text);
        } catch (IllegalArgumentException e) {
            throw Options.wrong(
                    given,
                    SourceOptions.TCB_SET + " is \"" + text + "\": it can be standard, early or a number from 1");
        }
    }

    private static Optional<Path> cacheFolder(
            ParseResult given, SourceConfiguration configuration, Map<String, String> environment)
            throws InputException {
        Optional<String> text = Options.value(given, SourceOptions.CACHE);
        if (text.isPresent()) {
            return text.get().equals(OFF) ? Optional.empty() : Optional.of(InputFile.path("cache", text.get()));
        }
        return configuration
                .cache()
                .or(() -> Optional.of(
                        home(environment, "XDG_CACHE_HOME", ".cache").resolve("collateral")));
    }

    /** Where files of one sort lie, as the XDG Base Directory Specification has it. */
    static Path home(Map<String, String> environment, String variable, String usual) {
        String named = environment.getOrDefault(variable, "");
        Path home = named.startsWith("/") ? Path.of(named) : Path.of(System.getProperty("user.home"), usual);
        return home.resolve("assay");
    }

    /** What {@code quote} needs, or as much of it as there is. */
    Collected collect(Quote quote) {
        return collector.collect(quote);
    }
}
