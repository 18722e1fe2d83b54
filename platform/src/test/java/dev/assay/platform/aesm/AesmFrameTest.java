package dev.assay.platform.aesm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.bytes.Bytes;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import dev.assay.simulator.aesm.StandInAesm;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The bytes on the wire, composed by hand from the table of fields: tag, length, value. {@code 489875} is field 9, the
 * number 15000.
 */
class AesmFrameTest {

    private static final AttestationKeyId KEY = new AttestationKeyId(StandInAesm.keyId(2));
    private static final String ID = KEY.encoded().hex();
    private static final String REPORT = "a5".repeat(432);
    private static final String TARGET = "b6".repeat(512);
    private static final String QUOTE = "c7".repeat(300);
    private static final String SPID = "d8".repeat(16);
    private static final Bytes NONCE = Bytes.literal("e9".repeat(16));

    /** What a method makes of an answer. */
    @FunctionalInterface
    interface Call {
        Object ask(AesmClient client) throws QuoteException;
    }

    record Case(String name, Call call, String request, String response, Object answer) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case(
                        "GetSupportedAttKeyIDNum",
                        AesmClient::keyIdCount,
                        "06000000 aa01 03 489875",
                        "07000000 aa01 04 0800 1003",
                        3),
                new Case(
                        "GetSupportedAttKeyIDs",
                        client -> client.keyIds(1).get(0).algorithm(),
                        "09000000 b201 06 088002 489875",
                        "09010000 b201 8502 0800 128002" + ID,
                        2L),
                new Case(
                        "SelectAttKeyID",
                        client -> client.selectKeyId(List.of(KEY)),
                        "0a010000 9a01 8602 0a8002" + ID + "109875",
                        "09010000 9a01 8502 0800 128002" + ID,
                        KEY),
                new Case(
                        "InitQuoteEx, first",
                        client -> client.initQuoteEx(KEY),
                        "0b010000 7a 8802 0a8002" + ID + "1800 489875",
                        "06000000 7a 04 0800 1820",
                        32),
                new Case(
                        "InitQuoteEx, second",
                        client -> client.initQuoteEx(KEY, 32),
                        "0d010000 7a 8a02 0a8002" + ID + "1801 2020 489875",
                        "2c020000 7a a904 0800 128004" + TARGET + "1820 2220" + "f1".repeat(32),
                        new AesmClient.QuoteTarget(Bytes.literal(TARGET), Bytes.literal("f1".repeat(32)))),
                new Case(
                        "GetQuoteSizeEx",
                        client -> client.quoteSizeEx(KEY),
                        "0a010000 8201 8602 0a8002" + ID + "489875",
                        "08000000 8201 05 0800 10f823",
                        4600),
                new Case(
                        "GetQuoteEx",
                        client -> client.quoteEx(KEY, Bytes.literal(REPORT), 4600),
                        "c0020000 8a01 bc05 0ab003" + REPORT + "128002" + ID + "20f823 489875",
                        "35010000 8a01 b102 0800 12ac02" + QUOTE,
                        Bytes.literal(QUOTE)),
                new Case(
                        "GetQuoteEx with a report of the quoting enclave",
                        client -> client.quoteEx(
                                        KEY,
                                        Bytes.literal(REPORT),
                                        4600,
                                        new QeReportRequest(NONCE, Bytes.literal(TARGET)))
                                .quote(),
                        "83060000 8a01 ff0c 0ab003" + REPORT + "128002" + ID + "1ac007" + NONCE + TARGET
                                + "00".repeat(432) + "20f823 489875",
                        "f8040000 8a01 f409 0800 12ac02" + QUOTE + "1ac007" + NONCE + TARGET + "00".repeat(320)
                                // SHA-256 of the nonce and the quote, by Python's hashlib.
                                + "0d18ea55f414443f7af629fe32f422a444d733b6bcb3f1c6856c869b0029fa6a"
                                + "00".repeat(80),
                        Bytes.literal(QUOTE)),
                new Case(
                        "InitQuote",
                        client -> client.legacy().initQuote(),
                        "05000000 0a 03 489875",
                        "0e020000 0a 8b04 0800 128004" + TARGET + "1a04 230c0000",
                        new LegacyAesm.EpidTarget(Bytes.literal(TARGET), Bytes.literal("230c0000"))),
                new Case(
                        "GetQuote",
                        client -> client.legacy()
                                .getQuote(Bytes.literal(REPORT), true, Bytes.literal(SPID), Bytes.EMPTY, 1116),
                        "d2010000 12 cf03 0ab003" + REPORT + "1001 1a10" + SPID + "30dc08 3800 489875",
                        // 436 bytes and a signature of 4, with 3 bytes of padding.
                        "c3010000 12 c003 0800 12bb03" + "11".repeat(432) + "04000000 22222222 000000",
                        Bytes.literal("11".repeat(432) + "0400000022222222")),
                new Case(
                        "GetLaunchToken",
                        client -> client.legacy()
                                .launchToken(
                                        Bytes.literal("01".repeat(32)),
                                        Bytes.literal("02".repeat(384)),
                                        Bytes.literal("03".repeat(16))),
                        "bd010000 1a ba03 0a20" + "01".repeat(32) + "128003" + "02".repeat(384) + "1a10"
                                + "03".repeat(16) + "489875",
                        "38010000 1a b502 0800 12b002" + "33".repeat(304),
                        Bytes.literal("33".repeat(304))),
                new Case(
                        "ReportAttestationError",
                        client -> client.legacy().reportAttestationError(Bytes.literal("04".repeat(101)), 1, 12),
                        "70000000 22 6e 0a65" + "04".repeat(101) + "1001 180c 489875",
                        "12000000 22 10 0800 120c" + "44".repeat(12),
                        Bytes.literal("44".repeat(12))),
                new Case(
                        "GetWhiteListSize",
                        client -> client.legacy().whiteListSize(),
                        "05000000 52 03 489875",
                        "06000000 52 04 0800 1028",
                        40L),
                new Case(
                        "GetWhiteList",
                        client -> client.legacy().whiteList(40),
                        "07000000 5a 05 0828 489875",
                        "07000000 5a 05 0800 1201 77",
                        Bytes.literal("77")),
                new Case(
                        "GetExtendedEpidGroupId",
                        client -> client.legacy().extendedEpidGroup(),
                        "05000000 62 03 489875",
                        "0a000000 62 08 0800 10ffffffff0f",
                        4294967295L),
                new Case(
                        "SwitchExtendedEpidGroup",
                        client -> {
                            client.legacy().switchExtendedEpidGroup(7);
                            return "done";
                        },
                        "07000000 6a 05 0807 489875",
                        "04000000 6a 02 0800",
                        "done"),
                new Case(
                        "SGXRegister",
                        client -> {
                            client.legacy().register(Bytes.literal("010203"), 1);
                            return "done";
                        },
                        "0c000000 72 0a 0a03010203 1001 489875",
                        "04000000 72 02 0800",
                        "done"),
                new Case(
                        "CheckUpdateStatus",
                        client -> client.legacy().updateStatus(Bytes.literal("05".repeat(101)), 12, 2),
                        "71000000 9201 6e 0a65" + "05".repeat(101) + "100c 1802 489875",
                        "15000000 9201 12 0800 120c" + "55".repeat(12) + "1801",
                        new LegacyAesm.UpdateStatus(1, Optional.of(Bytes.literal("55".repeat(12))))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void writesAndReadsTheBytesOf(Case message) throws Exception {
        try (HandMadeAesm aesm = new HandMadeAesm(hex(message.response))) {
            assertThat(message.call.ask(aesm.client())).isEqualTo(message.answer);
            assertThat(aesm.received()).isEqualTo(hex(message.request));
        }
    }

    @Test
    void takesAMissingErrorCodeForTheUnexpectedError() throws Exception {
        try (HandMadeAesm aesm = new HandMadeAesm(hex("05000000 aa01 02 1003"))) {
            assertThatThrownBy(() -> aesm.client().keyIdCount())
                    .isInstanceOfSatisfying(
                            QuoteException.class, e -> assertThat(e.code()).contains("AESM 1"));
        }
    }

    @Test
    void looksPastFieldsThatItDoesNotKnow() throws Exception {
        // 123 in the message, 9 and 200 around it.
        String response = "10000000 4801 aa01 07 0800 1003 d80705 c20c01ff";
        try (HandMadeAesm aesm = new HandMadeAesm(hex(response))) {
            assertThat(aesm.client().keyIdCount()).isEqualTo(3);
        }
    }

    @Test
    void refusesAReportOfTheQuotingEnclaveAboutAnotherQuote() throws Exception {
        String response = "f8040000 8a01 f409 0800 12ac02" + QUOTE + "1ac007" + NONCE + TARGET + "00".repeat(432);
        try (HandMadeAesm aesm = new HandMadeAesm(hex(response))) {
            assertThatThrownBy(() -> aesm.client()
                            .quoteEx(
                                    KEY,
                                    Bytes.literal(REPORT),
                                    4600,
                                    new QeReportRequest(NONCE, Bytes.literal(TARGET))))
                    .isInstanceOfSatisfying(
                            QuoteException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MISMATCH))
                    .hasMessageContaining("another quote or nonce");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00000000",
                "ffffffff",
                "01001000",
                // Success without the field, another type, no type.
                "05000000 aa01 02 0800",
                "07000000 b201 04 0800 1003",
                "02000000 4801",
                // A field of 127 bytes in a message of 3, a number without end.
                "03000000 aa017f",
                "0b000000 ffffffffffffffffffffff",
                // A count that nobody has.
                "0b000000 aa01 08 0800 10ffffffff0f"
            })
    void takesForBroken(String response) throws Exception {
        try (HandMadeAesm aesm = new HandMadeAesm(hex(response))) {
            assertThatThrownBy(() -> aesm.client().keyIdCount()).isInstanceOfSatisfying(QuoteException.class, e -> {
                assertThat(e.reason()).isEqualTo(Reason.BROKEN);
                assertThat(e.code()).isEmpty();
                assertThat(e.getMessage()).contains("asked for GetSupportedAttKeyIDNum (21)");
            });
        }
    }

    private static Bytes hex(String spaced) {
        return Bytes.literal(spaced.replace(" ", ""));
    }
}
