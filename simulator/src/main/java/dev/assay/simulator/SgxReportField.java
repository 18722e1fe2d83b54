package dev.assay.simulator;

import dev.assay.bytes.Bytes;
import dev.assay.quote.SgxReport;

/**
 * The fields of an SGX report, to be set; {@link SgxReport} reads them.
 *
 * <p>Offsets and sizes are in bytes and stand here a second time on purpose: a mistake in one place shows against the
 * other. Source: Intel SDM, volume 3D, 37.15.
 */
public enum SgxReportField {
    CPU_SVN(0, 16),
    MISC_SELECT(16, 4),
    ISV_EXT_PROD_ID(32, 16),
    ATTRIBUTES(48, 16),
    MR_ENCLAVE(64, 32),
    MR_SIGNER(128, 32),
    CONFIG_ID(192, 64),
    ISV_PROD_ID(256, 2),
    ISV_SVN(258, 2),
    CONFIG_SVN(260, 2),
    ISV_FAMILY_ID(304, 16),
    REPORT_DATA(320, 64);

    private final int offset;
    private final int size;

    SgxReportField(int offset, int size) {
        this.offset = offset;
        this.size = size;
    }

    /** Size in bytes. */
    public int size() {
        return size;
    }

    /** A copy of {@code report} in which this field has the given value. */
    public SgxReport set(SgxReport report, Bytes value) {
        return new SgxReport(Patch.replace(name(), report.encoded(), offset, size, value));
    }
}
