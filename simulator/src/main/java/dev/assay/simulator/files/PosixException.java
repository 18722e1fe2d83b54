package dev.assay.simulator.files;

import java.io.IOException;

/** A call failed; the message is the C library's, as the JDK has it of reads and writes. */
public final class PosixException extends IOException {

    private static final long serialVersionUID = 1L;

    private final PosixError error;

    PosixException(PosixError error) {
        super(error.words());
        this.error = error;
    }

    public PosixError error() {
        return error;
    }
}
