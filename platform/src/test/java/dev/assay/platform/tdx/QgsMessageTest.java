package dev.assay.platform.tdx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.bytes.Bytes;
import dev.assay.platform.Refusal;
import dev.assay.platform.tdx.QgsMessage.CollateralRequest;
import dev.assay.platform.tdx.QgsMessage.CollateralResponse;
import dev.assay.platform.tdx.QgsMessage.Failure;
import dev.assay.platform.tdx.QgsMessage.PlatformInfoRequest;
import dev.assay.platform.tdx.QgsMessage.PlatformInfoResponse;
import dev.assay.platform.tdx.QgsMessage.QuoteRequest;
import dev.assay.platform.tdx.QgsMessage.QuoteResponse;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The bytes are composed by hand from {@code qgs_msg_lib.h}. */
class QgsMessageTest {

    private static final String QUOTE_RESPONSE = "01000100" + "01000000" + "1d000000" + "00000000" // header
            + "02000000" + "03000000" // sizes
            + "aabb" + "010203";

    private static final String COLLATERAL = "0400" + "0000" // version 4.0
            + "01000000" + "02000000" + "01000000" + "01000000" + "03000000" + "01000000" + "01000000"
            + "a1" + "b1b2" + "c1" + "d1" + "e1e2e3" + "f1" + "99";

    @Test
    void readsAQuote() throws Exception {
        assertThat(QgsMessage.parse(Bytes.ofHex(QUOTE_RESPONSE)))
                .isEqualTo(new QuoteResponse(Bytes.ofHex("aabb"), Bytes.ofHex("010203")));
    }

    @Test
    void writesRequestsAsIntelsLibraryDoes() throws Exception {
        assertThat(new QuoteRequest(Bytes.ofHex("010203"), Bytes.ofHex("ff"))
                        .encode()
                        .hex())
                .isEqualTo("01000100" + "00000000" + "1c000000" + "00000000" + "03000000" + "01000000" + "010203ff");
        assertThat(new CollateralRequest(Bytes.ofHex("00906ed50000"), Bytes.ofUtf8("platform\0"))
                        .encode()
                        .hex())
                .isEqualTo("01000100" + "02000000" + "27000000" + "00000000" + "06000000" + "09000000" + "00906ed50000"
                        + "706c6174666f726d00");
        assertThat(new PlatformInfoRequest().encode().hex())
                .isEqualTo("01000100" + "04000000" + "10000000" + "00000000");
    }

    @Test
    void readsCollateralWithAndWithoutThePaddingOfVersionZero() throws Exception {
        CollateralResponse expected = new CollateralResponse(
                4,
                0,
                Bytes.ofHex("a1"),
                Bytes.ofHex("b1b2"),
                Bytes.ofHex("c1"),
                Bytes.ofHex("d1"),
                Bytes.ofHex("e1e2e3"),
                Bytes.ofHex("f1"),
                Bytes.ofHex("99"));
        assertThat(QgsMessage.parse(Bytes.ofHex("01000100" + "03000000" + "3a000000" + "00000000" + COLLATERAL)))
                .isEqualTo(expected);
        assertThat(QgsMessage.parse(
                        Bytes.ofHex("01000000" + "03000000" + "3e000000" + "00000000" + COLLATERAL + "00000000")))
                .isEqualTo(expected);
        Refusal.of(
                Bytes.ofHex("01000100" + "03000000" + "3e000000" + "00000000" + COLLATERAL + "00000000"),
                QgsMessage::parse);
        Refusal.of(
                Bytes.ofHex("01000000" + "03000000" + "3d000000" + "00000000" + COLLATERAL + "000000"),
                QgsMessage::parse);
    }

    @Test
    void readsWhatThePlatformIs() throws Exception {
        assertThat(QgsMessage.parse(Bytes.ofHex("01000100" + "05000000" + "1f000000" + "00000000" // header
                        + "0400" + "0d00" + "02000000" + "01000000" + "1122" + "33")))
                .isEqualTo(new PlatformInfoResponse(4, 13, Bytes.ofHex("1122"), Bytes.ofHex("33")));
    }

    @Test
    void readsAFailureWhateverIsBehindItsHeader() throws Exception {
        assertThat(QgsMessage.parse(
                        Bytes.ofHex("01000100" + "01000000" + "18000000" + "01200100" + "0000000000000000")))
                .isEqualTo(new Failure(1, 0x12001));
        assertThat(QgsMessage.parse(Bytes.ofHex("01000100" + "05000000" + "10000000" + "07200100")))
                .isEqualTo(new Failure(5, 0x12007));
    }

    @Test
    void ignoresTheMinorVersion() throws Exception {
        assertThat(QgsMessage.parse(Bytes.ofHex(QUOTE_RESPONSE.replaceFirst("01000100", "0100ffff"))))
                .isInstanceOf(QuoteResponse.class);
    }

    static Stream<QgsMessage> messages() {
        Bytes some = Bytes.literal("0102030405");
        return Stream.of(
                new QuoteRequest(some, Bytes.EMPTY),
                new QuoteResponse(Bytes.EMPTY, some),
                new CollateralRequest(some, some),
                new CollateralResponse(3, 1, some, some, Bytes.EMPTY, some, some, some, some),
                new PlatformInfoRequest(),
                new PlatformInfoResponse(65535, 0, some, some),
                new Failure(3, 0xffff_ffffL));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void writesWhatItReads(QgsMessage message) throws Exception {
        assertThat(QgsMessage.parse(message.encode())).isEqualTo(message);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void refusesEveryCutAndEveryByteTooMany(QgsMessage message) {
        Bytes whole = message.encode();
        for (int length = 0; length < whole.length(); length++) {
            Refusal.of(whole.slice(0, length), QgsMessage::parse);
        }
        Refusal.of(Bytes.concat(whole, Bytes.literal("00")), QgsMessage::parse);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0200, major version",
        "4, 06000000, type",
        "4, 0100ffff, type",
        "8, 1c000000, size",
        "8, ffffffff, size",
        "16, 03000000, quote",
        "16, ffffffff, selected id",
        "20, 02000000, end",
        "20, 04000000, quote",
        "20, 00000000, quote size",
        "20, ffffffff, quote"
    })
    void namesTheFieldThatIsWrong(int at, String hex, String field) throws Exception {
        Bytes right = Bytes.ofHex(QUOTE_RESPONSE);
        Bytes patch = Bytes.ofHex(hex);
        Bytes wrong = Bytes.concat(right.slice(0, at), patch, right.from(at + patch.length()));

        assertThat(Refusal.of(wrong, QgsMessage::parse).field()).contains(field);
    }

    @Test
    void anAnswerMustBelongToItsRequest() throws Exception {
        Bytes answer = Bytes.ofHex(QUOTE_RESPONSE);
        assertThat(new QuoteRequest(Bytes.EMPTY, Bytes.EMPTY).parseAnswer(answer))
                .isInstanceOf(QuoteResponse.class);
        assertThat(Refusal.of(answer, new PlatformInfoRequest()::parseAnswer).field())
                .contains("type");
    }
}
