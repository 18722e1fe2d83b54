package dev.assay.platform.sgx;

/** What a page of an enclave is to the processor. Intel SDM, volume 3D, table 37-16. */
public enum PageType {
    /** Where a thread enters and keeps its state. */
    TCS(1),
    /** Code or data. */
    REG(2);

    private final int number;

    PageType(int number) {
        this.number = number;
    }

    /** As in SECINFO. */
    public int number() {
        return number;
    }
}
