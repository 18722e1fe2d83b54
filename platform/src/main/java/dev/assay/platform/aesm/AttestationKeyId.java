package dev.assay.platform.aesm;

import dev.assay.bytes.Bytes;

/**
 * Which kind of attestation key AESM can quote with, and which quoting enclave holds it.
 *
 * <p>That AESM lists a key does not mean that it can use it: the quoting enclave is loaded when a quote is initialised.
 *
 * <p>Source: {@code sgx_att_key_id_ext_t} in intel/linux-sgx, common/inc/sgx_quote_3.h and the structure
 * {@code sgx_ql_att_key_id_t} that it begins with.
 *
 * @param encoded the 256 bytes
 */
public record AttestationKeyId(Bytes encoded) {

    private static final int MR_SIGNER_LENGTH = 4;
    private static final int MR_SIGNER = 6;
    private static final int MR_SIGNER_ROOM = 48;
    private static final int PROD_ID = MR_SIGNER + MR_SIGNER_ROOM;
    private static final int EXTENDED_PROD_ID = PROD_ID + 4;
    private static final int CONFIG_ID = EXTENDED_PROD_ID + 16;
    private static final int FAMILY_ID = CONFIG_ID + 64;
    private static final int ALGORITHM = FAMILY_ID + 16;
    private static final int SPID = ALGORITHM + 4;
    private static final int ATT_KEY_TYPE = SPID + 16;

    /** Length in bytes. */
    public static final int SIZE = ATT_KEY_TYPE + 2 + 80;

    /** The {@link #algorithm} of EPID signatures that do not show that they are of one platform. */
    public static final int EPID_UNLINKABLE = 0;

    /** The {@link #algorithm} of EPID signatures that show it. */
    public static final int EPID_LINKABLE = 1;

    /** The {@link #algorithm} of DCAP. */
    public static final int ECDSA_P256 = 2;

    /** The {@link #algorithm} of ECDSA on P-384, which no quoting enclave has yet. */
    public static final int ECDSA_P384 = 3;

    /** The {@link #prodId} of the quoting enclave for SGX; 2 is that for TDX. */
    public static final int QE3 = 1;

    public AttestationKeyId {
        if (encoded.length() != SIZE) {
            throw new IllegalArgumentException("attestation key id of " + encoded.length() + " bytes, it has " + SIZE);
        }
    }

    /** 0 in all that are known. */
    public int id() {
        return encoded.uint16(0);
    }

    /** 0 in all that are known. */
    public int version() {
        return encoded.uint16(2);
    }

    /** Who signed the quoting enclave: as many bytes as the record says, at most 48. */
    public Bytes mrSigner() {
        return encoded.slice(MR_SIGNER, Math.min(encoded.uint16(MR_SIGNER_LENGTH), MR_SIGNER_ROOM));
    }

    /** The quoting enclave's product: 1 for SGX, 2 for TDX. */
    public long prodId() {
        return encoded.uint32(PROD_ID);
    }

    /** 16 bytes. */
    public Bytes extendedProdId() {
        return encoded.slice(EXTENDED_PROD_ID, 16);
    }

    /** 64 bytes. */
    public Bytes configId() {
        return encoded.slice(CONFIG_ID, 64);
    }

    /** 16 bytes. */
    public Bytes familyId() {
        return encoded.slice(FAMILY_ID, 16);
    }

    /** {@link #EPID_UNLINKABLE}, {@link #EPID_LINKABLE}, {@link #ECDSA_P256} or {@link #ECDSA_P384}. */
    public long algorithm() {
        return encoded.uint32(ALGORITHM);
    }

    /** 16 bytes, which EPID alone uses. */
    public Bytes spid() {
        return encoded.slice(SPID, 16);
    }

    public int attKeyType() {
        return encoded.uint16(ATT_KEY_TYPE);
    }

    public boolean isEpid() {
        return algorithm() == EPID_UNLINKABLE || algorithm() == EPID_LINKABLE;
    }

    /** What people call it, as in {@code ECDSA P-256 of enclave product 1}. */
    public String title() {
        String name = switch ((int) algorithm()) {
            case EPID_UNLINKABLE -> "EPID, unlinkable";
            case EPID_LINKABLE -> "EPID, linkable";
            case ECDSA_P256 -> "ECDSA P-256";
            case ECDSA_P384 -> "ECDSA P-384";
            default -> "algorithm " + algorithm();
        };
        return name + " of enclave product " + prodId();
    }
}
