package dev.assay.platform.tpm;

import dev.assay.bytes.Bytes;
import java.nio.ByteBuffer;

/**
 * A command, ready to be sent.
 *
 * @param kind what it asks for
 * @param subject what it is about, for messages: {@code NV index 0x01400001}
 * @param encoded header, handles, authorization and parameters
 */
public record TpmCommand(Kind kind, String subject, Bytes encoded) {

    /** The device takes no longer one and gives no longer answer (Linux, drivers/char/tpm/tpm.h, TPM_BUFSIZE). */
    public static final int MAX_SIZE = 4096;

    /** Tag, size and code. */
    static final int HEADER = 10;

    static final int NO_SESSIONS = 0x8001;
    static final int SESSIONS = 0x8002;

    /** TPM_RH_OWNER: whoever the machine's owner is. */
    private static final int OWNER = 0x40000001;

    /** TPM_RS_PW: no session, the password follows. */
    private static final int PASSWORD = 0x40000009;

    /** TPM_ALG_SHA256, which an index' name is computed with. */
    private static final int SHA_256 = 0x000B;

    private static final int CAP_TPM_PROPERTIES = 6;

    /** TPM_PT_NV_BUFFER_MAX: PT_FIXED + 44. */
    static final int NV_BUFFER_MAX = 0x100 + 44;

    /** The commands that quoting needs, by TPM_CC (Part 2, section 6.5.2). */
    public enum Kind {
        NV_DEFINE_SPACE(0x12A, "NV_DefineSpace"),
        NV_WRITE(0x137, "NV_Write"),
        NV_READ(0x14E, "NV_Read"),
        NV_READ_PUBLIC(0x169, "NV_ReadPublic"),
        GET_CAPABILITY(0x17A, "GetCapability");

        private final int code;
        private final String title;

        Kind(int code, String title) {
            this.code = code;
            this.title = title;
        }

        /** TPM_CC. */
        public int code() {
            return code;
        }

        /** The name that the specification has for it, without {@code TPM2_}. */
        public String title() {
            return title;
        }

        boolean hasSession() {
            return this == NV_DEFINE_SPACE || this == NV_WRITE || this == NV_READ;
        }
    }

    /** What an index is like. */
    public static TpmCommand nvReadPublic(int index) {
        return build(Kind.NV_READ_PUBLIC, index(index), body(4).putInt(index));
    }

    /** {@code length} bytes of an index from {@code offset} on. */
    public static TpmCommand nvRead(int index, int length, int offset) {
        ByteBuffer body = authorized(index, 4).putShort((short) length).putShort((short) offset);
        return build(Kind.NV_READ, index(index), body);
    }

    /** {@code data} into an index from {@code offset} on. */
    public static TpmCommand nvWrite(int index, Bytes data, int offset) {
        ByteBuffer body = authorized(index, 4 + data.length())
                .putShort((short) data.length())
                .put(data.asBuffer())
                .putShort((short) offset);
        return build(Kind.NV_WRITE, index(index), body);
    }

    /** An index of {@code size} bytes with an empty password, which the owner reads and writes. */
    public static TpmCommand nvDefineSpace(int index, int size, int attributes) {
        ByteBuffer body = password(body(4 + 13 + 2 + 2 + 14).putInt(OWNER))
                .putShort((short) 0)
                .putShort((short) 14)
                .putInt(index)
                .putShort((short) SHA_256)
                .putInt(attributes)
                .putShort((short) 0)
                .putShort((short) size);
        return build(Kind.NV_DEFINE_SPACE, index(index), body);
    }

    /** How much of an index may be read or written at a time. */
    public static TpmCommand nvBufferMax() {
        ByteBuffer body =
                body(12).putInt(CAP_TPM_PROPERTIES).putInt(NV_BUFFER_MAX).putInt(1);
        return build(Kind.GET_CAPABILITY, "TPM_PT_NV_BUFFER_MAX", body);
    }

    /** Name and subject: {@code NV_Read of NV index 0x01400001}. */
    @Override
    public String toString() {
        return kind.title() + " of " + subject;
    }

    static String index(int index) {
        return String.format("NV index 0x%08x", index);
    }

    private static ByteBuffer body(int size) {
        return ByteBuffer.allocate(HEADER + size).position(HEADER);
    }

    /** The owner as authorization and the index, the password, and room for the parameters. */
    private static ByteBuffer authorized(int index, int parameters) {
        return password(body(8 + 13 + parameters).putInt(OWNER).putInt(index));
    }

    /** Size of the authorization area, then session, empty nonce, no attributes, empty password. */
    private static ByteBuffer password(ByteBuffer body) {
        return body.putInt(9).putInt(PASSWORD).putShort((short) 0).put((byte) 0).putShort((short) 0);
    }

    private static TpmCommand build(Kind kind, String subject, ByteBuffer body) {
        int size = body.position();
        body.putShort(0, (short) (kind.hasSession() ? SESSIONS : NO_SESSIONS))
                .putInt(2, size)
                .putInt(6, kind.code());
        byte[] encoded = new byte[size];
        body.get(0, encoded);
        return new TpmCommand(kind, subject, Bytes.of(encoded));
    }
}
