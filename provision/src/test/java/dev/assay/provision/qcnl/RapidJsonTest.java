package dev.assay.provision.qcnl;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sentences and offsets as Debian's RapidJSON gives them for the same bytes; ~ stands for NUL. */
class RapidJsonTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ | 1 | Missing a name for object member.",
                "{\"a\" 1} | 5 | Missing a colon after a name of object member.",
                "{\"a\":1 \"b\":2} | 7 | Missing a comma or '}' after an object member.",
                "{\"a\":[1 2]} | 8 | Missing a comma or ']' after an array element.",
                "{\"a\":tru} | 8 | Invalid value.",
                "{\"a\":True} | 5 | Invalid value.",
                "{\"a\":01} | 6 | Missing a comma or '}' after an object member.",
                "{\"a\":1.} | 7 | Miss fraction part in number.",
                "{\"a\":1e} | 7 | Miss exponent in number.",
                "{\"a\":1e309} | 5 | Number too big to be stored in double.",
                "{\"a\":\"b | 7 | Missing a closing quotation mark in string.",
                "{\"a\":\"\\x\"} | 6 | Invalid escape character in string.",
                "{\"a\":\"\\u00g0\"} | 6 | Incorrect hex digit after \\u escape in string.",
                "{\"a\":\"\\ud800x\"} | 6 | The surrogate pair in string is invalid.",
                "{\"a\":1} x | 8 | The document root must not be followed by other values.",
                "{\"a\":1} / | 9 | Unspecific syntax error.",
                "{/* | 3 | Unspecific syntax error.",
                "{'a':1} | 1 | Missing a name for object member."
            })
    void saysWhatRapidJsonSays(String json, String offset, String sentence) throws MalformedException {
        JsonFault fault = QcnlReading.of(Bytes.ofUtf8(json)).fault().orElseThrow();
        assertThat(fault.sentence()).isEqualTo(sentence);
        assertThat(fault.where().offset()).isEqualTo(Integer.parseInt(offset));
    }

    @Test
    void whatStandsBehindANulDoesNotCount() throws MalformedException {
        QcnlReading reading = QcnlReading.of(Bytes.ofUtf8("{\"retry_times\":3}\0 }{"));
        assertThat(reading.parsedAs()).isEqualTo(ParsedAs.JSON);
        assertThat(reading.settings().retryTimes()).isEqualTo(3);
    }

    @Test
    void firstOfTwoMembersWins() throws MalformedException {
        QcnlReading reading = QcnlReading.of(Bytes.ofUtf8("{\"retry_times\":3,\n \"retry_times\":4}"));
        assertThat(reading.settings().retryTimes()).isEqualTo(3);
        assertThat(reading.warnings()).contains("duplicate-key:retry_times");
        assertThat(reading.findings().get(0).where()).contains(new Position(2, 2, 19));
    }

    @Test
    void lastOfTwoLinesWinsAndMinusOneIsManyTries() throws MalformedException {
        QcnlReading reading = QcnlReading.of(Bytes.ofUtf8("RETRY_TIMES=3\nRETRY_TIMES = -1 # x\n"));
        assertThat(reading.settings().retryTimes()).isEqualTo(4294967295L);
        assertThat(reading.warnings())
                .contains("duplicate-key:RETRY_TIMES", "trailing-text-ignored:RETRY_TIMES", "negative:RETRY_TIMES");
    }

    @Test
    void hoursAreCappedAndLargeWholeNumbersDropped() throws MalformedException {
        QcnlReading reading = QcnlReading.of(
                Bytes.ofUtf8("{\"pck_cache_expire_hours\":1e6,\"verify_collateral_cache_expire_hours\":3000000000}"));
        assertThat(reading.settings().pckCacheExpireHours()).isEqualTo(2160);
        assertThat(reading.settings().verifyCollateralCacheExpireHours()).isZero();
        assertThat(reading.warnings())
                .contains("capped-at-2160:pck_cache_expire_hours", "wrong-type:verify_collateral_cache_expire_hours");
    }

    @Test
    void badTcbUpdateTypeRefusesTheFile() throws MalformedException {
        QcnlReading reading = QcnlReading.of(Bytes.ofUtf8("{\"retry_times\":3,\"tcb_update_type\":\"late\"}"));
        assertThat(reading.result().qcnlCode()).isEqualTo(0xb030);
        assertThat(reading.settings()).isEqualTo(QcnlSettings.defaults());
        assertThat(reading.verdict()).isEqualTo(Verdict.BROKEN);
    }

    @Test
    void linesInsideBrokenJsonCount() throws MalformedException {
        QcnlReading reading = QcnlReading.of(Bytes.ofUtf8("{\nUSE_SECURE_CERT=FALSE\n"));
        assertThat(reading.parsedAs()).isEqualTo(ParsedAs.JSON_ERROR);
        assertThat(reading.settings().useSecureCert()).isFalse();
    }

    @Test
    void byteOrderMarkHidesTheError() throws MalformedException {
        QcnlReading reading = QcnlReading.of(Bytes.ofUtf8("\uFEFF{\"retry_times\":3}"));
        assertThat(reading.parsedAs()).isEqualTo(ParsedAs.KEY_VALUE_FALLBACK);
        assertThat(reading.fault().orElseThrow().sentence()).isEqualTo("Invalid value.");
    }

    @Test
    void deepNestingEndsInASentence() throws MalformedException {
        QcnlReading reading = QcnlReading.of(Bytes.ofUtf8("{\"a\":" + "[".repeat(100_000)));
        assertThat(reading.fault().orElseThrow().sentence()).isEqualTo(RapidJson.TOO_DEEP);
    }

    /** Whatever is changed in a good file, there is an answer, and a fault lies inside of the file. */
    @Test
    void damageIsAlwaysAnswered() throws MalformedException {
        Random random = new Random(7);
        byte[] good = QcnlTemplate.azure().json().getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 3_000; i++) {
            byte[] damaged = good.clone();
            for (int j = 0; j <= random.nextInt(3); j++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            requireConsistent(Bytes.of(damaged));
        }
    }

    @FuzzTest
    void answersEveryFile(byte[] data) throws MalformedException {
        requireConsistent(Bytes.of(data));
    }

    private static void requireConsistent(Bytes file) throws MalformedException {
        QcnlReading reading = QcnlReading.of(file);
        boolean isError = reading.parsedAs() == ParsedAs.JSON_ERROR;
        if (isError != (reading.result() == LibraryResult.INVALID_JSON)
                || (isError && file.at(0) != '{')
                || reading.fault()
                        .filter(f -> f.where().offset() > file.length())
                        .isPresent()) {
            throw new AssertionError(reading.toString());
        }
    }
}
