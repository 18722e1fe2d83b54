package dev.assay.cli.input;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.collateral.Collateral;
import dev.assay.collateral.CollateralBundle;
import dev.assay.collateral.CollateralPiece;
import dev.assay.collateral.foreign.ForeignBundle;
import dev.assay.collateral.foreign.ForeignDocument;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/** Reads collateral from a folder with one file a piece, or from a bundle in one JSON document. */
public final class CollateralInput {

    private CollateralInput() {}

    /** What is there; a piece that is not is missing in the result. */
    public static Collateral read(Path place) throws InputException, MalformedException {
        if (Files.isDirectory(place)) {
            return readFolder(place);
        }
        if (!Files.exists(place)) {
            throw new InputException(
                    "cannot read the collateral: there is no " + place,
                    "Name a folder with " + CollateralPiece.TCB_INFO.fileName() + " and its companions, or a bundle.");
        }
        return readBundle(InputFile.read("collateral bundle", place));
    }

    /** Besides the project's own form those of others that hold the same documents. */
    private static Collateral readBundle(Bytes bundle) throws MalformedException {
        if (!AsciiText.of(bundle).orElse("").startsWith("{")
                && ForeignDocument.recognise(bundle).orElse(null) instanceof ForeignBundle foreign) {
            return foreign.collateral();
        }
        return CollateralBundle.parse(bundle);
    }

    /** What is in a folder, which may have other files too. */
    public static Collateral readFolder(Path folder) throws InputException, MalformedException {
        if (!Files.isReadable(folder)) {
            throw new InputException(
                    "cannot read the collateral: no permission to read the folder " + folder,
                    "Run as a user who may, or have its permissions changed.");
        }
        Map<CollateralPiece, Bytes> pieces = new EnumMap<>(CollateralPiece.class);
        for (CollateralPiece piece : CollateralPiece.values()) {
            Path file = folder.resolve(piece.fileName());
            if (Files.exists(file)) {
                pieces.put(piece, InputFile.read(piece.title(), file));
            }
        }
        return Collateral.of(pieces);
    }
}
