package dev.assay.quote;

import dev.assay.bytes.Bytes;

/**
 * The attributes of a trust domain.
 *
 * @param encoded 8 bytes: TUD (bits 0 to 7, "TD under debug"), SEC (8 to 31), OTHER (32 to 63)
 * @see <a href="https://www.intel.com/content/www/us/en/developer/tools/trust-domain-extensions/documentation.html">Intel
 *     TDX Module Base Architecture Specification, ATTRIBUTES</a>
 */
public record TdAttributes(Bytes encoded) {

    /** Length in bytes. */
    public static final int SIZE = 8;

    private static final int DEBUG = 0;
    private static final int SEPT_VE_DISABLE = 28;
    private static final int MIGRATABLE = 29;
    private static final int PROTECTION_KEYS = 30;
    private static final int KEY_LOCKER = 31;
    private static final int PERFMON = 63;

    private static final long DEFINED = 1L << DEBUG
            | 1L << SEPT_VE_DISABLE
            | 1L << MIGRATABLE
            | 1L << PROTECTION_KEYS
            | 1L << KEY_LOCKER
            | 1L << PERFMON;

    public TdAttributes {
        Layout.requireSize("TD attributes", encoded, SIZE);
    }

    /** All 64 bits. */
    public long bits() {
        return encoded.bits64(0);
    }

    /** Whether the host may read and change the domain's memory and state: such a domain keeps no secret. */
    public boolean isDebug() {
        return bit(DEBUG);
    }

    /** Whether an access to a page that is not there ends the domain; without it the host can inject exceptions. */
    public boolean disablesSeptVe() {
        return bit(SEPT_VE_DISABLE);
    }

    /** Whether the domain may be moved to another machine by a migration TD. */
    public boolean isMigratable() {
        return bit(MIGRATABLE);
    }

    public boolean usesProtectionKeys() {
        return bit(PROTECTION_KEYS);
    }

    public boolean usesKeyLocker() {
        return bit(KEY_LOCKER);
    }

    /** Whether the domain may use performance monitoring. */
    public boolean usesPerfmon() {
        return bit(PERFMON);
    }

    /** The set bits to which this library knows no harmless meaning; any of them makes a domain untrusted. */
    public long reservedBits() {
        return bits() & ~DEFINED;
    }

    private boolean bit(int bit) {
        return ((bits() >>> bit) & 1) != 0;
    }
}
