package dev.assay.simulator.azure;

import dev.assay.bytes.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.UnaryOperator;

/**
 * Composes what the paravisor keeps in the TPM, as in reports that were read on Azure's machines.
 *
 * <p>Offsets stand here a second time on purpose: a mistake in the reader shows against them. Source: Microsoft,
 * "Confidential VM Guest Attestation Design Detail", Attestation Report Format.
 *
 * @param reportType 2 for SEV-SNP, 4 for TDX
 * @param hashType 1 to 3 for SHA-256, SHA-384, SHA-512
 * @param reporter the hardware: REPORTDATA in, report out
 */
record Paravisor(int reportType, int hashType, UnaryOperator<Bytes> reporter) {

    /** Of the index. */
    static final int SIZE = 2600;

    private static final int REPORT = 32;
    private static final int RUNTIME_DATA = 1216;
    private static final int CLAIMS = 1236;

    private static final String KEYS =
            "{\"keys\":[{\"kid\":\"HCLAkPub\",\"key_ops\":[\"sign\"],\"kty\":\"RSA\",\"e\":\"AQAB\","
                    + "\"n\":\"" + "TEST".repeat(85)
                    + "\"},{\"kid\":\"HCLEkPub\",\"key_ops\":[\"encrypt\"],\"kty\":\"RSA\","
                    + "\"e\":\"AQAB\",\"n\":\"" + "test".repeat(85)
                    + "\"}],\"vm-configuration\":{\"console-enabled\":true,"
                    + "\"secure-boot\":true,\"tpm-enabled\":true,\"tpm-persisted\":true,"
                    + "\"vmUniqueId\":\"00000000-0000-4000-8000-7E5700000000\"},\"user-data\":\"";

    Paravisor withHash(int type) {
        return new Paravisor(reportType, type, reporter);
    }

    /** The index' content after a renewal. */
    Bytes report(Bytes userData) {
        Bytes claims = claims(userData);
        return compose(reporter.apply(hash(claims)), claims);
    }

    /** A report about {@code userData} with claims that say something else. */
    Bytes torn(Bytes userData, Bytes other) {
        return compose(reporter.apply(hash(claims(userData))), claims(other));
    }

    private Bytes compose(Bytes hardware, Bytes claims) {
        ByteBuffer index = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        index.put(Bytes.ofUtf8("HCLA").asBuffer())
                .putInt(2)
                .putInt(CLAIMS + claims.length())
                .putInt(2);
        index.position(REPORT).put(hardware.asBuffer());
        index.position(RUNTIME_DATA)
                .putInt(20 + claims.length())
                .putInt(1)
                .putInt(reportType)
                .putInt(hashType)
                .putInt(claims.length())
                .put(claims.asBuffer());
        return Bytes.of(index.array());
    }

    /** User data in capitals, as machines have been seen to write it. */
    private static Bytes claims(Bytes userData) {
        return Bytes.ofUtf8(KEYS + HexFormat.of().withUpperCase().formatHex(userData.toArray()) + "\"}");
    }

    private Bytes hash(Bytes claims) {
        String algorithm = switch (hashType) {
            case 1 -> "SHA-256";
            case 2 -> "SHA-384";
            case 3 -> "SHA-512";
            default -> throw new IllegalArgumentException("hash type " + hashType + ", known are 1 to 3");
        };
        try {
            byte[] hash = MessageDigest.getInstance(algorithm).digest(claims.toArray());
            return Bytes.concat(Bytes.of(hash), Bytes.of(new byte[64 - hash.length]));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }
}
