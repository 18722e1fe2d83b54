package dev.assay.verify;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Proves that every certificate, CRL and document holds at one instant, at both ends of its time. Intel QVL looks at the
 * later end alone, and its wrapper lets an expired CRL pass with fresh documents.
 */
final class EverythingIsInDate {

    private EverythingIsInDate() {}

    /**
     * Adds a rejection for each piece that does not hold.
     *
     * @return the pieces that have expired and are within the grace
     */
    static List<Validity> prove(List<Validity> pieces, Instant at, Duration grace, Findings findings) {
        List<Validity> tolerated = new ArrayList<>();
        for (Validity piece : pieces) {
            if (piece.from().isAfter(at)) {
                findings.add(new Rejection(
                        ReasonCode.NOT_YET_VALID,
                        piece.what(),
                        "valid from " + piece.from(),
                        "valid at " + at,
                        "check the clock, or the instant that was asked for"));
            } else if (piece.isExpired(at, grace)) {
                findings.add(new Rejection(
                        ReasonCode.EXPIRED,
                        piece.what(),
                        "valid until " + piece.until(),
                        grace.isZero() ? "valid at " + at : "valid at " + at + " or expired for at most " + grace,
                        "fetch fresh collateral; for evidence of the past, ask for an instant of that time"));
            } else if (piece.until().isBefore(at)) {
                tolerated.add(piece);
            }
        }
        return List.copyOf(tolerated);
    }
}
