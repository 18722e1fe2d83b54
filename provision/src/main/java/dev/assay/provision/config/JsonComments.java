package dev.assay.provision.config;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;

/** Makes JSON of JSON with comments: they become blanks, so that positions in errors stay right. */
final class JsonComments {

    private JsonComments() {}

    static Bytes blank(String what, Bytes text) throws MalformedException {
        byte[] bytes = text.toArray();
        int position = 0;
        while (position < bytes.length) {
            if (bytes[position] == '"') {
                position = endOfString(bytes, position);
            } else if (startsWith(bytes, position, '/', '/')) {
                while (position < bytes.length && bytes[position] != '\n' && bytes[position] != '\r') {
                    bytes[position++] = ' ';
                }
            } else if (startsWith(bytes, position, '/', '*')) {
                int start = position;
                position += 2;
                while (position < bytes.length && !startsWith(bytes, position, '*', '/')) {
                    position++;
                }
                if (position >= bytes.length) {
                    throw new MalformedException(what, start, "a comment without end", "*/");
                }
                position += 2;
                blankOut(bytes, start, position);
            } else {
                position++;
            }
        }
        return Bytes.of(bytes);
    }

    private static int endOfString(byte[] bytes, int start) {
        int position = start + 1;
        while (position < bytes.length && bytes[position] != '"') {
            position += bytes[position] == '\\' ? 2 : 1;
        }
        return position + 1;
    }

    private static void blankOut(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != '\n' && bytes[i] != '\r') {
                bytes[i] = ' ';
            }
        }
    }

    private static boolean startsWith(byte[] bytes, int position, char first, char second) {
        return position + 1 < bytes.length && bytes[position] == first && bytes[position + 1] == second;
    }
}
