package dev.assay.quote;

import dev.assay.bytes.Bytes;

/**
 * The report body of an SGX enclave, of the attested one or of the quoting enclave itself.
 *
 * @param encoded the 384 bytes
 */
public record SgxReport(Bytes encoded) implements QuoteBody {

    private static final int CPU_SVN = 0;
    private static final int MISC_SELECT = CPU_SVN + 16;
    private static final int ISV_EXT_PROD_ID = MISC_SELECT + 4 + 12;
    private static final int ATTRIBUTES = ISV_EXT_PROD_ID + 16;
    private static final int MR_ENCLAVE = ATTRIBUTES + SgxAttributes.SIZE;
    private static final int MR_SIGNER = MR_ENCLAVE + 32 + 32;
    private static final int CONFIG_ID = MR_SIGNER + 32 + 32;
    private static final int ISV_PROD_ID = CONFIG_ID + 64;
    private static final int ISV_SVN = ISV_PROD_ID + 2;
    private static final int CONFIG_SVN = ISV_SVN + 2;
    private static final int ISV_FAMILY_ID = CONFIG_SVN + 2 + 42;
    private static final int REPORT_DATA = ISV_FAMILY_ID + 16;

    /** Length in bytes. */
    public static final int SIZE = REPORT_DATA + 64;

    public SgxReport {
        Layout.requireSize("SGX report", encoded, SIZE);
    }

    /** 16 bytes: the processor's security version when the report was made. */
    public Bytes cpuSvn() {
        return encoded.slice(CPU_SVN, 16);
    }

    /** 4 bytes, a little-endian bit field: what the processor writes into the save area beyond the registers. */
    public Bytes miscSelect() {
        return encoded.slice(MISC_SELECT, 4);
    }

    /** 16 bytes, zero without {@linkplain SgxAttributes#hasKeySeparation() key separation}. */
    public Bytes isvExtProdId() {
        return encoded.slice(ISV_EXT_PROD_ID, 16);
    }

    public SgxAttributes attributes() {
        return new SgxAttributes(encoded.slice(ATTRIBUTES, SgxAttributes.SIZE));
    }

    /** 32 bytes: SHA-256 over the way in which the enclave was built; it identifies the code. */
    public Bytes mrEnclave() {
        return encoded.slice(MR_ENCLAVE, 32);
    }

    /** 32 bytes: SHA-256 of the modulus of the key that signed the enclave; it identifies the signer. */
    public Bytes mrSigner() {
        return encoded.slice(MR_SIGNER, 32);
    }

    /** 64 bytes, zero without {@linkplain SgxAttributes#hasKeySeparation() key separation}. */
    public Bytes configId() {
        return encoded.slice(CONFIG_ID, 64);
    }

    /** The signer's number for this product, 0 to 65535. */
    public int isvProdId() {
        return encoded.uint16(ISV_PROD_ID);
    }

    /** The signer's security version for this product, 0 to 65535. */
    public int isvSvn() {
        return encoded.uint16(ISV_SVN);
    }

    /** 0 to 65535, zero without {@linkplain SgxAttributes#hasKeySeparation() key separation}. */
    public int configSvn() {
        return encoded.uint16(CONFIG_SVN);
    }

    /** 16 bytes, zero without {@linkplain SgxAttributes#hasKeySeparation() key separation}. */
    public Bytes isvFamilyId() {
        return encoded.slice(ISV_FAMILY_ID, 16);
    }

    @Override
    public Bytes reportData() {
        return encoded.slice(REPORT_DATA, 64);
    }

    @Override
    public Tee tee() {
        return Tee.SGX;
    }

    @Override
    public int bodyType() {
        return 1;
    }
}
