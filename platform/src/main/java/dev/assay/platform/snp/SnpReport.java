package dev.assay.platform.snp;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;

/**
 * An attestation report of AMD's, as far as must be read to see that it is the one asked for. Nothing of it is verified.
 *
 * <p>Source: AMD, SEV Secure Nested Paging Firmware ABI Specification, 56860, table "ATTESTATION_REPORT Structure".
 *
 * @param encoded the 1184 bytes
 */
record SnpReport(Bytes encoded) {

    /** Length in bytes, the signature included. */
    static final int SIZE = 1184;

    private static final int NEWEST_VERSION = 5;

    /** A report of versions 2 to 5, which are those that firmware makes. */
    static SnpReport parse(Bytes encoded) throws MalformedException {
        if (encoded.length() != SIZE) {
            throw new MalformedException("SNP report", 0, encoded.length() + " bytes", SIZE + " bytes");
        }
        long version = encoded.uint32(0);
        if (version < 2 || version > NEWEST_VERSION) {
            throw new MalformedException("SNP report, version", 0, Long.toString(version), "2 to " + NEWEST_VERSION);
        }
        return new SnpReport(encoded);
    }

    long version() {
        return encoded.uint32(0);
    }

    /** 64 bytes that the guest chose. */
    Bytes reportData() {
        return encoded.slice(0x50, 64);
    }
}
