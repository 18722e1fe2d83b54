package dev.assay.simulator;

import dev.assay.bytes.Bytes;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Where everything in a simulation comes from: the same seed gives the same keys, names and bytes, on every machine and
 * every JDK.
 *
 * <p>Values are drawn by label and not by order, so that drawing one more never changes another.
 *
 * <p><b>Your part.</b> Whoever knows the seed knows every private key. Nothing that a seed made deserves trust.
 *
 * @param value any number of bytes but none at all
 */
public record Seed(Bytes value) {

    public Seed {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("a seed of 0 bytes, it has at least 1");
        }
    }

    /** The seed of the eight bytes of {@code number}, big-endian. */
    public static Seed of(long number) {
        return new Seed(Bytes.of(ByteBuffer.allocate(8).putLong(number).array()));
    }

    /** A seed for a part of the simulation, independent of all others. */
    public Seed child(String label) {
        return new Seed(bytes("seed of " + label, 32));
    }

    /** The signing key with the given label. */
    public TestKey key(String label) {
        return TestKey.derive(this, label);
    }

    /** {@code length} bytes that look random: HMAC-SHA-256 in counter mode over the label. */
    public Bytes bytes(String label, int length) {
        byte[] drawn = new byte[length];
        for (int block = 0; block * 32 < length; block++) {
            byte[] mac = mac(label + " #" + block);
            System.arraycopy(mac, 0, drawn, block * 32, Math.min(32, length - block * 32));
        }
        return Bytes.of(drawn);
    }

    private byte[] mac(String message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(value.toArray(), "HmacSHA256"));
            return Arrays.copyOf(mac.doFinal(Bytes.ofUtf8(message).toArray()), 32);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    /** The seed in hex, so that a failure can be repeated. */
    @Override
    public String toString() {
        return "seed " + value;
    }
}
