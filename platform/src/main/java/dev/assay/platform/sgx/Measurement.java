package dev.assay.platform.sgx;

import dev.assay.bytes.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Computes MRENCLAVE as the processor does: SHA-256 over a record for each instruction that builds the enclave.
 *
 * <p>A record has 64 bytes and begins with the instruction's name; that of EEXTEND is followed by the 256 bytes that were
 * measured. Intel SDM, volume 3D, 38.1.1 and the instructions ECREATE, EADD, EEXTEND.
 */
public final class Measurement {

    private static final int RECORD = 64;
    private static final int CHUNK = 256;

    /** EADD measures this much of SECINFO. */
    private static final int SECINFO_MEASURED = 48;

    private final MessageDigest sha256;

    private Measurement(MessageDigest sha256) {
        this.sha256 = sha256;
    }

    /** MRENCLAVE of an image, 32 bytes. */
    public static Bytes of(EnclaveImage image) {
        Measurement measurement = begin(image.size(), image.ssaFrameSize());
        for (EnclavePage page : image.pages()) {
            measurement.add(page.offset(), page.secInfo());
            if (page.measured()) {
                for (int at = 0; at < EnclavePage.SIZE; at += CHUNK) {
                    measurement.extend(page.offset() + at, page.content().slice(at, CHUNK));
                }
            }
        }
        return measurement.finish();
    }

    /** ECREATE. */
    public static Measurement begin(long size, int ssaFrameSize) {
        try {
            Measurement measurement = new Measurement(MessageDigest.getInstance("SHA-256"));
            measurement.update(record("ECREATE").putInt(ssaFrameSize).putLong(size));
            return measurement;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** EADD of a page. */
    public Measurement add(long offset, SecInfo secInfo) {
        update(record("EADD")
                .putLong(offset)
                .put(secInfo.encoded().slice(0, SECINFO_MEASURED).asBuffer()));
        return this;
    }

    /**
     * EEXTEND of a part of a page.
     *
     * @param chunk 256 bytes
     */
    public Measurement extend(long offset, Bytes chunk) {
        if (chunk.length() != CHUNK) {
            throw new IllegalArgumentException("EEXTEND measures 256 bytes, not " + chunk.length());
        }
        update(record("EEXTEND").putLong(offset));
        sha256.update(chunk.asBuffer());
        return this;
    }

    /** MRENCLAVE, 32 bytes; nothing can be added afterwards. */
    public Bytes finish() {
        return Bytes.of(sha256.digest());
    }

    private static ByteBuffer record(String instruction) {
        return ByteBuffer.allocate(RECORD)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(instruction.getBytes(StandardCharsets.US_ASCII))
                .position(8);
    }

    private void update(ByteBuffer record) {
        sha256.update(record.rewind());
    }
}
