package dev.assay.quote;

import dev.assay.bytes.Bytes;

/**
 * The report body of TDX 1.5, body type 3 of version 5.
 *
 * @param encoded the 648 bytes
 */
public record TdReport15(Bytes encoded) implements TdReport {

    static final int TEE_TCB_SVN_2 = TdReport10.SIZE;
    static final int MR_SERVICE_TD = TEE_TCB_SVN_2 + 16;

    /** Length in bytes. */
    public static final int SIZE = MR_SERVICE_TD + 48;

    public TdReport15 {
        Layout.requireSize("TD report 1.5", encoded, SIZE);
    }

    @Override
    public int bodyType() {
        return 3;
    }
}
