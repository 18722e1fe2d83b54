package dev.assay.simulator;

import dev.assay.bytes.Bytes;
import dev.assay.quote.QuoteBody;
import dev.assay.quote.SgxReport;
import dev.assay.quote.TdReport;
import dev.assay.quote.TdReport10;
import dev.assay.quote.TdReport15;
import dev.assay.quote.TdReport15Extended;
import dev.assay.quote.Tee;

/** Reports that the default policy accepts on a default platform; what measurements they have the seed decides. */
public final class QuoteBodies {

    /** SVN 11 of version 1 of the TDX module, microcode 4. */
    static final Bytes TEE_TCB_SVN = Patch.padded(16, 11, 1, 4);

    /** 32 bytes: who signs the simulator's quoting enclaves. */
    static final Bytes QE_MR_SIGNER = TestKey.sha256(Bytes.ofUtf8("ASSAY TEST signer of quoting enclaves"));

    /** The ISVSVN of a default platform's quoting enclaves. */
    static final int QE_ISV_SVN = 8;

    private static final Bytes XFRM = Patch.padded(8, 0xE7);

    private QuoteBodies() {}

    /** The report of body type 1 (SGX), 2 (TDX 1.0), 3 (TDX 1.5) or 4 (TDX 1.5, extended). */
    public static QuoteBody ofType(int bodyType, Seed seed) {
        return switch (bodyType) {
            case 1 -> enclave(seed);
            case 2 -> domain(new TdReport10(Patch.zeros(TdReport10.SIZE)), seed);
            case 3 -> domain(new TdReport15(Patch.zeros(TdReport15.SIZE)), seed);
            case 4 -> domain(new TdReport15Extended(Patch.zeros(TdReport15Extended.SIZE)), seed);
            default -> throw new IllegalArgumentException("body type " + bodyType + ", known are 1 to 4");
        };
    }

    /** An enclave of production. */
    public static SgxReport enclave(Seed seed) {
        SgxReport report = new SgxReport(Patch.zeros(SgxReport.SIZE));
        report = SgxReportField.CPU_SVN.set(report, TestPlatform.COMPONENTS);
        report = SgxReportField.ATTRIBUTES.set(report, Bytes.concat(Patch.padded(8, 0x05), XFRM));
        report = SgxReportField.MR_ENCLAVE.set(report, seed.bytes("MRENCLAVE", 32));
        report = SgxReportField.MR_SIGNER.set(report, seed.bytes("MRSIGNER", 32));
        report = SgxReportField.ISV_PROD_ID.set(report, Patch.uint16(1));
        report = SgxReportField.ISV_SVN.set(report, Patch.uint16(1));
        return SgxReportField.REPORT_DATA.set(report, seed.bytes("REPORTDATA", 64));
    }

    /** A quoting enclave whose report binds nothing yet. */
    public static SgxReport quotingEnclave(Tee tee) {
        SgxReport report = new SgxReport(Patch.zeros(SgxReport.SIZE));
        report = SgxReportField.CPU_SVN.set(report, TestPlatform.COMPONENTS);
        report = SgxReportField.ATTRIBUTES.set(report, Bytes.concat(Patch.padded(8, 0x15), XFRM));
        report = SgxReportField.MR_ENCLAVE.set(
                report, TestKey.sha256(Bytes.ofUtf8("ASSAY TEST quoting enclave for " + tee)));
        report = SgxReportField.MR_SIGNER.set(report, QE_MR_SIGNER);
        report = SgxReportField.ISV_PROD_ID.set(report, Patch.uint16(qeProductId(tee)));
        return SgxReportField.ISV_SVN.set(report, Patch.uint16(QE_ISV_SVN));
    }

    static int qeProductId(Tee tee) {
        return tee == Tee.SGX ? 1 : 2;
    }

    private static TdReport domain(TdReport empty, Seed seed) {
        TdReport report = TdReportField.TEE_TCB_SVN.set(empty, TEE_TCB_SVN);
        report = TdReportField.MR_SEAM.set(report, seed.bytes("MRSEAM", 48));
        // SEPT_VE_DISABLE
        report = TdReportField.TD_ATTRIBUTES.set(report, Patch.padded(8, 0, 0, 0, 0x10));
        report = TdReportField.XFAM.set(report, Patch.padded(8, 0xE7, 0x02, 0x06));
        report = TdReportField.MR_TD.set(report, seed.bytes("MRTD", 48));
        report = TdReportField.RT_MR_0.set(report, seed.bytes("RTMR0", 48));
        report = TdReportField.RT_MR_1.set(report, seed.bytes("RTMR1", 48));
        report = TdReportField.RT_MR_2.set(report, seed.bytes("RTMR2", 48));
        report = TdReportField.REPORT_DATA.set(report, seed.bytes("REPORTDATA", 64));
        return TdReportField.TEE_TCB_SVN_2.isIn(report) ? TdReportField.TEE_TCB_SVN_2.set(report, TEE_TCB_SVN) : report;
    }
}
