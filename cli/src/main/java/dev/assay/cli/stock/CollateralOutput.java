package dev.assay.cli.stock;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.cli.input.InputException;
import dev.assay.collateral.Collateral;
import dev.assay.collateral.CollateralBundle;
import dev.assay.collateral.CollateralPiece;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes collateral into a folder, one file a piece, or into a bundle, which is one file.
 *
 * <p><b>Guarantees.</b> Nobody finds half of a document, not after a crash either: all files are complete on the disk
 * before the first takes the place of an older one. In a folder they take their places one after another; a bundle
 * changes as a whole. Other files in a folder are left alone.
 */
public final class CollateralOutput {

    private static final String BUNDLE = ".json";

    private record Ready(Path written, Path place) {}

    private CollateralOutput() {}

    /** Whether {@code place} is to be, or is, a bundle. */
    public static boolean isBundle(Path place) {
        return !Files.isDirectory(place) && place.toString().endsWith(BUNDLE);
    }

    /** Writes to a folder, which is made if it is not there, or to a bundle when the name ends in {@code .json}. */
    public static void write(Path place, Collateral collateral) throws InputException, MalformedException {
        try {
            if (isBundle(place)) {
                Path folder = place.toAbsolutePath().getParent();
                Files.createDirectories(folder == null ? place.toAbsolutePath() : folder);
                replace(List.of(prepare(place.toAbsolutePath(), CollateralBundle.write(collateral))));
            } else {
                Files.createDirectories(place);
                List<Ready> ready = new ArrayList<>();
                for (Map.Entry<CollateralPiece, Bytes> piece :
                        collateral.pieces().entrySet()) {
                    ready.add(prepare(place.resolve(piece.getKey().fileName()), piece.getValue()));
                }
                replace(ready);
            }
        } catch (AccessDeniedException e) {
            throw new InputException(
                    "cannot write the collateral: no permission for " + e.getFile(),
                    "Name another place, or run as a user who may write there.");
        } catch (IOException e) {
            throw new InputException(
                    "cannot write the collateral to " + place + ": " + e, "Check the place and the space on its disk.");
        }
    }

    private static Ready prepare(Path place, Bytes content) throws IOException {
        Path written = place.resolveSibling("." + place.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                written, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content.toArray());
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        return new Ready(written, place);
    }

    private static void replace(List<Ready> files) throws IOException {
        for (Ready file : files) {
            Files.move(
                    file.written(), file.place(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
