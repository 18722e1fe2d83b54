package dev.assay.platform.sgx;

import dev.assay.bytes.ByteReader;
import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * An enclave's signature: what its signer says about it, and the signer's key.
 *
 * <p><b>Your part.</b> {@link #parse} looks at the form only. {@link #verify} proves that the holder of {@link #modulus}
 * signed it; whether to trust him is yours to say, by {@link #mrSigner}.
 *
 * @param encoded the 1808 bytes. Intel SDM, volume 3D, table 37-19
 */
public record SigStruct(Bytes encoded) {

    /** Length in bytes. */
    public static final int SIZE = 1808;

    /** Length in bytes of an RSA-3072 number. */
    static final int NUMBER = 384;

    /** Type and format of the structure. */
    static final Bytes HEADER = Bytes.literal("06000000e10000000000010000000000");

    /** Sizes of modulus and exponent. */
    static final Bytes HEADER2 = Bytes.literal("01010000600000006000000001000000");

    private static final int VENDOR = 16;
    private static final int DATE = 20;
    private static final int HEADER2_AT = 24;
    private static final int SW_DEFINED = 40;
    private static final int MODULUS = 128;
    private static final int EXPONENT = MODULUS + NUMBER;
    private static final int SIGNATURE = EXPONENT + 4;
    private static final int BODY = SIGNATURE + NUMBER;
    private static final int Q1 = 1040;
    private static final int Q2 = Q1 + NUMBER;

    /** What precedes the SHA-256 in a PKCS#1 v1.5 signature: RFC 8017, 9.2, note 1. */
    private static final Bytes DIGEST_INFO = Bytes.literal("3031300d060960864801650304020105000420");

    public SigStruct {
        if (encoded.length() != SIZE) {
            throw new IllegalArgumentException("SIGSTRUCT of " + encoded.length() + " bytes, it has " + SIZE);
        }
    }

    /** Reads a SIGSTRUCT, as in Gramine's {@code .sig} files; constants and reserved bytes must be what they have to. */
    public static SigStruct parse(Bytes bytes) throws MalformedException {
        ByteReader in = ByteReader.over("SIGSTRUCT", bytes);
        SigStruct parsed = new SigStruct(in.take("content", SIZE));
        in.end("end");
        parsed.require("HEADER", 0, HEADER);
        parsed.require("HEADER2", HEADER2_AT, HEADER2);
        parsed.requireZero("reserved", 44, 84);
        parsed.require("EXPONENT", EXPONENT, Bytes.literal("03000000"));
        parsed.requireZero("reserved", 910, 2);
        parsed.requireZero("reserved", 992, 16);
        parsed.requireZero("reserved", 1028, 12);
        return parsed;
    }

    /**
     * What is signed.
     *
     * @param vendor 0, or 0x8086 for Intel
     * @param date year, month and day as hex digits: 0x20261122
     * @param swDefined the signer's to use
     * @param miscSelect what has to be saved beyond the registers
     * @param miscMask which bits of it are compared
     * @param attributes 16 bytes: what the enclave has to be launched with
     * @param attributesMask 16 bytes: which bits of it are compared
     * @param mrEnclave 32 bytes
     */
    public record Claims(
            int vendor,
            int date,
            int swDefined,
            int miscSelect,
            int miscMask,
            Bytes attributes,
            Bytes attributesMask,
            Bytes mrEnclave,
            int isvProdId,
            int isvSvn) {}

    /** What its signer says about the enclave. */
    public Claims claims() {
        return new Claims(
                int32(VENDOR),
                int32(DATE),
                int32(SW_DEFINED),
                int32(BODY),
                int32(BODY + 4),
                encoded.slice(928, 16),
                encoded.slice(944, 16),
                mrEnclave(),
                encoded.uint16(1024),
                encoded.uint16(1026));
    }

    /** 32 bytes: the identity of the enclave that this belongs to. */
    public Bytes mrEnclave() {
        return encoded.slice(960, 32);
    }

    /** 32 bytes: SHA-256 of the modulus, by which reports name the signer. */
    public Bytes mrSigner() {
        return sha256(encoded.slice(MODULUS, NUMBER));
    }

    /** The signer's public key. */
    public BigInteger modulus() {
        return number(MODULUS);
    }

    /** Bytes 0 to 127 and 900 to 1027, which the signature covers. */
    Bytes signedBytes() {
        return signedBytes(encoded.slice(0, MODULUS), encoded.slice(BODY, 128));
    }

    static Bytes signedBytes(Bytes header, Bytes body) {
        return Bytes.concat(header, body);
    }

    /**
     * Checks what EINIT checks of the signature: RSA-3072 with exponent 3 in PKCS#1 v1.5 form over SHA-256, and the
     * quotients Q1 and Q2 that spare the processor a division.
     *
     * @throws MalformedException naming the part that is wrong
     */
    public void verify() throws MalformedException {
        BigInteger modulus = modulus();
        BigInteger signature = number(SIGNATURE);
        if (modulus.bitLength() != NUMBER * 8) {
            throw wrong("MODULUS", MODULUS, modulus.bitLength() + " bits", "3072 bits");
        }
        if (signature.compareTo(modulus) >= 0) {
            throw wrong("SIGNATURE", SIGNATURE, "a number not below the modulus", "one below it");
        }
        Bytes expected = padded(sha256(signedBytes()));
        Bytes found = bigEndian(signature.modPow(BigInteger.valueOf(3), modulus));
        if (!found.equals(expected)) {
            throw wrong(
                    "SIGNATURE",
                    SIGNATURE,
                    "one that opens to " + found.from(NUMBER - 32),
                    "one over the SHA-256 " + expected.from(NUMBER - 32) + " in PKCS#1 v1.5 form");
        }
        Quotients quotients = Quotients.of(signature, modulus);
        if (!number(Q1).equals(quotients.q1())) {
            throw wrong("Q1", Q1, excerpt(Q1), "the quotient of SIGNATURE² by the modulus");
        }
        if (!number(Q2).equals(quotients.q2())) {
            throw wrong("Q2", Q2, excerpt(Q2), "the quotient of SIGNATURE times the rest of that by the modulus");
        }
    }

    /** Intel SDM, volume 3D, table 37-19: Q1 and Q2. */
    record Quotients(BigInteger q1, BigInteger q2) {
        static Quotients of(BigInteger signature, BigInteger modulus) {
            BigInteger[] square = signature.multiply(signature).divideAndRemainder(modulus);
            return new Quotients(square[0], signature.multiply(square[1]).divide(modulus));
        }
    }

    static Bytes sha256(Bytes content) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(content.asBuffer());
            return Bytes.of(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** {@code number} in 384 bytes, the lowest first. */
    static Bytes littleEndian(BigInteger number) {
        byte[] little = new byte[NUMBER];
        Bytes big = bigEndian(number);
        for (int i = 0; i < NUMBER; i++) {
            little[i] = (byte) big.at(NUMBER - 1 - i);
        }
        return Bytes.of(little);
    }

    private static Bytes bigEndian(BigInteger number) {
        byte[] shortest = number.toByteArray();
        byte[] whole = new byte[NUMBER];
        int length = Math.min(shortest.length, NUMBER);
        System.arraycopy(shortest, shortest.length - length, whole, NUMBER - length, length);
        return Bytes.of(whole);
    }

    private static Bytes padded(Bytes digest) {
        byte[] start = new byte[NUMBER - DIGEST_INFO.length() - digest.length()];
        Arrays.fill(start, (byte) 0xff);
        start[0] = 0;
        start[1] = 1;
        start[start.length - 1] = 0;
        return Bytes.concat(Bytes.of(start), DIGEST_INFO, digest);
    }

    private BigInteger number(int at) {
        byte[] big = new byte[NUMBER];
        for (int i = 0; i < NUMBER; i++) {
            big[i] = (byte) encoded.at(at + NUMBER - 1 - i);
        }
        return new BigInteger(1, big);
    }

    private int int32(int at) {
        return (int) encoded.uint32(at);
    }

    private String excerpt(int at) {
        return encoded.slice(at, 16) + "…";
    }

    private void require(String field, int at, Bytes expected) throws MalformedException {
        Bytes found = encoded.slice(at, expected.length());
        if (!found.equals(expected)) {
            throw wrong(field, at, found.hex(), expected.hex());
        }
    }

    private void requireZero(String field, int at, int length) throws MalformedException {
        if (!encoded.slice(at, length).isZero()) {
            throw wrong(field, at, encoded.slice(at, length).hex(), length + " zeros");
        }
    }

    private static MalformedException wrong(String field, int at, String found, String expected) {
        return new MalformedException("SIGSTRUCT, " + field, at, found, expected);
    }
}
