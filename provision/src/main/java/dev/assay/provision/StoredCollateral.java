package dev.assay.provision;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.collateral.Collateral;
import dev.assay.collateral.CollateralBundle;
import dev.assay.collateral.CollateralPiece;
import dev.assay.provision.DocumentKey.EvaluationNumbersKey;
import dev.assay.provision.DocumentKey.IdentityKey;
import dev.assay.provision.DocumentKey.PckCrlKey;
import dev.assay.provision.DocumentKey.TcbInfoKey;
import dev.assay.provision.FetchException.Reason;
import dev.assay.quote.CertificationData.PlatformReference;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Collateral that lies in a folder or a bundle, as a source: one document of each kind, whatever FMSPC, enclave or set it
 * is of; {@link VerifyingSource} tells whether it is the one that was asked for.
 */
public final class StoredCollateral implements CollateralSource, PckSource {

    private static final int MAX_PIECE = 8 << 20;

    private final String place;
    private final Collateral collateral;

    private StoredCollateral(String place, Collateral collateral) {
        this.place = place;
        this.collateral = collateral;
    }

    /** What is at hand, which messages call {@code place}. */
    public static StoredCollateral of(String place, Collateral collateral) {
        return new StoredCollateral(place, collateral);
    }

    /** The files of {@code folder} that have the names of {@link CollateralPiece#fileName}; read once. */
    public static StoredCollateral ofFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException(
                    folder + " is no folder; expected one with files as " + CollateralPiece.TCB_INFO.fileName());
        }
        Map<CollateralPiece, Bytes> pieces = new EnumMap<>(CollateralPiece.class);
        for (CollateralPiece piece : CollateralPiece.values()) {
            Path file = folder.resolve(piece.fileName());
            if (Files.exists(file)) {
                pieces.put(piece, read(file));
            }
        }
        return new StoredCollateral(folder.toString(), Collateral.of(pieces));
    }

    /** A file that {@link CollateralBundle} reads; read once. */
    public static StoredCollateral ofBundle(Path file) throws IOException, MalformedException {
        return new StoredCollateral(file.toString(), CollateralBundle.parse(read(file)));
    }

    private static Bytes read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_PIECE + 1);
            if (bytes.length > MAX_PIECE) {
                throw new IOException(file + " has more than " + MAX_PIECE + " bytes, which no collateral has");
            }
            return Bytes.of(bytes);
        }
    }

    @Override
    public Document fetch(DocumentKey key) throws FetchException {
        if (key instanceof TcbInfoKey) {
            return document(key, CollateralPiece.TCB_INFO, CollateralPiece.TCB_INFO_ISSUER_CHAIN);
        }
        if (key instanceof IdentityKey) {
            return document(key, CollateralPiece.QE_IDENTITY, CollateralPiece.QE_IDENTITY_ISSUER_CHAIN);
        }
        if (key instanceof PckCrlKey) {
            return document(key, CollateralPiece.PCK_CRL, CollateralPiece.PCK_CRL_ISSUER_CHAIN);
        }
        if (key instanceof EvaluationNumbersKey) {
            throw FetchException.of(
                    Reason.NOT_FOUND, place, key.text() + " from " + place + ": stored collateral has no such piece");
        }
        return new Document(key, piece(key.text(), CollateralPiece.ROOT_CA_CRL), Optional.empty());
    }

    private Document document(DocumentKey key, CollateralPiece body, CollateralPiece chain) throws FetchException {
        return new Document(key, piece(key.text(), body), Optional.of(piece(key.text(), chain)));
    }

    @Override
    public Bytes pckChain(PlatformReference platform, Bytes qeId) throws FetchException {
        return piece("PCK certificate of QE-ID " + qeId.hex(), CollateralPiece.PCK_CHAIN);
    }

    private Bytes piece(String what, CollateralPiece piece) throws FetchException {
        return collateral
                .piece(piece)
                .orElseThrow(() -> FetchException.of(
                        Reason.NOT_FOUND,
                        place,
                        what + " from " + place + ": there is no " + piece.title() + " (" + piece.fileName() + ")"));
    }

    /** Where it lies. */
    @Override
    public String toString() {
        return place;
    }
}
