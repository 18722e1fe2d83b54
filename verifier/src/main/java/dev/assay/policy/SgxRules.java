package dev.assay.policy;

import dev.assay.bytes.Bytes;
import dev.assay.quote.SgxReport;
import dev.assay.verify.ReasonCode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which SGX enclaves are wanted.
 *
 * @param enclaves the enclave must be one of these. Default: empty, any enclave
 * @param deniedSigners none of these MRSIGNERs (32 bytes each). Default: none is denied
 */
public record SgxRules(List<Enclave> enclaves, Set<Bytes> deniedSigners) {

    /**
     * An enclave by as much of its identity as is given.
     *
     * @param mrEnclave 32 bytes: exactly this code
     * @param mrSigner 32 bytes: code by this signer; product id and security version mean something only with it
     * @param isvProdId 0 to 65535: this product of the signer
     * @param minIsvSvn 0 to 65535: this security version or a later one
     */
    public record Enclave(
            Optional<Bytes> mrEnclave, Optional<Bytes> mrSigner, Optional<Integer> isvProdId, int minIsvSvn) {

        public Enclave {
            if (mrEnclave.isEmpty() && mrSigner.isEmpty()) {
                throw new IllegalArgumentException("an enclave is named by mrEnclave, by mrSigner or by both");
            }
        }

        /** Adds what does not fit. */
        private void appraise(SgxReport report, Refusals refusals) {
            if (mrEnclave.isPresent() && !mrEnclave.get().equals(report.mrEnclave())) {
                refusals.add(
                        ReasonCode.MEASUREMENT,
                        "policy, MRENCLAVE",
                        report.mrEnclave().hex(),
                        mrEnclave.get().hex(),
                        "this is other code, or another build of it; see what was built before you change the policy");
            }
            if (mrSigner.isPresent() && !mrSigner.get().equals(report.mrSigner())) {
                refusals.add(
                        ReasonCode.SIGNER,
                        "policy, MRSIGNER",
                        report.mrSigner().hex(),
                        mrSigner.get().hex(),
                        "somebody else signed this enclave");
            }
            if (isvProdId.isPresent() && isvProdId.get() != report.isvProdId()) {
                refusals.add(
                        ReasonCode.PRODUCT_ID,
                        "policy, ISVPRODID",
                        Integer.toString(report.isvProdId()),
                        isvProdId.get().toString(),
                        "this is another product of the same signer");
            }
            if (report.isvSvn() < minIsvSvn) {
                refusals.add(
                        ReasonCode.ISV_SVN,
                        "policy, ISVSVN",
                        Integer.toString(report.isvSvn()),
                        minIsvSvn + " or higher",
                        "deploy a newer version of the enclave");
            }
        }
    }

    public SgxRules {
        enclaves = List.copyOf(enclaves);
        deniedSigners = Set.copyOf(deniedSigners);
    }

    static SgxRules defaults() {
        return new SgxRules(List.of(), Set.of());
    }

    void appraise(SgxReport report, boolean allowDebug, Refusals refusals) {
        if (report.attributes().isDebug() && !allowDebug) {
            refusals.add(
                    ReasonCode.DEBUG,
                    "policy, enclave attributes",
                    "DEBUG set",
                    "DEBUG clear",
                    "build and launch the enclave for production; in debug mode the host reads its memory");
        }
        if (deniedSigners.contains(report.mrSigner())) {
            refusals.add(
                    ReasonCode.SIGNER,
                    "policy, MRSIGNER",
                    report.mrSigner().hex(),
                    "none of the denied signers",
                    "have the enclave signed by a key that only its vendor holds");
        }
        NearestMatch.appraise(enclaves, (enclave, misses) -> enclave.appraise(report, misses), refusals);
    }
}
