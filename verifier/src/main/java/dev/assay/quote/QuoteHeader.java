package dev.assay.quote;

import dev.assay.bytes.Bytes;

/**
 * The first 48 bytes of every quote.
 *
 * <p>The SVNs in it play no part in verification: the quoting enclave's own report and the PCK certificate carry the
 * ones that count.
 *
 * @param encoded the 48 bytes
 */
public record QuoteHeader(Bytes encoded) {

    private static final int VERSION = 0;
    private static final int ATTESTATION_KEY_TYPE = VERSION + 2;
    private static final int TEE_TYPE = ATTESTATION_KEY_TYPE + 2;
    private static final int QE_SVN = TEE_TYPE + 4;
    private static final int PCE_SVN = QE_SVN + 2;
    private static final int QE_VENDOR_ID = PCE_SVN + 2;
    private static final int USER_DATA = QE_VENDOR_ID + 16;

    /** Length of a header in bytes. */
    public static final int SIZE = USER_DATA + 20;

    /** ECDSA on P-256, the only attestation key type in use. */
    public static final int ECDSA_P256 = 2;

    /** Intel's quoting enclaves identify their vendor by this id, 939a7233-f79c-4ca9-940a-0db3957f0607. */
    public static final Bytes INTEL_QE_VENDOR_ID = Bytes.literal("939a7233f79c4ca9940a0db3957f0607");

    public QuoteHeader {
        Layout.requireSize("quote header", encoded, SIZE);
    }

    /** 3, 4 or 5. */
    public int version() {
        return encoded.uint16(VERSION);
    }

    /** 2 for ECDSA on P-256. */
    public int attestationKeyType() {
        return encoded.uint16(ATTESTATION_KEY_TYPE);
    }

    /** 0 for SGX, 0x81 for TDX. */
    public long teeType() {
        return encoded.uint32(TEE_TYPE);
    }

    /** SVN of the quoting enclave in version 3; reserved later. */
    public int qeSvn() {
        return encoded.uint16(QE_SVN);
    }

    /** SVN of the provisioning certification enclave in version 3; reserved later. */
    public int pceSvn() {
        return encoded.uint16(PCE_SVN);
    }

    /** 16 bytes; {@link #INTEL_QE_VENDOR_ID} in every quote that can be verified. */
    public Bytes qeVendorId() {
        return encoded.slice(QE_VENDOR_ID, 16);
    }

    /** 20 bytes; Intel's quoting enclave puts its {@link #qeId} into the first 16. */
    public Bytes userData() {
        return encoded.slice(USER_DATA, 20);
    }

    /** 16 bytes that name the platform's quoting enclave towards a provisioning service. */
    public Bytes qeId() {
        return encoded.slice(USER_DATA, 16);
    }
}
