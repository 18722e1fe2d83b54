package dev.assay.collateral;

import dev.assay.bytes.Bytes;
import java.time.Instant;
import java.util.List;

/**
 * What a genuine enclave of Intel's looks like, and what its security versions are worth.
 *
 * @param id which enclave
 * @param version 2
 * @param issueDate when the document was made
 * @param nextUpdate when the next one will be there at the latest
 * @param tcbEvaluationDataNumber rises with every TCB recovery
 * @param miscSelect 4 bytes, what a report's MISCSELECT must be under the mask
 * @param miscSelectMask 4 bytes
 * @param attributes 16 bytes, what a report's ATTRIBUTES must be under the mask
 * @param attributesMask 16 bytes; Intel's keep the debug bit
 * @param mrSigner 32 bytes
 * @param isvProdId 0 to 65535
 * @param tcbLevels highest first
 */
public record EnclaveIdentity(
        Id id,
        int version,
        Instant issueDate,
        Instant nextUpdate,
        long tcbEvaluationDataNumber,
        Bytes miscSelect,
        Bytes miscSelectMask,
        Bytes attributes,
        Bytes attributesMask,
        Bytes mrSigner,
        int isvProdId,
        List<IsvTcbLevel> tcbLevels) {

    /** The enclaves of which Intel publishes identities. */
    public enum Id {
        /** Quoting enclave for SGX. */
        QE,
        /** Quoting enclave for TDX. */
        TD_QE,
        /** Quote verification enclave. */
        QVE,
        /** Quote appraisal enclave. */
        QAE
    }

    public EnclaveIdentity {
        tcbLevels = List.copyOf(tcbLevels);
    }
}
