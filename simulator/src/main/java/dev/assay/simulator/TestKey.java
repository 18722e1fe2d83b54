package dev.assay.simulator;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.ecdsa.P256Key;
import java.io.IOException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.jspecify.annotations.Nullable;

/**
 * A private P-256 key that everybody may know. It signs deterministically (RFC 6979), so that the same seed gives the
 * same signatures.
 */
public final class TestKey {

    private static final ECDomainParameters CURVE = curve();

    private final BigInteger scalar;
    private final P256Key publicKey;

    private TestKey(BigInteger scalar) {
        this.scalar = scalar;
        this.publicKey = publicKeyOf(scalar);
    }

    static TestKey derive(Seed seed, String label) {
        return of(seed.bytes("key " + label, 40));
    }

    /** The key whose private scalar is {@code secret} as a big-endian number, brought into range from 1 to n - 1. */
    public static TestKey of(Bytes secret) {
        BigInteger most = CURVE.getN().subtract(BigInteger.ONE);
        return new TestKey(new BigInteger(1, secret.toArray()).mod(most).add(BigInteger.ONE));
    }

    public P256Key publicKey() {
        return publicKey;
    }

    /** 64 bytes r‖s, big-endian, of ECDSA with SHA-256 over {@code message}, as quotes and signed collateral have it. */
    public Bytes sign(Bytes message) {
        BigInteger[] numbers = numbers(message);
        return Bytes.concat(fixed(numbers[0]), fixed(numbers[1]));
    }

    /** The same signature as a DER SEQUENCE of two INTEGERs, as certificates and CRLs have it. */
    public Bytes signDer(Bytes message) {
        BigInteger[] numbers = numbers(message);
        try {
            return Bytes.of(StandardDSAEncoding.INSTANCE.encode(CURVE.getN(), numbers[0], numbers[1]));
        } catch (IOException e) {
            throw new IllegalStateException("two numbers cannot be encoded", e);
        }
    }

    private BigInteger[] numbers(Bytes message) {
        ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(SHA256Digest.newInstance()));
        signer.init(true, new ECPrivateKeyParameters(scalar, CURVE));
        return signer.generateSignature(sha256(message).toArray());
    }

    static Bytes sha256(Bytes message) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(message.asBuffer());
            return Bytes.of(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static P256Key publicKeyOf(BigInteger scalar) {
        ECPoint point =
                new FixedPointCombMultiplier().multiply(CURVE.getG(), scalar).normalize();
        try {
            return P256Key.of(Bytes.concat(
                    fixed(point.getAffineXCoord().toBigInteger()),
                    fixed(point.getAffineYCoord().toBigInteger())));
        } catch (MalformedException e) {
            throw new IllegalStateException("a multiple of the base point is no public key", e);
        }
    }

    private static Bytes fixed(BigInteger number) {
        byte[] digits = number.toByteArray();
        byte[] fixed = new byte[32];
        int length = Math.min(32, digits.length);
        System.arraycopy(digits, digits.length - length, fixed, 32 - length, length);
        return Bytes.of(fixed);
    }

    /** The implementation for this very curve; the general one takes some ten times as long. */
    private static ECDomainParameters curve() {
        X9ECParameters parameters = CustomNamedCurves.getByName("secp256r1");
        return new ECDomainParameters(
                parameters.getCurve(), parameters.getG(), parameters.getN(), parameters.getH(), parameters.getSeed());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TestKey that && scalar.equals(that.scalar);
    }

    @Override
    public int hashCode() {
        return scalar.hashCode();
    }

    /** The public half. */
    @Override
    public String toString() {
        return "test key of " + publicKey;
    }
}
