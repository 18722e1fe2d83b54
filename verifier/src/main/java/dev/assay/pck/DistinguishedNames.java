package dev.assay.pck;

import javax.security.auth.x500.X500Principal;

/** Finds the common name in a distinguished name. */
final class DistinguishedNames {

    private DistinguishedNames() {}

    /** The first CN of {@code name}; the whole name where it has none. */
    static String commonName(X500Principal name) {
        String text = name.getName(X500Principal.RFC2253);
        int start = 0;
        while (start < text.length()) {
            int end = endOfPart(text, start);
            if (text.startsWith("CN=", start)) {
                return text.substring(start + "CN=".length(), end);
            }
            start = end + 1;
        }
        return text;
    }

    /** Parts are separated by commas; RFC 2253 escapes what belongs to a value by a backslash. */
    private static int endOfPart(String text, int start) {
        int position = start;
        while (position < text.length() && text.charAt(position) != ',') {
            position += text.charAt(position) == '\\' ? 2 : 1;
        }
        return Math.min(position, text.length());
    }
}
