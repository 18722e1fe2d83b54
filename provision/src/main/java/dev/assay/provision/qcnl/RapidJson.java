package dev.assay.provision.qcnl;

import dev.assay.bytes.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Accepts and refuses what RapidJSON does with {@code ParseStream<kParseCommentsFlag>} over an {@code IStreamWrapper},
 * with the same error at the same byte. Source: RapidJSON, {@code reader.h} of 2018 and later (1.1.0 of 2016 names the
 * same errors, some of them one byte away).
 *
 * <p>What follows from that call, and is kept here: the stream ends at its first NUL, so whatever is behind one after the
 * root value does not count; UTF-8 is not checked; a byte order mark is an invalid value; members of one name are all
 * kept. RapidJSON recurses without a bound; this class stops at {@value #MAX_DEPTH} levels and says so.
 */
final class RapidJson {

    static final int MAX_DEPTH = 500;

    private static final String EMPTY = "The document is empty.";
    private static final String NOT_SINGULAR = "The document root must not be followed by other values.";
    private static final String INVALID_VALUE = "Invalid value.";
    private static final String MISS_NAME = "Missing a name for object member.";
    private static final String MISS_COLON = "Missing a colon after a name of object member.";
    private static final String MISS_COMMA = "Missing a comma or '}' after an object member.";
    private static final String MISS_ARRAY_COMMA = "Missing a comma or ']' after an array element.";
    private static final String HEX = "Incorrect hex digit after \\u escape in string.";
    private static final String SURROGATE = "The surrogate pair in string is invalid.";
    private static final String ESCAPE = "Invalid escape character in string.";
    private static final String MISS_QUOTE = "Missing a closing quotation mark in string.";
    private static final String UNSPECIFIC = "Unspecific syntax error.";

    /** Ours: RapidJSON would go on until its stack ends. */
    static final String TOO_DEEP =
            "Nested deeper than " + MAX_DEPTH + " levels, which can exhaust the library's stack.";

    /** Leaves the parser at the first fault. */
    static final class Fault extends Exception {
        private static final long serialVersionUID = 1;

        private final String sentence;
        private final int offset;

        Fault(String sentence, int offset) {
            super(sentence, null, false, false);
            this.sentence = sentence;
            this.offset = offset;
        }

        JsonFault in(Lines lines) {
            return new JsonFault(sentence, lines.at(offset));
        }
    }

    private final Bytes file;
    private int next;
    private int depth;

    private RapidJson(Bytes file) {
        this.file = file;
    }

    static JsonNode parse(Bytes file) throws Fault {
        RapidJson parser = new RapidJson(file);
        parser.skip();
        if (parser.peek() == 0) {
            throw new Fault(EMPTY, parser.next);
        }
        JsonNode root = parser.value();
        parser.skip();
        if (parser.peek() != 0) {
            throw new Fault(NOT_SINGULAR, parser.next);
        }
        return root;
    }

    /** The byte after white space and comments, or the end, whatever it is that stops. */
    static int afterComments(Bytes file, int from) {
        RapidJson parser = new RapidJson(file);
        parser.next = from;
        try {
            parser.skip();
        } catch (Fault unfinishedComment) {
            return file.length();
        }
        return parser.next;
    }

    /** 0 at the end, which therefore also ends at a NUL. */
    private int peek() {
        return next < file.length() ? file.at(next) : 0;
    }

    private boolean consume(char expected) {
        if (peek() == expected) {
            next++;
            return true;
        }
        return false;
    }

    private void skip() throws Fault {
        skipWhite();
        while (consume('/')) {
            if (consume('*')) {
                skipToEndOfComment();
            } else if (consume('/')) {
                while (peek() != 0) {
                    if (file.at(next++) == '\n') {
                        break;
                    }
                }
            } else {
                throw new Fault(UNSPECIFIC, next);
            }
            skipWhite();
        }
    }

    private void skipWhite() {
        while (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t') {
            next++;
        }
    }

    private void skipToEndOfComment() throws Fault {
        while (true) {
            if (peek() == 0) {
                throw new Fault(UNSPECIFIC, next);
            }
            if (consume('*')) {
                if (consume('/')) {
                    return;
                }
            } else {
                next++;
            }
        }
    }

    private JsonNode value() throws Fault {
        return switch (peek()) {
            case 'n' -> word("null", new JsonNode.Null());
            case 't' -> word("true", new JsonNode.Flag(true));
            case 'f' -> word("false", new JsonNode.Flag(false));
            case '"' -> new JsonNode.Text(string());
            case '{' -> deeper(true);
            case '[' -> deeper(false);
            default -> number();
        };
    }

    private JsonNode word(String word, JsonNode value) throws Fault {
        for (int i = 0; i < word.length(); i++) {
            if (!consume(word.charAt(i))) {
                throw new Fault(INVALID_VALUE, next);
            }
        }
        return value;
    }

    private JsonNode deeper(boolean object) throws Fault {
        if (++depth > MAX_DEPTH) {
            throw new Fault(TOO_DEEP, next);
        }
        JsonNode value = object ? object() : array();
        depth--;
        return value;
    }

    private JsonNode object() throws Fault {
        next++;
        skip();
        List<JsonNode.Member> members = new ArrayList<>();
        if (consume('}')) {
            return new JsonNode.Members(members);
        }
        while (true) {
            if (peek() != '"') {
                throw new Fault(MISS_NAME, next);
            }
            int at = next;
            String name = string();
            skip();
            if (!consume(':')) {
                throw new Fault(MISS_COLON, next);
            }
            skip();
            int valueAt = next;
            JsonNode value = value();
            members.add(new JsonNode.Member(name, value, at, valueAt));
            skip();
            if (consume('}')) {
                return new JsonNode.Members(members);
            }
            if (!consume(',')) {
                throw new Fault(MISS_COMMA, next);
            }
            skip();
        }
    }

    private JsonNode array() throws Fault {
        next++;
        skip();
        if (consume(']')) {
            return new JsonNode.Array();
        }
        while (true) {
            value();
            skip();
            if (consume(']')) {
                return new JsonNode.Array();
            }
            if (!consume(',')) {
                throw new Fault(MISS_ARRAY_COMMA, next);
            }
            skip();
        }
    }

    private String string() throws Fault {
        next++;
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        while (true) {
            int c = peek();
            if (c == '\\') {
                escape(text);
            } else if (c == '"') {
                next++;
                return text.toString(StandardCharsets.UTF_8);
            } else if (c == 0) {
                throw new Fault(MISS_QUOTE, next);
            } else if (c < 0x20) {
                throw new Fault(ESCAPE, next);
            } else {
                text.write(c);
                next++;
            }
        }
    }

    private void escape(ByteArrayOutputStream text) throws Fault {
        int start = next++;
        int letter = peek();
        if (letter == 'u') {
            next++;
            text.writeBytes(new String(Character.toChars(codePoint(start))).getBytes(StandardCharsets.UTF_8));
            return;
        }
        int plain = "\"\\/bfnrt".indexOf(letter);
        if (letter == 0 || plain < 0) {
            throw new Fault(ESCAPE, start);
        }
        text.write("\"\\/\b\f\n\r\t".charAt(plain));
        next++;
    }

    private int codePoint(int start) throws Fault {
        int first = hex4(start);
        if (first < Character.MIN_HIGH_SURROGATE || first > Character.MAX_HIGH_SURROGATE) {
            return first;
        }
        if (!consume('\\') || !consume('u')) {
            throw new Fault(SURROGATE, start);
        }
        int second = hex4(start);
        if (second < Character.MIN_LOW_SURROGATE || second > Character.MAX_LOW_SURROGATE) {
            throw new Fault(SURROGATE, start);
        }
        return Character.toCodePoint((char) first, (char) second);
    }

    private int hex4(int start) throws Fault {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int digit = peek() < 0x80 ? Character.digit(peek(), 16) : -1;
            if (digit < 0) {
                throw new Fault(HEX, start);
            }
            value = value * 16 + digit;
            next++;
        }
        return value;
    }

    private JsonNode number() throws Fault {
        RapidJsonNumber number = new RapidJsonNumber(file, next);
        JsonNode value = number.read();
        next = number.end();
        return value;
    }
}
