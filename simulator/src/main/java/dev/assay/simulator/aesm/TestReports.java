package dev.assay.simulator.aesm;

import dev.assay.bytes.Bytes;
import dev.assay.quote.SgxReport;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Reports as a processor makes them: for one enclave of the same machine, which can tell that they are genuine. In the
 * place of the processor's MAC there is a hash that anybody could compute.
 *
 * <p>Source: Intel SDM volume 3D, REPORT structure: 384 bytes of body, 32 of key id, 16 of MAC.
 */
public final class TestReports {

    /** Length of a REPORT in bytes. */
    static final int SIZE = SgxReport.SIZE + 32 + 16;

    /** Length of a TARGETINFO in bytes. */
    static final int TARGET_INFO_SIZE = 512;

    private static final Bytes KEY_ID = sha256(Bytes.ofUtf8("ASSAY TEST report key"));

    private TestReports() {}

    /**
     * The REPORT of an enclave for another.
     *
     * @param body of the enclave that reports, with its report data
     * @param targetInfo 512 bytes: of the enclave that is to check it
     * @return 432 bytes
     */
    public static Bytes report(SgxReport body, Bytes targetInfo) {
        return Bytes.concat(body.encoded(), KEY_ID, mac(body.encoded(), targetInfo));
    }

    /** Whether {@code report} is genuine to the enclave of {@code targetInfo}. */
    static boolean isFor(Bytes report, Bytes targetInfo) {
        return report.from(SgxReport.SIZE + 32).equals(mac(report.slice(0, SgxReport.SIZE), targetInfo));
    }

    /** MRENCLAVE, attributes and the like: what the processor derives the key from. */
    private static Bytes mac(Bytes body, Bytes targetInfo) {
        return sha256(Bytes.concat(KEY_ID, targetInfo.slice(0, 128), body)).slice(0, 16);
    }

    static Bytes sha256(Bytes input) {
        try {
            return Bytes.of(MessageDigest.getInstance("SHA-256").digest(input.toArray()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
