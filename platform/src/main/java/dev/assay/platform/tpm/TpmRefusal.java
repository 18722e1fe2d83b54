package dev.assay.platform.tpm;

/** A TPM answered that it will not; the message says which command, and what the code means. */
public final class TpmRefusal extends Exception {

    private static final long serialVersionUID = 1L;

    private final int code;

    public TpmRefusal(TpmCommand command, ResponseCode code) {
        super(command + " was answered " + code.describe());
        this.code = code.number();
    }

    public ResponseCode code() {
        return new ResponseCode(code);
    }

    public boolean is(ResponseCode.Reason reason) {
        return code().is(reason);
    }
}
