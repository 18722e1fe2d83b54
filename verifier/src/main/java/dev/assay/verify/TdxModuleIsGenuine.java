package dev.assay.verify;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.TcbInfo;
import dev.assay.collateral.TdxModule;
import dev.assay.collateral.TdxModuleIdentity;
import dev.assay.quote.TdReport;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Proves that the TDX module under a TD is one that the TCB info knows, and finds the levels of its version. Source: Intel
 * QVL, {@code Verifiers/QuoteVerifier.cpp}, {@code checkTdxModule}.
 */
final class TdxModuleIsGenuine {

    private TdxModuleIsGenuine() {}

    /**
     * The identity of the module version that {@code svns} name; empty for the first version, which has none of its own.
     *
     * @param svns TEE_TCB_SVN or TEE_TCB_SVN_2 of a TD report
     */
    static Optional<TdxModuleIdentity> identity(Bytes svns, TcbInfo tcbInfo) throws Refused {
        int version = svns.at(1);
        if (version == 0) {
            return Optional.empty();
        }
        String id = String.format(Locale.ROOT, "TDX_%02X", version);
        List<TdxModuleIdentity> named = tcbInfo.tdxModuleIdentities().stream()
                .filter(identity -> identity.id().equalsIgnoreCase(id))
                .toList();
        if (named.size() != 1) {
            throw new Refused(
                    ReasonCode.TDX_MODULE_MISMATCH,
                    "TCB info, TDX module identities",
                    (named.isEmpty() ? "no " : named.size() + " times ") + id + " among "
                            + tcbInfo.tdxModuleIdentities().stream()
                                    .map(TdxModuleIdentity::id)
                                    .toList(),
                    "one entry for module version " + version,
                    "fetch a newer TCB info; if there is none, this module is unknown to Intel");
        }
        return Optional.of(named.get(0));
    }

    static void prove(TdReport report, TcbInfo tcbInfo) throws Refused {
        Optional<TdxModuleIdentity> identity = identity(report.teeTcbSvn(), tcbInfo);
        TdxModule expected = identity.map(TdxModuleIdentity::module)
                .or(tcbInfo::tdxModule)
                .orElseThrow(() -> mismatch("TCB info", "no TDX module", "one"));
        if (!report.mrSignerSeam().equals(expected.mrSigner())) {
            throw mismatch(
                    "TD report, MRSIGNERSEAM",
                    report.mrSignerSeam().hex(),
                    expected.mrSigner().hex());
        }
        // The mask is not applied: Intel's verifier demands zero whatever it says.
        if (!report.seamAttributes().isZero() || !report.seamAttributes().equals(expected.attributes())) {
            throw mismatch(
                    "TD report, SEAMATTRIBUTES",
                    report.seamAttributes().hex(),
                    "zero, and " + expected.attributes().hex());
        }
    }

    private static Refused mismatch(String where, String found, String expected) {
        return new Refused(
                ReasonCode.TDX_MODULE_MISMATCH,
                where,
                found,
                expected,
                "the host runs a TDX module that is not one of Intel's for production");
    }
}
