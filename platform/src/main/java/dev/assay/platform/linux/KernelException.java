package dev.assay.platform.linux;

/** A system call failed; the message names the call, what it was about, and the error. */
public final class KernelException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int errno;

    public KernelException(String call, int errno) {
        super(call + ": "
                + Errno.of(errno).map(known -> known + ", " + known.meaning()).orElse("error " + errno));
        this.errno = errno;
    }

    /** The error's number. */
    public int errno() {
        return errno;
    }

    public boolean is(Errno expected) {
        return errno == expected.number();
    }
}
