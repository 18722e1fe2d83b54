package dev.assay.provision.plugin;

import java.util.Optional;

/**
 * A file of one of the names.
 *
 * @param path where the linker finds it, seen from the root
 * @param target the file that it is in the end, links followed; empty if they lead nowhere
 * @param foundBy why the linker looks there, as in {@code LD_LIBRARY_PATH}
 * @param rightArchitecture whether the process can load it; the linker passes over what it cannot
 */
public record Candidate(
        String path, Optional<String> target, String foundBy, LibraryKind kind, boolean rightArchitecture) {

    /** Whether the linker takes it. Damage that it refuses only then is not told here. */
    public boolean isLoadable() {
        return target.isPresent() && rightArchitecture && kind != LibraryKind.NOT_ELF;
    }

    /** The last part of the path. */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
