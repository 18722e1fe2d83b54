package dev.assay.quote;

import dev.assay.bytes.Bytes;

/**
 * The attributes of an SGX enclave.
 *
 * @param encoded 16 bytes: eight of flags, eight of XFRM
 * @see <a href="https://www.intel.com/content/www/us/en/developer/articles/technical/intel-sdm.html">Intel SDM, volume
 *     3D, 37.7.1</a>
 */
public record SgxAttributes(Bytes encoded) {

    /** Length in bytes. */
    public static final int SIZE = 16;

    public SgxAttributes {
        Layout.requireSize("SGX attributes", encoded, SIZE);
    }

    /** Bit field; bit 0 is INIT. */
    public long flags() {
        return encoded.bits64(0);
    }

    /** Extended processor features that the enclave may use, as in XCR0. */
    public long xfrm() {
        return encoded.bits64(8);
    }

    /** Whether the enclave was initialised, as every enclave that can ask for a report was. */
    public boolean isInitialised() {
        return flag(0);
    }

    /** Whether a debugger may read and write the enclave's memory: such an enclave keeps no secret. */
    public boolean isDebug() {
        return flag(1);
    }

    public boolean is64Bit() {
        return flag(2);
    }

    /** Whether the enclave may derive the provisioning key, which identifies the platform. */
    public boolean hasProvisionKey() {
        return flag(4);
    }

    /** Whether the enclave may derive the key that signs launch tokens. */
    public boolean hasLaunchKey() {
        return flag(5);
    }

    /** Whether the enclave uses key separation and sharing: configuration id, family id and extended product id. */
    public boolean hasKeySeparation() {
        return flag(7);
    }

    private boolean flag(int bit) {
        return ((flags() >>> bit) & 1) != 0;
    }
}
