package dev.assay.platform.tdx;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.quote.TdReport;
import dev.assay.quote.TdReport10;
import dev.assay.quote.TdReport15;
import java.util.List;
import java.util.Optional;

/**
 * A TD report as the TDX module makes it for the same machine (TDREPORT_STRUCT): under a MAC that only this machine's
 * processor can check, so it proves nothing until the quoting enclave has made a quote of it.
 *
 * <p>It is REPORTMACSTRUCT at 0, TEE_TCB_INFO at 256 and TDINFO at 512. Source: Intel Trust Domain CPU Architectural
 * Extensions, 343754-002, tables 2-1 to 2-4; Linux, {@code drivers/virt/coco/tdx-guest/tdx-guest.c}, the offsets of
 * {@code TDREPORT_*}; Intel DCAP, {@code sgx_report2.h} and {@code sgx_quote_5.h}.
 *
 * @param encoded the 1024 bytes
 */
public record LocalTdReport(Bytes encoded) {

    /** Length in bytes. */
    public static final int SIZE = 1024;

    /** The first byte of every one of them. */
    private static final int TYPE_TDX = 0x81;

    private static final int REPORT_DATA = 128;
    private static final int TEE_TCB_INFO = 256;
    private static final int TEE_TCB_SVN = TEE_TCB_INFO + 8;
    private static final int TEE_TCB_SVN_2 = TEE_TCB_INFO + 128;
    private static final int TD_INFO = 512;
    private static final int MR_SERVICE_TD = TD_INFO + 400;

    /** A field, and where it is in this report and in the body of a quote. */
    private record Field(String name, int here, int inQuote, int size) {}

    private static final List<Field> FIELDS = List.of(
            new Field("REPORTDATA", REPORT_DATA, 520, 64),
            new Field("MRTD", TD_INFO + 16, 136, 48),
            new Field("TDATTRIBUTES", TD_INFO, 120, 8),
            new Field("XFAM", TD_INFO + 8, 128, 8),
            new Field("MRCONFIGID", TD_INFO + 64, 184, 48),
            new Field("MROWNER", TD_INFO + 112, 232, 48),
            new Field("MROWNERCONFIG", TD_INFO + 160, 280, 48),
            new Field("RTMR0", TD_INFO + 208, 328, 48),
            new Field("RTMR1", TD_INFO + 256, 376, 48),
            new Field("RTMR2", TD_INFO + 304, 424, 48),
            new Field("RTMR3", TD_INFO + 352, 472, 48),
            new Field("TEE_TCB_SVN", TEE_TCB_SVN, 0, 16),
            new Field("MRSEAM", TEE_TCB_INFO + 24, 16, 48),
            new Field("MRSIGNERSEAM", TEE_TCB_INFO + 72, 64, 48),
            new Field("SEAMATTRIBUTES", TEE_TCB_INFO + 120, 112, 8));

    private static final List<Field> FIELDS_SINCE_15 = List.of(
            new Field("TEE_TCB_SVN2", TEE_TCB_SVN_2, TdReport10.SIZE, 16),
            new Field("MRSERVICETD", MR_SERVICE_TD, TdReport10.SIZE + 16, 48));

    public LocalTdReport {
        if (encoded.length() != SIZE) {
            throw new IllegalArgumentException("a TDREPORT of " + encoded.length() + " bytes, it has " + SIZE);
        }
    }

    /** A report whose type is that of TDX, in one of the versions that are known. */
    public static LocalTdReport parse(Bytes encoded) throws MalformedException {
        if (encoded.length() != SIZE) {
            throw new MalformedException("TDREPORT", 0, encoded.length() + " bytes", SIZE + " bytes");
        }
        if (encoded.at(0) != TYPE_TDX) {
            throw new MalformedException(
                    "TDREPORT, type", 0, "0x" + Integer.toHexString(encoded.at(0)), "0x81, a report of TDX");
        }
        if (encoded.at(1) != 0) {
            throw new MalformedException("TDREPORT, subtype", 1, Integer.toString(encoded.at(1)), "0");
        }
        int version = encoded.at(2);
        if (version != 0 && version != 1 && version != 3) {
            throw new MalformedException("TDREPORT, version", 2, Integer.toString(version), "0, 1 or 3");
        }
        return new LocalTdReport(encoded);
    }

    /** 0, or with a bound service TD 1 or 3. */
    public int version() {
        return encoded.at(2);
    }

    /** 64 bytes that the domain chose. */
    public Bytes reportData() {
        return encoded.slice(REPORT_DATA, 64);
    }

    /** Measurement of what the domain was built from, 48 bytes. */
    public Bytes mrTd() {
        return encoded.slice(TD_INFO + 16, 48);
    }

    /** The body that a quote of TDX 1.0 about this report has. */
    public TdReport10 body() {
        return new TdReport10(Bytes.concat(encoded.slice(TEE_TCB_SVN, 120), encoded.slice(TD_INFO, 400), reportData()));
    }

    /** The first field in which {@code quoted} says something else; empty if it is about this report. */
    public Optional<String> differenceTo(TdReport quoted) {
        Optional<String> difference = differenceIn(FIELDS, quoted.encoded());
        if (difference.isEmpty() && quoted.encoded().length() >= TdReport15.SIZE) {
            return differenceIn(FIELDS_SINCE_15, quoted.encoded());
        }
        return difference;
    }

    private Optional<String> differenceIn(List<Field> fields, Bytes quoted) {
        for (Field field : fields) {
            Bytes own = encoded.slice(field.here(), field.size());
            Bytes other = quoted.slice(field.inQuote(), field.size());
            if (!own.equals(other)) {
                return Optional.of(field.name() + " " + other + ", in the report " + own);
            }
        }
        return Optional.empty();
    }
}
