package dev.assay;

import dev.assay.bytes.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The repository's vectors. */
public final class VectorFiles {

    private static final Path ROOT = find();

    private VectorFiles() {}

    /** The bytes of a file; {@code name} counts from the vectors' folder. */
    public static Bytes read(String name) {
        return read(ROOT.resolve(name));
    }

    public static Bytes read(Path file) {
        try {
            return Bytes.of(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What lies in a folder, sorted by name. */
    public static List<Path> list(String folder) {
        try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path find() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve("vectors/ias-epid"))) {
            folder = folder.getParent();
        }
        return folder.resolve("vectors");
    }
}
