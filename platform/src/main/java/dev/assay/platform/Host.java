package dev.assay.platform;

import dev.assay.platform.linux.Kernel;
import java.nio.file.Path;
import java.util.Map;

/**
 * The machine that is looked at.
 *
 * @param root where its file system begins: {@code /}, or a folder or file system that stands in for it
 * @param environment the variables of this process
 * @param kernel its system calls
 */
public record Host(Path root, Map<String, String> environment, Kernel kernel) {

    public Host {
        environment = Map.copyOf(environment);
    }

    /** The machine that this runs on. */
    public static Host live() {
        return new Host(Path.of("/"), System.getenv(), Kernel.linux());
    }

    /** An absolute path on this machine, as in {@code /dev/sgx_enclave}. */
    public Path path(String absolute) {
        return root.resolve(absolute.substring(1));
    }
}
