package dev.assay.simulator;

import dev.assay.bytes.Bytes;
import dev.assay.quote.QuoteBody;
import dev.assay.quote.SgxReport;
import dev.assay.quote.TdReport;
import dev.assay.quote.Tee;

/** What the enclave or TD of a simulated platform may be told to be. */
public enum AttestedField {
    MRENCLAVE(Tee.SGX, 32),
    MRSIGNER(Tee.SGX, 32),
    /** ISVPRODID, little-endian. */
    PRODUCT(Tee.SGX, 2),
    /** ISVSVN, little-endian. */
    SVN(Tee.SGX, 2),
    MRTD(Tee.TDX, 48),
    RTMR0(Tee.TDX, 48),
    RTMR1(Tee.TDX, 48),
    RTMR2(Tee.TDX, 48),
    RTMR3(Tee.TDX, 48);

    private final Tee tee;
    private final int size;

    AttestedField(Tee tee, int size) {
        this.tee = tee;
        this.size = size;
    }

    /** What has this field: enclaves or TDs. */
    public Tee tee() {
        return tee;
    }

    /** Size in bytes. */
    public int size() {
        return size;
    }

    QuoteBody set(QuoteBody body, Bytes value) {
        return switch (this) {
            case MRENCLAVE -> SgxReportField.MR_ENCLAVE.set((SgxReport) body, value);
            case MRSIGNER -> SgxReportField.MR_SIGNER.set((SgxReport) body, value);
            case PRODUCT -> SgxReportField.ISV_PROD_ID.set((SgxReport) body, value);
            case SVN -> SgxReportField.ISV_SVN.set((SgxReport) body, value);
            case MRTD -> TdReportField.MR_TD.set((TdReport) body, value);
            case RTMR0 -> TdReportField.RT_MR_0.set((TdReport) body, value);
            case RTMR1 -> TdReportField.RT_MR_1.set((TdReport) body, value);
            case RTMR2 -> TdReportField.RT_MR_2.set((TdReport) body, value);
            case RTMR3 -> TdReportField.RT_MR_3.set((TdReport) body, value);
        };
    }
}
