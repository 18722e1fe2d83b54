package dev.assay.provision.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The folders in which the dynamic linker looks, in its order. Source: ld.so(8), ldconfig(8).
 *
 * <p>The linker asks {@code /etc/ld.so.cache}, which ldconfig makes from the folders of {@code /etc/ld.so.conf}; here those
 * folders stand for it, in the order of the configuration, because a capture seldom has the cache. Run path and secure
 * execution (set-user-ID) are not considered.
 */
final class LinkerPath {

    static final String ENVIRONMENT = "LD_LIBRARY_PATH";
    private static final String CONFIGURATION = "/etc/ld.so.conf";
    private static final int MAX_CONFIGURATION = 64 << 10;
    private static final int MAX_FILES = 200;
    private static final List<String> BUILT_IN =
            List.of("/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib64", "/usr/lib64", "/lib", "/usr/lib");

    private final Machine machine;
    private final Map<String, String> folders = new LinkedHashMap<>();
    private final List<Notice> notices = new ArrayList<>();
    private int filesRead;

    private LinkerPath(Machine machine) {
        this.machine = machine;
    }

    static LinkerPath of(Machine machine) {
        LinkerPath path = new LinkerPath(machine);
        path.environment();
        path.configuration(CONFIGURATION);
        BUILT_IN.forEach(folder -> path.folders.putIfAbsent(folder, "the linker's own folders"));
        return path;
    }

    /** By folder, why the linker looks there. */
    Map<String, String> folders() {
        return folders;
    }

    List<Notice> notices() {
        return notices;
    }

    private void environment() {
        for (String folder : machine.variable(ENVIRONMENT).orElse("").split("[:;]", -1)) {
            if (folder.startsWith("/") && !folder.contains("$")) {
                folders.putIfAbsent(plain(folder), ENVIRONMENT);
            } else if (!folder.isEmpty()) {
                notices.add(new Notice(
                        "linker-folder-depends-on-process",
                        ENVIRONMENT + " names " + folder
                                + ", which depends on the process; it is not searched here. Name folders from the"
                                + " root."));
            }
        }
    }

    private void configuration(String path) {
        if (filesRead++ >= MAX_FILES) {
            return;
        }
        for (String line : text(path).lines().toList()) {
            String words = line.replaceFirst("#.*", "").strip();
            if (words.startsWith("include ") || words.startsWith("include\t")) {
                include(words.substring(8).strip());
            } else if (words.startsWith("/")) {
                folders.putIfAbsent(plain(words), CONFIGURATION);
            }
        }
    }

    /** A pattern in the last part of the path, as all distributions have it. */
    private void include(String pattern) {
        String full = pattern.startsWith("/") ? pattern : "/etc/" + pattern;
        String folder = full.substring(0, full.lastIndexOf('/'));
        Optional<Path> directory = machine.follow(folder).flatMap(machine::locate);
        if (directory.isEmpty() || folder.contains("*")) {
            return;
        }
        List<String> names = new ArrayList<>();
        String wanted = full.substring(full.lastIndexOf('/') + 1);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory.get())) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (names.size() < MAX_FILES && matches(name, wanted)) {
                    names.add(name);
                }
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException unreadable) {
            notices.add(new Notice("linker-configuration-unreadable", folder + " cannot be read."));
        }
        names.stream().sorted().forEach(name -> configuration(folder + "/" + name));
    }

    /** Stars alone; ldconfig knows more, and no distribution uses it. Linear, whatever the pattern is. */
    private static boolean matches(String name, String pattern) {
        String[] parts = pattern.split("\\*", -1);
        if (parts.length == 1) {
            return name.equals(pattern);
        }
        String last = parts[parts.length - 1];
        if (!name.startsWith(parts[0]) || name.length() < parts[0].length() + last.length() || !name.endsWith(last)) {
            return false;
        }
        int at = parts[0].length();
        for (int i = 1; i < parts.length - 1; i++) {
            int found = name.indexOf(parts[i], at);
            if (found < 0) {
                return false;
            }
            at = found + parts[i].length();
        }
        return at <= name.length() - last.length();
    }

    private String text(String path) {
        Optional<Path> file = machine.follow(path).flatMap(machine::locate).filter(Files::isRegularFile);
        if (file.isEmpty()) {
            return "";
        }
        try (InputStream in = Files.newInputStream(file.get())) {
            return new String(in.readNBytes(MAX_CONFIGURATION), StandardCharsets.ISO_8859_1);
        } catch (IOException unreadable) {
            notices.add(new Notice("linker-configuration-unreadable", path + " cannot be read."));
            return "";
        }
    }

    private static String plain(String folder) {
        return folder.replaceFirst("(?<=.)/+$", "");
    }
}
