package dev.assay.verify;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.ecdsa.P256Key;
import dev.assay.quote.QuoteSignature;

/**
 * Proves that the quoting enclave vouches for the attestation key: its report data is the hash of key and authentication
 * data, and nothing else.
 */
final class AttestationKeyBelongsToQe {

    private AttestationKeyBelongsToQe() {}

    static P256Key prove(QuoteSignature signature) throws Refused {
        Bytes bound = signature.qeReport().reportData();
        Bytes hash = Hashes.sha256(signature.attestationKey(), signature.qeAuthData());
        // Intel QVL leaves the second half alone; Intel's quoting enclaves leave it zero.
        if (!bound.slice(0, 32).equals(hash) || !bound.slice(32, 32).isZero()) {
            throw new Refused(
                    ReasonCode.QE_REPORT_DATA,
                    "QE report, report data",
                    bound.hex(),
                    hash + " and 32 zeros, the hash of attestation key and authentication data",
                    "the attestation key is not the quoting enclave's; ask for a new quote");
        }
        try {
            return P256Key.of(signature.attestationKey());
        } catch (MalformedException e) {
            throw new Refused(
                    ReasonCode.ATTESTATION_KEY,
                    "attestation key",
                    e.found(),
                    e.expected(),
                    "the quote is not from a quoting enclave of Intel's");
        }
    }
}
