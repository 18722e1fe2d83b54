package dev.assay.verify;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.EnclaveIdentity;
import dev.assay.quote.SgxReport;
import dev.assay.quote.Tee;

/**
 * Proves that the enclave that vouches for the attestation key is Intel's quoting enclave. Without this any enclave on a
 * genuine platform could make quotes (CVE-2026-22696). Source: Intel QVL, {@code Verifiers/EnclaveReportVerifier.cpp}.
 */
final class QeIsGenuine {

    private QeIsGenuine() {}

    static void prove(Tee tee, SgxReport qe, EnclaveIdentity identity) throws Refused {
        EnclaveIdentity.Id expected = tee == Tee.TDX ? EnclaveIdentity.Id.TD_QE : EnclaveIdentity.Id.QE;
        if (identity.id() != expected) {
            throw new Refused(
                    ReasonCode.QE_IDENTITY_MISMATCH,
                    "QE identity, id",
                    identity.id().toString(),
                    expected + " for a quote from " + tee,
                    "fetch the identity of the quoting enclave for " + tee);
        }
        requireEqual(
                "MISCSELECT under its mask", and(qe.miscSelect(), identity.miscSelectMask()), identity.miscSelect());
        requireEqual(
                "ATTRIBUTES under their mask",
                and(qe.attributes().encoded(), identity.attributesMask()),
                identity.attributes());
        requireEqual("MRSIGNER", qe.mrSigner(), identity.mrSigner());
        if (qe.isvProdId() != identity.isvProdId()) {
            throw mismatch("ISVPRODID", Integer.toString(qe.isvProdId()), Integer.toString(identity.isvProdId()));
        }
    }

    private static void requireEqual(String field, Bytes found, Bytes expected) throws Refused {
        if (!found.equals(expected)) {
            throw mismatch(field, found.hex(), expected.hex());
        }
    }

    private static Refused mismatch(String field, String found, String expected) {
        return new Refused(
                ReasonCode.QE_IDENTITY_MISMATCH,
                "QE report, " + field,
                found,
                expected,
                "the quote is not from a quoting enclave of Intel's, or from one in debug mode");
    }

    private static Bytes and(Bytes value, Bytes mask) {
        byte[] masked = new byte[value.length()];
        for (int i = 0; i < masked.length; i++) {
            masked[i] = (byte) (value.at(i) & mask.at(i));
        }
        return Bytes.of(masked);
    }
}
