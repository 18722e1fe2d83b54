package dev.assay.platform.sgx;

import dev.assay.bytes.Bytes;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;

/** The form of a TARGETINFO. Intel SDM, volume 3D, 37.17. */
final class TargetInfo {

    private TargetInfo() {}

    /** EREPORT faults on reserved bytes that are not zero, which costs the enclave: better to find them before. */
    static void requireForm(Bytes targetInfo) throws QuoteException {
        if (targetInfo.length() != Reporter.TARGET_INFO_SIZE) {
            throw malformed(targetInfo.length() + " bytes", "512 bytes");
        }
        requireZero(targetInfo, 49, 1);
        requireZero(targetInfo, 56, 8);
        requireZero(targetInfo, 128, 384);
    }

    private static void requireZero(Bytes targetInfo, int at, int length) throws QuoteException {
        if (!targetInfo.slice(at, length).isZero()) {
            throw malformed(
                    targetInfo.slice(at, Math.min(length, 16)).hex() + " at " + at,
                    length + " reserved bytes that are zero");
        }
    }

    private static QuoteException malformed(String found, String expected) {
        return new QuoteException(
                Reason.BROKEN,
                "the quoting enclave's TARGETINFO has " + found + ", expected " + expected,
                "restart the quoting service, and update it if it stays so");
    }
}
