package dev.assay.quote;

/** The kind of trusted execution environment that a quote speaks of. */
public enum Tee {
    SGX(0x00),
    TDX(0x81);

    private final long code;

    Tee(long code) {
        this.code = code;
    }

    /** The TEE type of the quote header. */
    public long code() {
        return code;
    }
}
