package dev.assay.platform.files;

import java.io.IOException;

/** A file went on where it should have ended. */
public final class OverlongException extends IOException {

    private static final long serialVersionUID = 1L;

    OverlongException(int limit) {
        super("more than " + limit + " bytes");
    }
}
