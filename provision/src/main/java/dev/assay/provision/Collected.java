package dev.assay.provision;

import dev.assay.collateral.Collateral;
import dev.assay.collateral.CollateralPiece;
import dev.assay.provision.FetchException.Reason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The collateral of a quote as far as it was to be had: unverified.
 *
 * @param collateral what there is; verification with less than everything is undecided
 * @param missing what could not be fetched, and why
 * @param stale what is there, but older than it should be, since a fresher one could not be fetched, and why
 */
public record Collected(
        Collateral collateral,
        Map<CollateralPiece, FetchException> missing,
        Map<CollateralPiece, FetchException> stale) {

    public Collected {
        missing = copy(missing);
        stale = copy(stale);
    }

    private static Map<CollateralPiece, FetchException> copy(Map<CollateralPiece, FetchException> failures) {
        Map<CollateralPiece, FetchException> copy = new EnumMap<>(CollateralPiece.class);
        copy.putAll(failures);
        return Collections.unmodifiableMap(copy);
    }

    /**
     * The collateral, if nothing is missing.
     *
     * @throws FetchException that names every missing piece
     */
    public Collateral complete() throws FetchException {
        if (missing.isEmpty()) {
            return collateral;
        }
        List<FetchException> attempts = new ArrayList<>(missing.values());
        Reason reason = attempts.get(0).reason();
        StringBuilder message = new StringBuilder("collateral is missing:");
        missing.forEach((piece, failure) ->
                message.append("\n  ").append(piece.title()).append(": ").append(failure.getMessage()));
        throw FetchException.ofAttempts(reason, message.toString(), attempts);
    }
}
