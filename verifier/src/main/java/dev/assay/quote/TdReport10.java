package dev.assay.quote;

import dev.assay.bytes.Bytes;

/**
 * The report body of TDX 1.0, in quotes of version 4 and, as body type 2, of version 5.
 *
 * @param encoded the 584 bytes
 */
public record TdReport10(Bytes encoded) implements TdReport {

    static final int TEE_TCB_SVN = 0;
    static final int MR_SEAM = TEE_TCB_SVN + 16;
    static final int MR_SIGNER_SEAM = MR_SEAM + 48;
    static final int SEAM_ATTRIBUTES = MR_SIGNER_SEAM + 48;
    static final int TD_ATTRIBUTES = SEAM_ATTRIBUTES + 8;
    static final int XFAM = TD_ATTRIBUTES + TdAttributes.SIZE;
    static final int MR_TD = XFAM + 8;
    static final int MR_CONFIG_ID = MR_TD + 48;
    static final int MR_OWNER = MR_CONFIG_ID + 48;
    static final int MR_OWNER_CONFIG = MR_OWNER + 48;
    static final int RT_MR = MR_OWNER_CONFIG + 48;
    static final int REPORT_DATA = RT_MR + 4 * 48;

    /** Length in bytes. */
    public static final int SIZE = REPORT_DATA + 64;

    public TdReport10 {
        Layout.requireSize("TD report 1.0", encoded, SIZE);
    }

    @Override
    public int bodyType() {
        return 2;
    }
}
