package dev.assay.epid;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.quote.SgxReport;

/**
 * An EPID quote without its signature, the part that a report repeats.
 *
 * <p>Numbers are little-endian and unsigned. Source: Intel SGX SDK, {@code sgx_quote.h}, {@code sgx_quote_t}.
 *
 * @param encoded the 432 bytes: a header of 48, the enclave's report of 384
 */
public record EpidQuoteBody(Bytes encoded) {

    private static final int VERSION = 0;
    private static final int SIGN_TYPE = VERSION + 2;
    private static final int EPID_GROUP_ID = SIGN_TYPE + 2;
    private static final int QE_SVN = EPID_GROUP_ID + 4;
    private static final int PCE_SVN = QE_SVN + 2;
    private static final int EXTENDED_GROUP_ID = PCE_SVN + 2;
    private static final int BASENAME = EXTENDED_GROUP_ID + 4;
    private static final int REPORT = BASENAME + 32;

    /** Length in bytes. */
    public static final int SIZE = REPORT + SgxReport.SIZE;

    public EpidQuoteBody {
        if (encoded.length() != SIZE) {
            throw new IllegalArgumentException("EPID quote body of " + encoded.length() + " bytes, it has " + SIZE);
        }
    }

    /** Reads a body of version 1 to 3 with a known signature type. */
    public static EpidQuoteBody parse(Bytes bytes) throws MalformedException {
        if (bytes.length() != SIZE) {
            throw new MalformedException("EPID quote body", 0, bytes.length() + " bytes", SIZE + " bytes");
        }
        EpidQuoteBody body = new EpidQuoteBody(bytes);
        if (body.version() < 1 || body.version() > 3) {
            throw new MalformedException(
                    "EPID quote body, version", VERSION, Integer.toString(body.version()), "1, 2 or 3");
        }
        if (body.signType() > 1) {
            throw new MalformedException(
                    "EPID quote body, signature type",
                    SIGN_TYPE,
                    Integer.toString(body.signType()),
                    "0, unlinkable, or 1, linkable");
        }
        return body;
    }

    /** 1 to 3. */
    public int version() {
        return encoded.uint16(VERSION);
    }

    private int signType() {
        return encoded.uint16(SIGN_TYPE);
    }

    /** Whether two quotes of one platform under one {@link #basename} can be seen to be of the same platform. */
    public boolean isLinkable() {
        return signType() == 1;
    }

    /** 4 bytes as they stand in the quote: the group of platforms that share a public key. Intel prints them reversed. */
    public Bytes epidGroupId() {
        return encoded.slice(EPID_GROUP_ID, 4);
    }

    /** Security version of the quoting enclave, 0 to 65535. */
    public int qeSvn() {
        return encoded.uint16(QE_SVN);
    }

    /** Security version of the provisioning certification enclave, 0 to 65535; reserved in version 1. */
    public int pceSvn() {
        return encoded.uint16(PCE_SVN);
    }

    /** Extended EPID group, from 0: which attestation service is responsible; 0 is Intel's. */
    public long extendedGroupId() {
        return encoded.uint32(EXTENDED_GROUP_ID);
    }

    /** 32 bytes that limit {@linkplain #isLinkable linking}; they begin with the service provider's id. */
    public Bytes basename() {
        return encoded.slice(BASENAME, 32);
    }

    /** The attested enclave. */
    public SgxReport report() {
        return new SgxReport(encoded.slice(REPORT, SgxReport.SIZE));
    }
}
