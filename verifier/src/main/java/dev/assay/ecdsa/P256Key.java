package dev.assay.ecdsa;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A public key on P-256.
 *
 * <p><b>Guarantees.</b> The point lies on the curve and is not the point at infinity. Key factories of some providers
 * take any pair of numbers, and a signature under a point off the curve proves nothing. Source: SEC 1, 3.2.2.1.
 */
public final class P256Key {

    private static final BigInteger P =
            new BigInteger("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16);
    private static final BigInteger A = P.subtract(BigInteger.valueOf(3));
    private static final BigInteger B =
            new BigInteger("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b", 16);

    /** DER of SubjectPublicKeyInfo up to the coordinates: id-ecPublicKey, prime256v1, uncompressed point. */
    private static final Bytes INFO_PREFIX = Bytes.literal("3059301306072a8648ce3d020106082a8648ce3d03010703420004");

    private final Bytes point;
    private volatile @Nullable Decoded decoded;

    private record Decoded(Provider by, PublicKey key) {}

    private P256Key(Bytes point) {
        this.point = point;
    }

    /**
     * The key with the given coordinates.
     *
     * @param point 64 bytes x‖y, big-endian
     */
    public static P256Key of(Bytes point) throws MalformedException {
        if (point.length() != 64) {
            throw new MalformedException("P-256 point", 0, point.length() + " bytes", "64 bytes");
        }
        BigInteger x = new BigInteger(1, point.slice(0, 32).toArray());
        BigInteger y = new BigInteger(1, point.slice(32, 32).toArray());
        boolean inField = x.compareTo(P) < 0 && y.compareTo(P) < 0;
        // y^2 = x^3 + ax + b; (0, 0), by which some encode infinity, does not fulfil it.
        BigInteger right = x.multiply(x).add(A).multiply(x).add(B).mod(P);
        if (!inField || !y.multiply(y).mod(P).equals(right)) {
            throw new MalformedException("P-256 point", 0, point.hex(), "coordinates of a point on the curve");
        }
        return new P256Key(point.compact());
    }

    /** The key of a certificate's SubjectPublicKeyInfo, which must name the curve and give an uncompressed point. */
    public static P256Key ofSubjectPublicKeyInfo(Bytes der) throws MalformedException {
        if (der.length() != INFO_PREFIX.length() + 64 || !der.startsWith(INFO_PREFIX)) {
            throw new MalformedException(
                    "public key", 0, der.length() + " bytes of another key type", "an uncompressed P-256 key");
        }
        return of(der.from(INFO_PREFIX.length()));
    }

    /** 64 bytes x‖y, big-endian. */
    public Bytes point() {
        return point;
    }

    /** DER of SubjectPublicKeyInfo. */
    public Bytes subjectPublicKeyInfo() {
        return Bytes.concat(INFO_PREFIX, point);
    }

    /** This key as {@code provider} holds it; decoding is the greater part of some verifications, so it is kept. */
    @SuppressWarnings("ReferenceEquality") // Providers are property tables: equal ones may hold different native keys.
    PublicKey decodedBy(Provider provider) throws GeneralSecurityException {
        Decoded known = decoded;
        if (known == null || known.by() != provider) {
            PublicKey key = KeyFactory.getInstance("EC", provider)
                    .generatePublic(
                            new X509EncodedKeySpec(subjectPublicKeyInfo().toArray()));
            known = new Decoded(provider, key);
            decoded = known;
        }
        return known.key();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof P256Key that && point.equals(that.point);
    }

    @Override
    public int hashCode() {
        return point.hashCode();
    }

    @Override
    public String toString() {
        return "P-256 " + point;
    }
}
