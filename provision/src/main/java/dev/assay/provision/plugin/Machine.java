package dev.assay.provision.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The file system and the environment of a process.
 *
 * <p>The environment is that of the service that loads the library: variables of a login shell do not reach aesmd, qgsd
 * or a unit of systemd.
 *
 * @param root the folder that stands for {@code /}; {@code /} itself for the running machine
 * @param environment variables by name
 * @param architecture of the process, as ELF numbers it: 62 for x86-64
 */
public record Machine(Path root, Map<String, String> environment, int architecture) {

    /** ELF's number of x86-64. Source: System V ABI, {@code e_machine}. */
    public static final int X86_64 = 62;

    private static final int MAX_LINKS = 40;

    public Machine {
        environment = Map.copyOf(environment);
    }

    /** A machine of the only architecture that has SGX and TDX. */
    public static Machine of(Path root, Map<String, String> environment) {
        return new Machine(root, environment, X86_64);
    }

    /** The value of a variable; empty if it is not set or set to nothing. */
    Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    /** The file that {@code path} names, seen from {@link #root}. It may be absent. */
    Optional<Path> locate(String path) {
        try {
            Path relative = Path.of("/" + path).normalize();
            return Optional.of(root.resolve(relative.toString().replaceFirst("^/+", "")));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /**
     * Where {@code path} leads when links are followed inside {@link #root}, so that an absolute link of a captured
     * machine does not lead into this one.
     *
     * @return empty if it leads nowhere or round in circles
     */
    Optional<String> follow(String path) {
        String at = "/";
        String rest = path;
        for (int links = 0; links <= MAX_LINKS; ) {
            String[] names = rest.replaceFirst("^/+", "").split("/+", 2);
            rest = names.length > 1 ? names[1] : "";
            String next = normal(at + "/" + names[0]);
            Optional<Path> file = locate(next);
            if (file.isEmpty() || !Files.exists(file.get(), LinkOption.NOFOLLOW_LINKS)) {
                return Optional.empty();
            }
            Optional<String> target = linkTarget(next);
            if (target.isPresent()) {
                links++;
                rest = target.get() + (rest.isEmpty() ? "" : "/" + rest);
                at = target.get().startsWith("/") ? "/" : at;
            } else if (rest.isEmpty()) {
                return Optional.of(next);
            } else {
                at = next;
            }
        }
        return Optional.empty();
    }

    /** What the symbolic link at {@code path} says; empty if it is none. */
    Optional<String> linkTarget(String path) {
        Optional<Path> file = locate(path);
        if (file.isEmpty() || !Files.isSymbolicLink(file.get())) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readSymbolicLink(file.get()).toString());
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** Whether there is a directory entry, though it may be a link that leads nowhere. */
    boolean hasEntry(String path) {
        return locate(path)
                .filter(file -> Files.exists(file, LinkOption.NOFOLLOW_LINKS))
                .isPresent();
    }

    private static String normal(String path) {
        return Path.of("/" + path).normalize().toString();
    }
}
