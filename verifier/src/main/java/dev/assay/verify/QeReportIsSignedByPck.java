package dev.assay.verify;

import dev.assay.bytes.MalformedException;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.ecdsa.P256Key;
import dev.assay.ecdsa.P256Signature;
import dev.assay.quote.QuoteSignature;

/** Proves that the quoting enclave runs on the certified platform. */
final class QeReportIsSignedByPck {

    private QeReportIsSignedByPck() {}

    static void prove(QuoteSignature signature, P256Key pckKey, Ecdsa ecdsa) throws Refused {
        String found = "a signature that the PCK key did not make";
        try {
            if (ecdsa.verify(pckKey, signature.qeReport().encoded(), P256Signature.of(signature.qeReportSignature()))) {
                return;
            }
        } catch (MalformedException e) {
            found = e.field() + " " + e.found();
        }
        throw new Refused(
                ReasonCode.QE_REPORT_SIGNATURE,
                "QE report",
                found,
                "the platform's signature",
                "the quote was put together from parts or altered; ask for a new one");
    }
}
