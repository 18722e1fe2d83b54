package dev.assay.provision.plugin;

import java.nio.file.Files;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the two libraries keep what they fetched. A cache outlives changes of the configuration: who changes a URL must
 * empty it and restart the service.
 */
public final class CacheFolders {

    private static final List<String> VARIABLES = List.of("AZDCAP_CACHE", "XDG_CACHE_HOME", "HOME", "TMPDIR");

    private CacheFolders() {}

    /**
     * The folder of Intel's library: the first place that already has a {@code .dcap-qcnl}, else the first where it can
     * be made; that is told here by the place being a directory, not by the rights of the account.
     *
     * @return empty if none of the places is there
     */
    public static Optional<String> ofIntel(Machine machine) {
        List<String> places = places(machine).toList();
        Optional<String> existing = places.stream()
                .map(place -> place + "/.dcap-qcnl")
                .filter(folder -> isDirectory(machine, folder))
                .findFirst();
        return existing.isPresent()
                ? existing
                : places.stream()
                        .filter(place -> isDirectory(machine, place))
                        .map(place -> place + "/.dcap-qcnl")
                        .findFirst();
    }

    /** The folder of Azure's library: in the first place that is set, whether it exists or not. */
    public static String ofAzure(Machine machine) {
        return places(machine).findFirst().orElse("/tmp") + "/.az-dcap-client";
    }

    private static Stream<String> places(Machine machine) {
        Stream<String> set = VARIABLES.stream()
                .map(name -> machine.variable(name).orElse(null))
                .filter(Objects::nonNull)
                .map(place -> place.replaceFirst("(?<=.)/+$", ""));
        return Stream.concat(set, Stream.of("/tmp"));
    }

    private static boolean isDirectory(Machine machine, String path) {
        return machine.follow(path)
                .flatMap(machine::locate)
                .filter(Files::isDirectory)
                .isPresent();
    }
}
