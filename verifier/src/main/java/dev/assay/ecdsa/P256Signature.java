package dev.assay.ecdsa;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;

/**
 * A signature of ECDSA on P-256.
 *
 * <p><b>Guarantees.</b> r and s are from 1 to n - 1; DER is minimal and without anything behind it. Providers have
 * accepted r = s = 0 for every message (CVE-2022-21449).
 *
 * <p><b>Your part.</b> Where (r, s) is a signature, (r, n - s) is one too, as in all of ECDSA: two different signatures
 * may belong to one message.
 */
public final class P256Signature {

    private static final Bytes ORDER =
            Bytes.literal("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");

    private final Bytes raw;

    private P256Signature(Bytes raw) {
        this.raw = raw;
    }

    /**
     * The signature with the given numbers, as quotes and signed collateral carry it.
     *
     * @param raw 64 bytes r‖s, big-endian
     */
    public static P256Signature of(Bytes raw) throws MalformedException {
        if (raw.length() != 64) {
            throw new MalformedException("ECDSA signature", 0, raw.length() + " bytes", "64 bytes");
        }
        requireInRange("r", raw.slice(0, 32), 0);
        requireInRange("s", raw.slice(32, 32), 32);
        return new P256Signature(raw);
    }

    /** The signature in DER of a SEQUENCE of two INTEGERs. */
    public static P256Signature ofDer(Bytes der) throws MalformedException {
        if (der.length() < 8 || der.length() > 72 || der.at(0) != 0x30 || der.at(1) != der.length() - 2) {
            throw new MalformedException("ECDSA signature", 0, der.hex(), "a SEQUENCE of two INTEGERs");
        }
        int sAt = 4 + der.at(3);
        if (sAt + 2 > der.length() || sAt + 2 + der.at(sAt + 1) != der.length()) {
            throw new MalformedException("ECDSA signature", 2, der.hex(), "a SEQUENCE of two INTEGERs");
        }
        Bytes r = number(der, 2, "r");
        Bytes s = number(der, sAt, "s");
        requireInRange("r", r, 2);
        requireInRange("s", s, sAt);
        return new P256Signature(Bytes.concat(r, s));
    }

    /**
     * The signature at the end of a certificate or CRL.
     *
     * @param encoded the certificate or CRL in DER, whose last field is a BIT STRING
     * @param signature the content of that BIT STRING as a decoder gave it; it must not declare unused bits, which decoders
     *     pass over, or two encodings would mean the same
     */
    public static P256Signature atEndOf(Bytes encoded, Bytes signature) throws MalformedException {
        int unusedBitsAt = encoded.length() - signature.length() - 1;
        if (unusedBitsAt < 0
                || encoded.at(unusedBitsAt) != 0
                || !encoded.from(unusedBitsAt + 1).equals(signature)) {
            throw new MalformedException(
                    "ECDSA signature", Math.max(0, unusedBitsAt), "a BIT STRING with unused bits", "whole bytes");
        }
        return ofDer(signature);
    }

    private static Bytes number(Bytes der, int at, String name) throws MalformedException {
        int length = der.at(at + 1);
        boolean readable = der.at(at) == 0x02 && length >= 1 && length <= 33 && at + 2 + length <= der.length();
        boolean minimal = readable
                && der.at(at + 2) < 0x80
                && !(length > 1 && der.at(at + 2) == 0 && der.at(at + 3) < 0x80)
                && !(length == 33 && der.at(at + 2) != 0);
        if (!minimal) {
            throw new MalformedException(
                    "ECDSA signature, " + name, at, der.hex(), "a positive INTEGER of at most 32 bytes in minimal DER");
        }
        Bytes digits = length == 33 ? der.slice(at + 3, 32) : der.slice(at + 2, length);
        return Bytes.concat(Bytes.of(new byte[32 - digits.length()]), digits);
    }

    private static void requireInRange(String name, Bytes number, int offset) throws MalformedException {
        if (number.isZero() || number.compareTo(ORDER) >= 0) {
            throw new MalformedException("ECDSA signature, " + name, offset, number.hex(), "a number from 1 to n - 1");
        }
    }

    /** 64 bytes r‖s, big-endian. */
    public Bytes raw() {
        return raw;
    }

    /** DER of a SEQUENCE of two INTEGERs, the form that every provider takes. */
    byte[] der() {
        byte[] r = minimal(raw.slice(0, 32));
        byte[] s = minimal(raw.slice(32, 32));
        byte[] der = new byte[6 + r.length + s.length];
        der[0] = 0x30;
        der[1] = (byte) (4 + r.length + s.length);
        der[2] = 0x02;
        der[3] = (byte) r.length;
        System.arraycopy(r, 0, der, 4, r.length);
        der[4 + r.length] = 0x02;
        der[5 + r.length] = (byte) s.length;
        System.arraycopy(s, 0, der, 6 + r.length, s.length);
        return der;
    }

    private static byte[] minimal(Bytes number) {
        int start = 0;
        while (number.at(start) == 0) {
            start++;
        }
        int sign = number.at(start) >>> 7;
        byte[] digits = number.from(start).toArray();
        byte[] minimal = new byte[sign + digits.length];
        System.arraycopy(digits, 0, minimal, sign, digits.length);
        return minimal;
    }
}
