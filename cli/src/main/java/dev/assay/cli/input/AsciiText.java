package dev.assay.cli.input;

import dev.assay.bytes.Bytes;
import java.util.Optional;

/** Tells texts from binary. */
public final class AsciiText {

    private AsciiText() {}

    /** The text that {@code bytes} are, without the blanks and NULs around it; empty if they are binary. */
    public static Optional<String> of(Bytes bytes) {
        int end = bytes.length();
        while (end > 0 && bytes.at(end - 1) == 0) {
            end--;
        }
        for (int i = 0; i < end; i++) {
            int b = bytes.at(i);
            if (b > 0x7e || (b < ' ' && b != '\n' && b != '\r' && b != '\t')) {
                return Optional.empty();
            }
        }
        return end == 0
                ? Optional.empty()
                : Optional.of(bytes.slice(0, end).latin1().strip());
    }

    static String withoutBlanks(String text) {
        StringBuilder dense = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > ' ') {
                dense.append(text.charAt(i));
            }
        }
        return dense.toString();
    }
}
