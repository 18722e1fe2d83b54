package dev.assay.service.pccs.store;

/** The database does not do what it should: it is gone, full, locked or damaged. */
public final class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    StoreException(String message) {
        super(message);
    }
}
