package dev.assay.service.tls;

/** Why a certificate and key cannot be used: what was found in which file, and what was expected. */
public final class IdentityException extends Exception {

    private static final long serialVersionUID = 1L;

    IdentityException(String message) {
        super(message);
    }

    IdentityException(String message, Throwable cause) {
        super(message, cause);
    }
}
