package dev.assay.pck;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import java.io.ByteArrayOutputStream;

/**
 * PEM as Intel's services put it into response headers: percent-encoded.
 *
 * <p>A plus sign stands for itself, as base64 needs it; decoders of HTML forms would make a space of it.
 */
public final class PemHeader {

    /** Three certificates with every character encoded stay below this. */
    private static final int MAX_CHARACTERS = 64 << 10;

    private PemHeader() {}

    /** The PEM text in {@code header}; text without percent signs is returned as it is. */
    public static Bytes decode(String header) throws MalformedException {
        if (header.length() > MAX_CHARACTERS) {
            throw new MalformedException(
                    "certificate header", 0, header.length() + " characters", "at most " + MAX_CHARACTERS);
        }
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(header.length());
        int position = 0;
        while (position < header.length()) {
            char character = header.charAt(position);
            if (character > 0x7e) {
                throw new MalformedException(
                        "certificate header", position, "a character that is not ASCII", "percent-encoded PEM");
            }
            if (character == '%') {
                decoded.write(octet(header, position));
                position += 3;
            } else {
                decoded.write(character);
                position++;
            }
        }
        return Bytes.of(decoded.toByteArray());
    }

    private static int octet(String header, int position) throws MalformedException {
        int high = position + 2 < header.length() ? hexDigit(header.charAt(position + 1)) : -1;
        int low = position + 2 < header.length() ? hexDigit(header.charAt(position + 2)) : -1;
        if (high < 0 || low < 0) {
            throw new MalformedException(
                    "certificate header", position, "a percent sign alone", "two hex digits behind it");
        }
        return high << 4 | low;
    }

    private static int hexDigit(char character) {
        return character > 0x7f ? -1 : Character.digit(character, 16);
    }
}
