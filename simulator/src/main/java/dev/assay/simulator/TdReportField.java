package dev.assay.simulator;

import dev.assay.bytes.Bytes;
import dev.assay.quote.TdReport;
import dev.assay.quote.TdReport10;
import dev.assay.quote.TdReport15;
import dev.assay.quote.TdReport15Extended;

/**
 * The fields of a TD report, to be set; {@link TdReport} reads them. From {@link #TEE_TCB_SVN_2} on only reports of TDX
 * 1.5 have them, from {@link #VM_ID} on only extended ones.
 *
 * <p>Offsets and sizes are in bytes and stand here a second time on purpose: a mistake in one place shows against the
 * other. Source: Intel QVL, {@code QuoteVerification/QuoteStructures.h}.
 */
public enum TdReportField {
    TEE_TCB_SVN(0, 16),
    MR_SEAM(16, 48),
    MR_SIGNER_SEAM(64, 48),
    SEAM_ATTRIBUTES(112, 8),
    TD_ATTRIBUTES(120, 8),
    XFAM(128, 8),
    MR_TD(136, 48),
    MR_CONFIG_ID(184, 48),
    MR_OWNER(232, 48),
    MR_OWNER_CONFIG(280, 48),
    RT_MR_0(328, 48),
    RT_MR_1(376, 48),
    RT_MR_2(424, 48),
    RT_MR_3(472, 48),
    REPORT_DATA(520, 64),
    TEE_TCB_SVN_2(584, 16),
    MR_SERVICE_TD(600, 48),
    VM_ID(648, 1),
    TD_ID(649, 32),
    DEV_INFO(681, 48),
    INIT_SERVICE_TD_HASH(729, 48),
    INIT_SERVICE_TD_ATTRIBUTES(777, 8),
    INIT_CPU_SVN(785, 16),
    INIT_TEE_TCB_SVN(801, 16),
    INIT_TEE_FMSPC(817, 12),
    CURRENT_SERVICE_TD_HASH(829, 48),
    CURRENT_SERVICE_TD_ATTRIBUTES(877, 8);

    private final int offset;
    private final int size;

    TdReportField(int offset, int size) {
        this.offset = offset;
        this.size = size;
    }

    /** Size in bytes. */
    public int size() {
        return size;
    }

    /** Whether {@code report} is long enough to have this field. */
    public boolean isIn(TdReport report) {
        return offset + size <= report.encoded().length();
    }

    /** A copy of {@code report} in which this field has the given value. */
    public TdReport set(TdReport report, Bytes value) {
        if (!isIn(report)) {
            throw new IllegalArgumentException(name() + " in a report of body type " + report.bodyType()
                    + ", which ends before it at " + report.encoded().length() + " bytes");
        }
        Bytes changed = Patch.replace(name(), report.encoded(), offset, size, value);
        return switch (report.bodyType()) {
            case 2 -> new TdReport10(changed);
            case 3 -> new TdReport15(changed);
            default -> new TdReport15Extended(changed);
        };
    }
}
