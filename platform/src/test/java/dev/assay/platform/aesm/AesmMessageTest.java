package dev.assay.platform.aesm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.platform.aesm.wire.Response;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Answers of each kind, composed by hand: a member with the request's number, in it field 1 with the code. */
class AesmMessageTest {

    @ParameterizedTest
    @EnumSource(AesmMessage.class)
    void findsItsOwnErrorCodeAndNobodyElses(AesmMessage message) throws Exception {
        Response refused = response(message, (byte) 0x08, (byte) 30);
        assertThat(message.errorCode(refused)).isEqualTo(30);
        assertThat(Arrays.stream(AesmMessage.values()).filter(any -> any.isIn(refused)))
                .containsExactly(message);
        assertThat(AesmMessage.namesIn(refused)).isEqualTo("the answer to " + message);
    }

    @ParameterizedTest
    @EnumSource(AesmMessage.class)
    void takesAMissingCodeForTheUnexpectedError(AesmMessage message) throws Exception {
        assertThat(message.errorCode(response(message))).isEqualTo(1);
    }

    private static Response response(AesmMessage message, byte... fields) throws Exception {
        int number = Integer.parseInt(message.toString().replaceAll(".*\\((\\d+)\\)", "$1"));
        int tag = number << 3 | 2;
        byte[] start = tag < 0x80
                ? new byte[] {(byte) tag, (byte) fields.length}
                : new byte[] {(byte) (tag | 0x80), (byte) (tag >>> 7), (byte) fields.length};
        byte[] encoded = Arrays.copyOf(start, start.length + fields.length);
        System.arraycopy(fields, 0, encoded, start.length, fields.length);
        return Response.parser().parsePartialFrom(encoded);
    }
}
