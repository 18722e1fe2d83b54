package dev.assay.platform.aesm;

import dev.assay.bytes.Bytes;
import dev.assay.platform.sgx.Reporter;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * Asks the quoting enclave to report to the enclave that is quoted: that enclave can then be sure, on its own, that the
 * quote is the quoting enclave's answer to this request.
 *
 * <p><b>Your part.</b> The report's MAC can be checked in the enclave of {@code targetInfo} only.
 *
 * <p>Source: {@code sgx_ql_qe_report_info_t} in intel/SGXDataCenterAttestationPrimitives,
 * QuoteGeneration/quote_wrapper/common/inc/sgx_ql_lib_common.h.
 *
 * @param nonce 16 bytes
 * @param targetInfo 512 bytes: TARGETINFO of the enclave that is quoted
 */
public record QeReportRequest(Bytes nonce, Bytes targetInfo) {

    /** Length of the nonce in bytes. */
    public static final int NONCE_SIZE = 16;

    private static final int SIZE = NONCE_SIZE + Reporter.TARGET_INFO_SIZE + Reporter.REPORT_SIZE;
    private static final int REPORT_DATA = 320;

    public QeReportRequest {
        if (nonce.length() != NONCE_SIZE || targetInfo.length() != Reporter.TARGET_INFO_SIZE) {
            throw new IllegalArgumentException("nonce of " + nonce.length() + " and target information of "
                    + targetInfo.length() + " bytes, they have " + NONCE_SIZE + " and " + Reporter.TARGET_INFO_SIZE);
        }
    }

    /** 960 bytes, the last 432 of which are the room for the report. */
    Bytes encoded() {
        return Bytes.concat(nonce, targetInfo, Bytes.of(new byte[Reporter.REPORT_SIZE]));
    }

    /** The report in the structure that came back; empty if that is of another size or about another request. */
    static Optional<Bytes> reportIn(Bytes answered, QeReportRequest asked) {
        boolean same = answered.length() == SIZE && answered.startsWith(Bytes.concat(asked.nonce, asked.targetInfo));
        return same ? Optional.of(answered.from(SIZE - Reporter.REPORT_SIZE)) : Optional.empty();
    }

    /** Whether {@code report} says that {@code quote} is the answer: its data are SHA-256(nonce ‖ quote), then zeros. */
    boolean isAnsweredBy(Bytes report, Bytes quote) {
        Bytes expected = Bytes.concat(sha256(Bytes.concat(nonce, quote)), Bytes.of(new byte[32]));
        return report.slice(REPORT_DATA, 64).equals(expected);
    }

    private static Bytes sha256(Bytes input) {
        try {
            return Bytes.of(MessageDigest.getInstance("SHA-256").digest(input.toArray()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
