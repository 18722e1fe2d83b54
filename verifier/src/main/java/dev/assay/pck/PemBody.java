package dev.assay.pck;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import java.util.Arrays;
import java.util.Base64;

/** The base64 between the two lines of a PEM block. */
final class PemBody {

    private PemBody() {}

    /** Decodes {@code body}, in which only white space may stand beside base64. */
    static Bytes decode(String what, String body, int offset) throws MalformedException {
        byte[] digits = new byte[body.length()];
        int length = 0;
        for (int i = 0; i < body.length(); i++) {
            char digit = body.charAt(i);
            if (digit != '\n' && digit != '\r' && digit != ' ' && digit != '\t') {
                digits[length++] = (byte) digit;
            }
        }
        try {
            return Bytes.of(Base64.getDecoder().decode(Arrays.copyOf(digits, length)));
        } catch (IllegalArgumentException notBase64) {
            throw new MalformedException(what, offset, "text that is not base64", "base64");
        }
    }
}
