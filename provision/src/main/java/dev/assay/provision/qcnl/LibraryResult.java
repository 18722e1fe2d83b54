package dev.assay.provision.qcnl;

/**
 * What Intel's library returns when it is initialised with the file.
 *
 * <p>The SGX and TDX quoting libraries take an error for a failure; the quote verification library warns and goes on.
 */
public enum LibraryResult {
    SUCCESS(0, 0),
    /** A {@code tcb_update_type} that is neither standard nor early. The code of the quote layer is assumed. */
    INVALID_CONFIG(0xb030, 0xe001),
    INVALID_JSON(0xb035, 0xe067);

    private final int qcnlCode;
    private final int quoteLayerCode;

    LibraryResult(int qcnlCode, int quoteLayerCode) {
        this.qcnlCode = qcnlCode;
        this.quoteLayerCode = quoteLayerCode;
    }

    /** Of {@code sgx_qcnl_global_init}. */
    public int qcnlCode() {
        return qcnlCode;
    }

    /** Of {@code sgx_qpl_global_init} and the quoting libraries above it. */
    public int quoteLayerCode() {
        return quoteLayerCode;
    }

    @Override
    public String toString() {
        return this == SUCCESS
                ? "success"
                : String.format(
                        "sgx_qcnl_global_init returns 0x%x (quote layer 0x%x); later calls see what key=value reading"
                                + " finds in the file, which is usually nothing but the built-in defaults",
                        qcnlCode, quoteLayerCode);
    }
}
