package dev.assay.epid;

import dev.assay.bytes.Bytes;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Optional;

/**
 * An RSA public key that checks signatures of PKCS#1 v1.5 with SHA-256.
 *
 * <p>The padded digest is built and compared as a whole, never taken apart: forgeries against readers of the padding
 * (Bleichenbacher 2006, BERserk) find nothing to deceive, and every installed provider gives the same answer. Source:
 * RFC 8017, 8.2.2 and 9.2.
 */
final class RsaKey {

    /** DER of DigestInfo for SHA-256 up to the digest. */
    private static final byte[] DIGEST_INFO = {
        0x30,
        0x31,
        0x30,
        0x0d,
        0x06,
        0x09,
        0x60,
        (byte) 0x86,
        0x48,
        0x01,
        0x65,
        0x03,
        0x04,
        0x02,
        0x01,
        0x05,
        0x00,
        0x04,
        0x20
    };

    private static final BigInteger EXPONENT = BigInteger.valueOf(65537);
    private static final int MIN_BITS = 2048;
    private static final int MAX_BITS = 4096;

    private final BigInteger modulus;

    private RsaKey(BigInteger modulus) {
        this.modulus = modulus;
    }

    /** The key in {@code key} if it is RSA of 2048 to 4096 bits with exponent 65537. */
    static Optional<RsaKey> of(PublicKey key) {
        return key instanceof RSAPublicKey rsa
                        && rsa.getPublicExponent().equals(EXPONENT)
                        && rsa.getModulus().signum() > 0
                        && rsa.getModulus().bitLength() >= MIN_BITS
                        && rsa.getModulus().bitLength() <= MAX_BITS
                ? Optional.of(new RsaKey(rsa.getModulus()))
                : Optional.empty();
    }

    int bits() {
        return modulus.bitLength();
    }

    /** Whether {@code signature} was made over {@code message} with the private half of this key. */
    boolean verifies(Bytes message, Bytes signature) {
        int size = (bits() + 7) / 8;
        BigInteger number = new BigInteger(1, signature.toArray());
        if (signature.length() != size || number.compareTo(modulus) >= 0) {
            return false;
        }
        BigInteger encoded = number.modPow(EXPONENT, modulus);
        return encoded.equals(new BigInteger(1, paddedDigest(message, size)));
    }

    private static byte[] paddedDigest(Bytes message, int size) {
        byte[] digest = sha256(message).toArray();
        byte[] padded = new byte[size];
        int infoAt = size - DIGEST_INFO.length - digest.length;
        padded[1] = 0x01;
        Arrays.fill(padded, 2, infoAt - 1, (byte) 0xff);
        System.arraycopy(DIGEST_INFO, 0, padded, infoAt, DIGEST_INFO.length);
        System.arraycopy(digest, 0, padded, infoAt + DIGEST_INFO.length, digest.length);
        return padded;
    }

    static Bytes sha256(Bytes message) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(message.asBuffer());
            return Bytes.of(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
