package dev.assay.platform.azure;

import dev.assay.bytes.Bytes;
import dev.assay.quote.QuoteBody;
import dev.assay.quote.SgxReport;
import dev.assay.quote.TdReport10;
import dev.assay.quote.TdReport15;
import dev.assay.quote.TdReport15Extended;

/**
 * TDREPORT_STRUCT: what the TDX module says about a domain, for a quoting enclave of the same machine.
 *
 * <p>Layout: REPORTMACSTRUCT (256 bytes, REPORTDATA at 128), TEE_TCB_INFO (239 bytes), 17 reserved, TDINFO_STRUCT (512).
 * Source: Intel, "TDX Module ABI Reference Specification", section "Trust Domain Attestation Structures". In a report of
 * Azure's the SHA-384 of both inner structures was found where REPORTMACSTRUCT has it.
 *
 * @param encoded the 1,024 bytes
 */
record TdReportStructure(Bytes encoded) {

    static final int SIZE = 1024;
    static final int REPORT_DATA = 128;

    private static final int TEE_TCB_SVN = 264;
    private static final int SEAM_ATTRIBUTES_END = 384;
    private static final int TEE_TCB_SVN_2 = SEAM_ATTRIBUTES_END;
    private static final int TD_INFO = 512;
    private static final int RT_MR_END = TD_INFO + 400;
    private static final int MR_SERVICE_TD = RT_MR_END;

    /** Whether {@code body} says of the domain what this report says. */
    boolean isQuotedAs(QuoteBody body) {
        return switch (body) {
            case SgxReport enclave -> false;
            case TdReport10 report -> report.encoded().equals(body10());
            case TdReport15 report -> report.encoded().equals(body15());
            case TdReport15Extended report ->
                report.encoded().slice(0, TdReport15.SIZE).equals(body15());
        };
    }

    private Bytes body10() {
        return Bytes.concat(
                encoded.slice(TEE_TCB_SVN, SEAM_ATTRIBUTES_END - TEE_TCB_SVN),
                encoded.slice(TD_INFO, RT_MR_END - TD_INFO),
                encoded.slice(REPORT_DATA, 64));
    }

    private Bytes body15() {
        return Bytes.concat(body10(), encoded.slice(TEE_TCB_SVN_2, 16), encoded.slice(MR_SERVICE_TD, 48));
    }
}
