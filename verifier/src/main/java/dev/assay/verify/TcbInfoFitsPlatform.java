package dev.assay.verify;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.TcbInfo;
import dev.assay.pck.SgxExtension;
import dev.assay.quote.Quote;
import dev.assay.quote.Tee;

/**
 * Proves that a TCB info speaks of the quote's kind of environment and of the platform's family. Source: Intel QVL,
 * {@code Verifiers/QuoteVerifier.cpp}.
 */
final class TcbInfoFitsPlatform {

    private static final String ADVICE = "fetch the TCB info for this quote's FMSPC and kind of environment";

    private TcbInfoFitsPlatform() {}

    static void prove(Quote quote, SgxExtension platform, TcbInfo tcbInfo) throws Refused {
        if (tcbInfo.version() == 1 || tcbInfo.tee() != quote.tee()) {
            throw new Refused(
                    ReasonCode.TCB_INFO_MISMATCH,
                    "TCB info",
                    "version " + tcbInfo.version() + " for " + tcbInfo.tee(),
                    quote.tee() == Tee.TDX ? "version 3 for TDX" : "version 2 or 3 for SGX",
                    ADVICE);
        }
        requireEqual(ReasonCode.FMSPC_MISMATCH, "FMSPC", tcbInfo.fmspc(), platform.fmspc());
        requireEqual(ReasonCode.PCE_ID_MISMATCH, "PCE-ID", tcbInfo.pceId().orElse(Bytes.EMPTY), platform.pceId());
    }

    private static void requireEqual(ReasonCode code, String field, Bytes found, Bytes expected) throws Refused {
        if (!found.equals(expected)) {
            throw new Refused(
                    code,
                    "TCB info, " + field,
                    found.isEmpty() ? "none" : found.hex(),
                    expected.hex() + ", as in the PCK certificate",
                    ADVICE);
        }
    }
}
