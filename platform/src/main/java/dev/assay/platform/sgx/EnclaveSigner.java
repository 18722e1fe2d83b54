package dev.assay.platform.sgx;

import dev.assay.bytes.Bytes;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAKeyGenParameterSpec;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** Signs enclaves for launch. */
public final class EnclaveSigner {

    private static final int BODY = 900;

    private @Nullable KeyPair key;

    private EnclaveSigner() {}

    /**
     * One whose key is made when it is first needed, and forgotten with it: nobody else can sign in its name, so nobody has
     * to keep a key secret. Making it takes about a second.
     */
    public static EnclaveSigner onTheSpot() {
        return new EnclaveSigner();
    }

    /** A signature for an enclave that is launched with exactly {@code options}: product 0, version 0. */
    public SigStruct sign(Bytes mrEnclave, LaunchOptions options, LocalDate date) {
        Bytes everyBit = Bytes.literal("ff".repeat(16));
        return sign(new SigStruct.Claims(
                0,
                Integer.parseInt(
                        "%04d%02d%02d".formatted(date.getYear(), date.getMonthValue(), date.getDayOfMonth()), 16),
                0,
                LaunchOptions.MISC_SELECT,
                -1,
                options.attributes(),
                everyBit,
                mrEnclave,
                0,
                0));
    }

    /** A signature under any claims. */
    public SigStruct sign(SigStruct.Claims claims) {
        Bytes header = header(claims);
        Bytes body = body(claims);
        KeyPair pair = key();
        BigInteger modulus = ((RSAPublicKey) pair.getPublic()).getModulus();
        BigInteger signature = new BigInteger(1, signature(pair.getPrivate(), SigStruct.signedBytes(header, body)));
        SigStruct.Quotients quotients = SigStruct.Quotients.of(signature, modulus);
        return new SigStruct(Bytes.concat(
                header,
                SigStruct.littleEndian(modulus),
                Bytes.literal("03000000"),
                SigStruct.littleEndian(signature),
                body,
                Bytes.of(new byte[12]),
                SigStruct.littleEndian(quotients.q1()),
                SigStruct.littleEndian(quotients.q2())));
    }

    private static Bytes header(SigStruct.Claims claims) {
        return Bytes.of(ByteBuffer.allocate(128)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(SigStruct.HEADER.asBuffer())
                .putInt(claims.vendor())
                .putInt(claims.date())
                .put(SigStruct.HEADER2.asBuffer())
                .putInt(claims.swDefined())
                .array());
    }

    private static Bytes body(SigStruct.Claims claims) {
        return Bytes.of(ByteBuffer.allocate(128)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(claims.miscSelect())
                .putInt(claims.miscMask())
                .position(928 - BODY)
                .put(claims.attributes().asBuffer())
                .put(claims.attributesMask().asBuffer())
                .put(claims.mrEnclave().asBuffer())
                .position(1024 - BODY)
                .putShort((short) claims.isvProdId())
                .putShort((short) claims.isvSvn())
                .array());
    }

    private synchronized KeyPair key() {
        if (key == null) {
            try {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(new RSAKeyGenParameterSpec(SigStruct.NUMBER * 8, RSAKeyGenParameterSpec.F0));
                key = generator.generateKeyPair();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every JDK makes RSA-3072 keys", e);
            }
        }
        return key;
    }

    private static byte[] signature(PrivateKey key, Bytes content) {
        try {
            Signature rsa = Signature.getInstance("SHA256withRSA");
            rsa.initSign(key);
            rsa.update(content.asBuffer());
            return rsa.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("RSA-3072 signs any content", e);
        }
    }
}
