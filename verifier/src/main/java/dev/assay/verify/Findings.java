package dev.assay.verify;

import dev.assay.collateral.CollateralPiece;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what steps refuse, so that a person sees everything that is wrong and not just the first thing. */
final class Findings {

    /** A step that proves something and may have a result. */
    @FunctionalInterface
    interface Step<T> {
        T run() throws Refused;
    }

    /** A step that only proves something. */
    @FunctionalInterface
    interface Check {
        void run() throws Refused;
    }

    private final List<Rejection> rejections = new ArrayList<>();

    /** The step's result, or null when it refused. */
    <T> @Nullable T attempt(Step<T> step) {
        try {
            return step.run();
        } catch (Refused refused) {
            add(refused.rejection());
            return null;
        }
    }

    void check(Check check) {
        try {
            check.run();
        } catch (Refused refused) {
            add(refused.rejection());
        }
    }

    /** One reason is said once, however many documents share it. */
    void add(Rejection rejection) {
        if (!rejections.contains(rejection)) {
            rejections.add(rejection);
        }
    }

    void missing(CollateralPiece piece) {
        add(new Rejection(
                ReasonCode.COLLATERAL_MISSING,
                piece.title(),
                "nothing",
                "the document (" + piece.fileName() + " in a collateral folder)",
                "fetch it, or give a folder or bundle that has it"));
    }

    boolean isEmpty() {
        return rejections.isEmpty();
    }

    /** Refused if anything is wrong; undecided if there is only something missing. */
    Verification verdict() {
        boolean onlyMissing =
                rejections.stream().allMatch(rejection -> rejection.code() == ReasonCode.COLLATERAL_MISSING);
        return onlyMissing ? new Verification.Undecided(rejections) : new Verification.Rejected(rejections);
    }
}
