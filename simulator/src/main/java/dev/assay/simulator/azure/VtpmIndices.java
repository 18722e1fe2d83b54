package dev.assay.simulator.azure;

import dev.assay.bytes.Bytes;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Indices of a TPM and the commands about them, bytes in and bytes out; no class of the client's has a part in it.
 *
 * <p>Numbers stand here a second time on purpose. Source: TCG, "Trusted Platform Module Library", Part 2 and Part 3,
 * section 31; response codes as the reference implementation gives them.
 */
final class VtpmIndices {

    /** The paravisor writes with a password and as the platform, everybody reads: AUTHWRITE, OWNERREAD, AUTHREAD, NO_DA. */
    static final int PARAVISORS = 1 << 2 | 1 << 17 | 1 << 18 | 1 << 25 | 1 << 30;

    private static final int OWNER_WRITE = 1 << 1;
    private static final int OWNER_READ = 1 << 17;
    private static final int WRITTEN = 1 << 29;

    private static final int COMMAND_SIZE = 0x142;
    private static final int COMMAND_CODE = 0x143;
    private static final int NV_RANGE = 0x146;
    private static final int NV_AUTHORIZATION = 0x149;
    private static final int NV_UNINITIALIZED = 0x14A;
    private static final int NV_DEFINED = 0x14C;
    private static final int HANDLE_1 = 0x18B;
    private static final int HANDLE_2 = 0x28B;
    private static final int SIZE_2 = 0x2D5;
    private static final int VALUE_1 = 0x1C4;
    private static final int BAD_AUTH = 0x9A2;

    /** TPM_PT_NV_BUFFER_MAX. */
    int buffer = 1024;

    private static final class Index {
        private final byte[] content;
        private int attributes;

        Index(int size, int attributes) {
            this.content = new byte[size];
            this.attributes = attributes;
        }
    }

    private final Map<Integer, Index> indices = new TreeMap<>();

    void define(int index, int size, int attributes) {
        indices.put(index, new Index(size, attributes));
    }

    void undefine(int index) {
        indices.remove(index);
    }

    boolean has(int index) {
        return indices.containsKey(index);
    }

    /** From the beginning, whoever is allowed to. */
    void overwrite(int index, Bytes bytes) {
        Index found = indices.get(index);
        if (found != null) {
            System.arraycopy(bytes.toArray(), 0, found.content, 0, Math.min(bytes.length(), found.content.length));
            found.attributes |= WRITTEN;
        }
    }

    /** {@code length} bytes, zeros where there are none. */
    Bytes content(int index, int length) {
        Index found = indices.get(index);
        return Bytes.of(found == null ? new byte[length] : Arrays.copyOf(found.content, length));
    }

    static boolean readsFrom(Bytes command, int index, int offset) {
        ByteBuffer in = command.asBuffer();
        return command.length() == 35
                && in.getInt(6) == StandInVtpm.NV_READ
                && in.getInt(14) == index
                && in.getShort(33) == offset;
    }

    static Bytes refusal(int code) {
        return Bytes.of(ByteBuffer.allocate(10)
                .putShort((short) 0x8001)
                .putInt(10)
                .putInt(code)
                .array());
    }

    Bytes answer(Bytes command) {
        ByteBuffer in = command.asBuffer();
        try {
            int tag = in.getShort() & 0xffff;
            if (in.getInt() != command.length()) {
                return refusal(COMMAND_SIZE);
            }
            int code = in.getInt();
            boolean sessions = tag == 0x8002;
            return switch (code) {
                case StandInVtpm.NV_READ_PUBLIC -> sessions ? refusal(0x144) : readPublic(in.getInt());
                case StandInVtpm.GET_CAPABILITY -> capability(in.getInt(), in.getInt(), in.getInt());
                case StandInVtpm.NV_READ -> sessions ? read(in) : refusal(0x125);
                case StandInVtpm.NV_WRITE -> sessions ? write(in) : refusal(0x125);
                case StandInVtpm.NV_DEFINE_SPACE -> sessions ? defineSpace(in) : refusal(0x125);
                default -> refusal(COMMAND_CODE);
            };
        } catch (BufferUnderflowException e) {
            return refusal(COMMAND_SIZE);
        }
    }

    private Bytes readPublic(int handle) {
        Index index = indices.get(handle);
        if (index == null) {
            return refusal(HANDLE_1);
        }
        byte[] area = ByteBuffer.allocate(14)
                .putInt(handle)
                .putShort((short) 0x000B)
                .putInt(index.attributes)
                .putShort((short) 0)
                .putShort((short) index.content.length)
                .array();
        ByteBuffer parameters = ByteBuffer.allocate(2 + 14 + 2 + 34);
        parameters.putShort((short) 14).put(area);
        parameters.putShort((short) 34).putShort((short) 0x000B).put(sha256(area));
        return success(parameters.array());
    }

    private Bytes capability(int capability, int property, int count) {
        if (capability != 6 || property != 0x12C || count != 1) {
            return refusal(VALUE_1);
        }
        return success(ByteBuffer.allocate(17)
                .put((byte) 1)
                .putInt(6)
                .putInt(1)
                .putInt(0x12C)
                .putInt(buffer)
                .array());
    }

    private Bytes read(ByteBuffer in) {
        int owner = in.getInt();
        Index index = indices.get(in.getInt());
        if (index == null) {
            return refusal(HANDLE_2);
        }
        if (owner != 0x40000001 || !isEmptyPassword(in)) {
            return refusal(BAD_AUTH);
        }
        int size = in.getShort() & 0xffff;
        int offset = in.getShort() & 0xffff;
        if (size > buffer) {
            return refusal(VALUE_1);
        }
        if ((index.attributes & OWNER_READ) == 0) {
            return refusal(NV_AUTHORIZATION);
        }
        if ((index.attributes & WRITTEN) == 0) {
            return refusal(NV_UNINITIALIZED);
        }
        if (offset + size > index.content.length) {
            return refusal(NV_RANGE);
        }
        return successOfSession(ByteBuffer.allocate(2 + size)
                .putShort((short) size)
                .put(index.content, offset, size)
                .array());
    }

    private Bytes write(ByteBuffer in) {
        int owner = in.getInt();
        Index index = indices.get(in.getInt());
        if (index == null) {
            return refusal(HANDLE_2);
        }
        if (owner != 0x40000001 || !isEmptyPassword(in)) {
            return refusal(BAD_AUTH);
        }
        byte[] data = new byte[in.getShort() & 0xffff];
        in.get(data);
        int offset = in.getShort() & 0xffff;
        if ((index.attributes & OWNER_WRITE) == 0) {
            return refusal(NV_AUTHORIZATION);
        }
        if (offset + data.length > index.content.length) {
            return refusal(NV_RANGE);
        }
        System.arraycopy(data, 0, index.content, offset, data.length);
        index.attributes |= WRITTEN;
        return successOfSession(new byte[0]);
    }

    private Bytes defineSpace(ByteBuffer in) {
        if (in.getInt() != 0x40000001 || !isEmptyPassword(in)) {
            return refusal(BAD_AUTH);
        }
        byte[] passwordOfIndex = new byte[in.getShort() & 0xffff];
        in.get(passwordOfIndex);
        if (in.getShort() != 14) {
            return refusal(SIZE_2);
        }
        int handle = in.getInt();
        in.getShort();
        int attributes = in.getInt();
        in.getShort();
        int size = in.getShort() & 0xffff;
        if (indices.containsKey(handle)) {
            return refusal(NV_DEFINED);
        }
        define(handle, size, attributes);
        return successOfSession(new byte[0]);
    }

    /** 9 bytes: TPM_RS_PW, empty nonce, no attributes, empty password. */
    private static boolean isEmptyPassword(ByteBuffer in) {
        return in.getInt() == 9
                && in.getInt() == 0x40000009
                && in.getShort() == 0
                && in.get() == 0
                && in.getShort() == 0;
    }

    private static Bytes success(byte[] parameters) {
        return Bytes.of(ByteBuffer.allocate(10 + parameters.length)
                .putShort((short) 0x8001)
                .putInt(10 + parameters.length)
                .putInt(0)
                .put(parameters)
                .array());
    }

    /** Parameters behind their size, then empty nonce, the attribute continueSession, empty HMAC. */
    private static Bytes successOfSession(byte[] parameters) {
        return Bytes.of(ByteBuffer.allocate(19 + parameters.length)
                .putShort((short) 0x8002)
                .putInt(19 + parameters.length)
                .putInt(0)
                .putInt(parameters.length)
                .put(parameters)
                .putShort((short) 0)
                .put((byte) 1)
                .putShort((short) 0)
                .array());
    }

    private static byte[] sha256(byte[] of) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(of);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
