package dev.assay.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.Refusal;
import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON is read strictly: whatever two readers could understand differently is refused. */
class JsonObjectTest {

    private static JsonObject parse(String json) throws MalformedException {
        return JsonObject.parse("document", Bytes.ofUtf8(json));
    }

    private static MalformedException refused(Bytes json) {
        return Refusal.of(json, bytes -> JsonObject.parse("document", bytes));
    }

    static Stream<String> noDocuments() {
        return Stream.of(
                "",
                " ",
                "null",
                "1",
                "\"a\"",
                "[]",
                "[{}]",
                "{",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1",
                "{\"a\":1,}",
                "{\"a\":1 \"b\":2}",
                "{a:1}",
                "{'a':1}",
                "{\"a\":1}}",
                "{\"a\":1}{}",
                "{\"a\":1} x",
                "{\"a\":1}\0",
                "{\"a\":1}//",
                "/**/{\"a\":1}",
                "{\"a\":1,\"a\":1}",
                "{\"b\":{\"a\":1,\"a\":2}}",
                "{\"a\":1,\"\\u0061\":2}",
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\":1.}",
                "{\"a\":0x10}",
                "{\"a\":NaN}",
                "{\"a\":Infinity}",
                "{\"a\":-}",
                "{\"a\":1e}",
                "{\"a\":tru}",
                "{\"a\":True}",
                "{\"a\":[1,]}",
                "{\"a\":[1 2]}",
                "{\"a\":\"\n\"}",
                "{\"a\":\"\t\"}",
                "{\"a\":\"\0\"}",
                "{\0\"a\":1}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":\"\\'\"}",
                "\uFEFF{\"a\":1}",
                "{\"a\":" + "9".repeat(65) + "}");
    }

    @ParameterizedTest
    @MethodSource("noDocuments")
    void refusesWhatIsNotOneObject(String json) {
        refused(Bytes.ofUtf8(json));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE"})
    void refusesOtherEncodingsThanUtf8(String encoding) {
        refused(Bytes.of("{\"a\":1}".getBytes(Charset.forName(encoding))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff", "c328", "e28228", "80", "c0", "f8888080"})
    void refusesBytesThatAreNoUtf8(String hex) {
        Bytes text = Bytes.concat(Bytes.ofUtf8("{\"name\":\""), Bytes.literal(hex), Bytes.ofUtf8("\"}"));
        refused(text);
    }

    @Test
    void refusesDepthBeyondThirtyTwo() throws MalformedException {
        assertThat(parse("{\"a\":" + "[".repeat(31) + "]".repeat(31) + "}").has("a"))
                .isTrue();
        refused(Bytes.ofUtf8("{\"a\":" + "[".repeat(32) + "]".repeat(32) + "}"));
        refused(Bytes.ofUtf8("{\"a\":".repeat(33) + "1" + "}".repeat(33)));
    }

    @Test
    void refusesMoreThanFourMebibytesOrAQuarterOfAMillionValues() {
        refused(Bytes.ofUtf8(" ".repeat(4 << 20) + "{}"));
        assertThat(refused(Bytes.ofUtf8("{\"a\":[" + "0,".repeat(1 << 18) + "0]}"))
                        .expected())
                .contains("at most");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.0",
                "1e2",
                "1E2",
                "-0.0",
                "9223372036854775808",
                "-9223372036854775809",
                "\"1\"",
                "null",
                "true",
                "[]",
                "{}"
            })
    void whatIsNoIntegerIsNone(String value) throws MalformedException {
        JsonObject json = parse("{\"n\":" + value + "}");
        assertThat(Refusal.of(
                                Bytes.ofUtf8(value.repeat(20)),
                                ignored -> json.integer("n", Long.MIN_VALUE, Long.MAX_VALUE))
                        .field())
                .isEqualTo("document, n");
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 255, 65535, 65536, Integer.MAX_VALUE, Long.MAX_VALUE})
    void integersAreReadInTheirRange(long value) throws MalformedException {
        JsonObject json = parse("{\"n\":" + value + "}");
        assertThat(json.integer("n", value, value)).isEqualTo(value);
        if (value != Long.MAX_VALUE) {
            Refusal.of(Bytes.of(new byte[40]), ignored -> json.integer("n", value + 1, Long.MAX_VALUE));
        }
        if (value != Long.MIN_VALUE) {
            Refusal.of(Bytes.of(new byte[40]), ignored -> json.integer("n", Long.MIN_VALUE, value - 1));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-12-05",
                "2024-12-05T12:16:52",
                "2024-12-05T12:16:52+00:00",
                "2024-12-05 12:16:52Z",
                "2024-02-30T12:16:52Z",
                "2024-12-05T25:16:52Z",
                "-Z",
                "Z",
                "",
                "1733400000"
            })
    void whatIsNoUtcTimeIsRefused(String text) throws MalformedException {
        JsonObject json = parse("{\"t\":\"" + text + "\"}");
        Refusal.of(Bytes.of(new byte[40]), ignored -> json.instant("t"));
    }

    @Test
    void aTimeIsReadToItsNanosecond() throws MalformedException {
        assertThat(parse("{\"t\":\"2024-12-05T12:16:52.000000001Z\"}").instant("t"))
                .isEqualTo(Instant.ofEpochSecond(1733401012, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "000", "0g", "0x", " 0", "00000", "\\u0000\\u0000", "٠٠"})
    void whatIsNoHexOfThatLengthIsRefused(String text) throws MalformedException {
        JsonObject json = parse("{\"h\":\"" + text + "\"}");
        Refusal.of(Bytes.of(new byte[40]), ignored -> json.hex("h", 1));
    }

    @Test
    void hexIsReadInEitherCase() throws MalformedException {
        assertThat(parse("{\"h\":\"aBcD\"}").hex("h", 2)).isEqualTo(Bytes.literal("abcd"));
    }

    @Test
    void errorsNameThePathToTheMember() throws MalformedException {
        JsonObject json = parse("{\"levels\":[{\"tcb\":{\"svn\":1}},{\"tcb\":{\"svn\":\"x\"}}]}");
        JsonObject second = json.objects("levels").get(1).object("tcb");
        MalformedException refusal = Refusal.of(Bytes.of(new byte[100]), ignored -> second.integer("svn", 0, 1));
        assertThat(refusal.field()).isEqualTo("document, levels[1].tcb.svn");
        assertThat(refusal.found()).isEqualTo("the string \"x\"");
        MalformedException missing = Refusal.of(Bytes.of(new byte[100]), ignored -> json.string("other"));
        assertThat(missing.field()).isEqualTo("document, other");
        assertThat(missing.found()).isEqualTo("nothing");
    }

    @Test
    void theSourceOfAnObjectIsItsBytesFromBraceToBrace() throws MalformedException {
        String inner = "{ \"é\" : [ 1 , {\"x\":\"}\"} ] }";
        JsonObject json = parse(" { \"ü\" : " + inner + " , \"b\":2 } ");
        assertThat(json.object("ü").source()).isEqualTo(Bytes.ofUtf8(inner));
        assertThat(json.source().utf8()).startsWith("{ ").endsWith(" }");
    }

    @Test
    void anElementOfTheWrongTypeIsNamed() throws MalformedException {
        JsonObject json = parse("{\"a\":[\"x\",1]}");
        assertThat(Refusal.of(Bytes.of(new byte[40]), ignored -> json.strings("a"))
                        .field())
                .isEqualTo("document, a[1]");
        assertThat(Refusal.of(Bytes.of(new byte[40]), ignored -> json.objects("a"))
                        .field())
                .isEqualTo("document, a[0]");
    }

    @Test
    void anUnknownMemberIsNamed() throws MalformedException {
        JsonObject json = parse("{\"a\":1,\"b\":2}");
        MalformedException refusal = Refusal.of(Bytes.of(new byte[40]), ignored -> {
            json.allowOnly(Set.of("a"));
            return json;
        });
        assertThat(refusal.field()).isEqualTo("document, b");
        assertThat(refusal.expected()).isEqualTo("one of a");
    }
}
