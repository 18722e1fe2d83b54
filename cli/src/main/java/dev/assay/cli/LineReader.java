package dev.assay.cli;

import dev.assay.bytes.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads lines as bytes, and no more of a line than fits. */
final class LineReader {

    /** A quote of the largest size in base64, and the rest of its line. */
    static final int MAX_BYTES = 24 << 20;

    private static final int BUFFER = 1 << 16;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int position;
    private int limit;

    LineReader(InputStream in) {
        this.in = in;
    }

    /**
     * A line without its end.
     *
     * @param bytes the line, or as much of it as may be read
     * @param isWhole whether that is all of it
     */
    record Line(Bytes bytes, boolean isWhole) {}

    /** The next line; empty after the last one. */
    Optional<Line> next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(512);
        boolean isWhole = true;
        boolean any = false;
        while (position < limit || fill()) {
            any = true;
            int end = position;
            while (end < limit && buffer[end] != '\n') {
                end++;
            }
            int length = Math.min(end - position, MAX_BYTES - line.size());
            line.write(buffer, position, length);
            isWhole &= length == end - position;
            boolean complete = end < limit;
            position = complete ? end + 1 : end;
            if (complete) {
                break;
            }
        }
        return any ? Optional.of(new Line(withoutReturn(Bytes.of(line.toByteArray())), isWhole)) : Optional.empty();
    }

    private boolean fill() throws IOException {
        limit = in.read(buffer, 0, buffer.length);
        position = 0;
        if (limit < 0) {
            limit = 0;
        }
        return limit > 0;
    }

    private static Bytes withoutReturn(Bytes line) {
        int last = line.length() - 1;
        return last >= 0 && line.at(last) == '\r' ? line.slice(0, last) : line;
    }
}
