package dev.assay.verify;

/** A document that does not come from whom it should: it must not be kept, served or used. */
public final class NotGenuineException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Rejection rejection;

    NotGenuineException(Rejection rejection) {
        super(rejection.toString());
        this.rejection = rejection;
    }

    /** What is wrong with it. */
    public Rejection rejection() {
        return rejection;
    }
}
