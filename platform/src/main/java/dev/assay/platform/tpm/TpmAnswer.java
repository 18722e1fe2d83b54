package dev.assay.platform.tpm;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;

/**
 * What a TPM answered, without header and authorization.
 *
 * <p>An answer is taken only if its tag is the command's, its size the number of bytes that came, and each field exactly
 * where the specification has it.
 *
 * @param command that was asked
 * @param parameters of a success
 */
record TpmAnswer(TpmCommand command, Bytes parameters) {

    /**
     * @throws TpmRefusal if the TPM said no
     * @throws MalformedException if this is no answer to {@code command}
     */
    static TpmAnswer parse(TpmCommand command, Bytes encoded) throws TpmRefusal, MalformedException {
        BigEndianReader in = new BigEndianReader("answer to " + command, encoded);
        int tag = in.uint16("tag");
        long size = in.uint32("size");
        ResponseCode code = new ResponseCode((int) in.uint32("response code"));
        if (size != encoded.length()) {
            throw in.malformedAt(2, "size", size + " bytes", "the " + encoded.length() + " that came");
        }
        if (!code.isSuccess()) {
            // TPM_ST_RSP_COMMAND, 0x00c4, is how a TPM of version 1.2 begins.
            if (tag != TpmCommand.NO_SESSIONS) {
                throw in.malformedAt(0, "tag", hex(tag), "0x8001 with a response code other than 0");
            }
            in.end("parameters of an error");
            throw new TpmRefusal(command, code);
        }
        int expected = command.kind().hasSession() ? TpmCommand.SESSIONS : TpmCommand.NO_SESSIONS;
        if (tag != expected) {
            throw in.malformedAt(0, "tag", hex(tag), hex(expected));
        }
        if (!command.kind().hasSession()) {
            return new TpmAnswer(command, in.rest());
        }
        Bytes parameters = in.take("parameters", in.uint32("parameter size"));
        // The password's answer: empty nonce, attributes, empty HMAC.
        in.expect("nonce size", 2, 0);
        in.take("session attributes", 1);
        in.expect("HMAC size", 2, 0);
        in.end("authorization");
        return new TpmAnswer(command, parameters);
    }

    /** Of NV_ReadPublic. */
    NvPublic nvPublic() throws MalformedException {
        BigEndianReader in = reader();
        Bytes area = in.sized("public area");
        in.sized("name");
        in.end("parameters");
        BigEndianReader fields = new BigEndianReader(command + ", public area", area);
        long index = fields.uint32("index");
        fields.uint16("name algorithm");
        int attributes = (int) fields.uint32("attributes");
        fields.sized("policy");
        int size = fields.uint16("data size");
        fields.end("public area");
        return new NvPublic((int) index, attributes, size);
    }

    /** Of NV_Read. */
    Bytes data() throws MalformedException {
        BigEndianReader in = reader();
        Bytes data = in.sized("data");
        in.end("parameters");
        return data;
    }

    /** Of NV_Write and NV_DefineSpace. */
    void nothing() throws MalformedException {
        reader().end("parameters");
    }

    /** Of GetCapability for one property of the TPM: its value, if the TPM knows it. */
    long property(int wanted) throws MalformedException {
        BigEndianReader in = reader();
        in.take("more data", 1);
        in.expect("capability", 4, 6);
        in.expect("number of properties", 4, 1);
        in.expect("property", 4, wanted);
        long value = in.uint32("value");
        in.end("parameters");
        return value;
    }

    private BigEndianReader reader() {
        return new BigEndianReader("answer to " + command + ", parameters", parameters);
    }

    private static String hex(int number) {
        return "0x" + Integer.toHexString(number);
    }
}
