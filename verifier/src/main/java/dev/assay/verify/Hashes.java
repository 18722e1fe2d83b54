package dev.assay.verify;

import dev.assay.bytes.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Hash functions that every Java platform must offer. */
final class Hashes {

    private Hashes() {}

    static Bytes sha256(Bytes... parts) {
        return hash("SHA-256", parts);
    }

    static Bytes sha384(Bytes... parts) {
        return hash("SHA-384", parts);
    }

    private static Bytes hash(String algorithm, Bytes... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            for (Bytes part : parts) {
                digest.update(part.asBuffer());
            }
            return Bytes.of(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java platform has no " + algorithm, e);
        }
    }
}
