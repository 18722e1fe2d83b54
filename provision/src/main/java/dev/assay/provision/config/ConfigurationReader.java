package dev.assay.provision.config;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.internal.json.JsonObject;
import dev.assay.provision.TcbSet;
import dev.assay.provision.config.SourceSetting.Kind;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads a {@link SourceConfiguration}. */
final class ConfigurationReader {

    private static final String WHAT = "configuration of sources";
    private static final Set<String> MEMBERS =
            Set.of("sources", "set", "cache", "refreshHours", "deadlineSeconds", "subscriptionKeyFile");

    private ConfigurationReader() {}

    static SourceConfiguration read(Bytes text, Path folder) throws MalformedException {
        JsonObject json = JsonObject.parse(WHAT, JsonComments.blank(WHAT, text));
        json.allowOnly(MEMBERS);
        List<SourceSetting> sources = new ArrayList<>();
        for (JsonObject source : json.objects("sources")) {
            sources.add(source(source, folder));
        }
        if (sources.isEmpty()) {
            throw json.malformed("sources", "an empty list", "at least one source, as in {\"kind\": \"pcs\"}");
        }
        return new SourceConfiguration(
                sources,
                set(json),
                path(json, "cache", folder),
                Duration.ofHours(json.has("refreshHours") ? json.integer("refreshHours", 1, 24 * 30) : 24),
                Duration.ofSeconds(json.has("deadlineSeconds") ? json.integer("deadlineSeconds", 1, 600) : 20),
                path(json, "subscriptionKeyFile", folder));
    }

    private static TcbSet set(JsonObject json) throws MalformedException {
        String text = json.optionalString("set").orElse("standard");
        try {
            return TcbSet.parse(text);
        } catch (IllegalArgumentException unknown) {
            throw json.malformed("set", "\"" + text + "\"", "\"standard\", \"early\" or a number as in \"17\"");
        }
    }

    private static SourceSetting source(JsonObject json, Path folder) throws MalformedException {
        String name = json.string("kind");
        Kind kind = Arrays.stream(Kind.values())
                .filter(one -> one.toString().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> json.malformed("kind", "\"" + name + "\"", "one of " + Arrays.toString(Kind.values())));
        Set<String> required = switch (kind) {
            case PCCS -> Set.of("url");
            case AZURE_REGION -> Set.of("region");
            case FOLDER, BUNDLE -> Set.of("path");
            case PCS, AZURE, AZURE_INSTANCE -> Set.of();
        };
        Set<String> allowed = new TreeSet<>(required);
        allowed.add("kind");
        allowed.addAll(
                switch (kind) {
                    case PCS, AZURE -> Set.of("url", "trust");
                    case PCCS, AZURE_REGION -> Set.of("trust");
                    case AZURE_INSTANCE -> Set.of("url");
                    case FOLDER, BUNDLE -> Set.of();
                });
        json.allowOnly(allowed);
        for (String member : required) {
            json.string(member);
        }
        return new SourceSetting(
                kind,
                url(json),
                json.optionalString("region"),
                path(json, "path", folder),
                path(json, "trust", folder));
    }

    private static Optional<URI> url(JsonObject json) throws MalformedException {
        Optional<String> text = json.optionalString("url");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new URI(text.get()));
        } catch (URISyntaxException notAnAddress) {
            throw json.malformed("url", notAnAddress.getReason(), "https://HOST:PORT/sgx/certification/v4/");
        }
    }

    private static Optional<Path> path(JsonObject json, String member, Path folder) throws MalformedException {
        Optional<String> text = json.optionalString(member);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            if (!text.get().isBlank()) {
                return Optional.of(folder.resolve(text.get()));
            }
        } catch (InvalidPathException notAPath) {
            // reported below
        }
        throw json.malformed(member, "\"" + text.get() + "\"", "the path of a file or folder");
    }
}
