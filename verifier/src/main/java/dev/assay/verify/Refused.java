package dev.assay.verify;

import dev.assay.bytes.MalformedException;
import dev.assay.collateral.CollateralPiece;

/** How a step says no. Never leaves this package: {@link Findings} turns it into a value. */
final class Refused extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Rejection rejection;

    Refused(ReasonCode code, String where, String found, String expected, String advice) {
        super(null, null, false, false);
        this.rejection = new Rejection(code, where, found, expected, advice);
    }

    static Refused malformed(CollateralPiece piece, MalformedException e) {
        return malformed(piece.title(), e);
    }

    static Refused malformed(String what, MalformedException e) {
        String field = e.field().startsWith(what) ? e.field() : what + ", " + e.field();
        return new Refused(
                ReasonCode.COLLATERAL_MALFORMED,
                field + " at offset " + e.offset(),
                e.found(),
                e.expected(),
                "fetch the document anew; what a cache or proxy delivers may be cut off or an error page");
    }

    Rejection rejection() {
        return rejection;
    }
}
