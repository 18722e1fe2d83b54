package dev.assay.collateral;

import dev.assay.bytes.Bytes;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The collateral of one quote as it was delivered: unparsed, unverified, perhaps incomplete.
 *
 * <p>Values are equal when all their pieces are, byte by byte.
 */
public final class Collateral {

    private static final Collateral NONE = new Collateral(new EnumMap<>(CollateralPiece.class));

    private final Map<CollateralPiece, Bytes> pieces;
    private final int hash;

    private Collateral(EnumMap<CollateralPiece, Bytes> pieces) {
        this.pieces = Collections.unmodifiableMap(pieces);
        this.hash = pieces.hashCode();
    }

    /** No collateral at all. */
    public static Collateral none() {
        return NONE;
    }

    public static Collateral of(Map<CollateralPiece, Bytes> pieces) {
        return pieces.isEmpty() ? NONE : new Collateral(new EnumMap<>(pieces));
    }

    /** The same collateral with one piece added or replaced. */
    public Collateral with(CollateralPiece piece, Bytes bytes) {
        EnumMap<CollateralPiece, Bytes> changed = new EnumMap<>(CollateralPiece.class);
        changed.putAll(pieces);
        changed.put(piece, bytes);
        return new Collateral(changed);
    }

    /** The same collateral with one piece left out. */
    public Collateral without(CollateralPiece piece) {
        if (!pieces.containsKey(piece)) {
            return this;
        }
        EnumMap<CollateralPiece, Bytes> changed = new EnumMap<>(CollateralPiece.class);
        changed.putAll(pieces);
        changed.remove(piece);
        return new Collateral(changed);
    }

    public Optional<Bytes> piece(CollateralPiece piece) {
        return Optional.ofNullable(pieces.get(piece));
    }

    /** Number of bytes of all pieces. */
    public long size() {
        long size = 0;
        for (Bytes bytes : pieces.values()) {
            size += bytes.length();
        }
        return size;
    }

    /** All pieces that there are. */
    public Map<CollateralPiece, Bytes> pieces() {
        return pieces;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof Collateral that && hash == that.hash && pieces.equals(that.pieces));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** Names of the pieces that there are. */
    @Override
    public String toString() {
        return "Collateral" + pieces.keySet();
    }
}
