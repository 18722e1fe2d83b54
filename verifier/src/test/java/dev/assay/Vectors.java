package dev.assay;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.Collateral;
import dev.assay.collateral.CollateralPiece;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Finds the project's vectors; see vectors/README.md. */
public final class Vectors {

    private static final Path ROOT = Path.of("..", "vectors");
    private static final JsonMapper JSON = new JsonMapper();

    private Vectors() {}

    /** The folders that hold one case each. */
    public static Stream<Path> cases(String pool) {
        try (Stream<Path> folders = Files.list(ROOT.resolve(pool))) {
            return folders.filter(folder -> Files.exists(folder.resolve("case.json"))).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything that lies in a folder, sorted by name. */
    public static List<Path> list(String folder) {
        try (Stream<Path> entries = Files.list(ROOT.resolve(folder))) {
            return entries.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The entries of a pool's index. */
    public static List<JsonNode> index(String pool) {
        JsonNode index = json(ROOT.resolve(pool).resolve("index.json"));
        return index.valueStream().toList();
    }

    /** The files of a pool with what its index says of them. */
    public static Stream<Entry> entries(String pool) {
        return index(pool).stream().map(json -> new Entry(pool, json));
    }

    /** A file of a pool with what its index says of it. */
    public record Entry(String pool, JsonNode json) {

        public String file() {
            return text("file");
        }

        public Bytes bytes() {
            return read(path(pool, file()));
        }

        public String text(String member) {
            return json.get(member).asString();
        }

        public int number(String member) {
            return json.get(member).asInt();
        }

        @Override
        public String toString() {
            return file();
        }
    }

    public static Path path(String first, String... more) {
        return ROOT.resolve(Path.of(first, more));
    }

    public static Bytes read(Path file) {
        try {
            return Bytes.of(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static JsonNode json(Path file) {
        return JSON.readTree(file);
    }

    /** The collateral in a folder, by the names of the command line's contract. */
    public static Collateral collateral(Path folder) {
        Map<CollateralPiece, Bytes> pieces = new EnumMap<>(CollateralPiece.class);
        for (CollateralPiece piece : CollateralPiece.values()) {
            Path file = folder.resolve(piece.fileName());
            if (Files.exists(file)) {
                pieces.put(piece, read(file));
            }
        }
        return Collateral.of(pieces);
    }
}
