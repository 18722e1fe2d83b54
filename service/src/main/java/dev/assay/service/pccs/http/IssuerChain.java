package dev.assay.service.pccs.http;

import dev.assay.bytes.Bytes;
import java.nio.charset.StandardCharsets;

/**
 * Issuer chains as header values: percent-encoded as Intel's server does, which is JavaScript's encodeURIComponent. A plus
 * sign for a blank would make Intel's client fail.
 */
final class IssuerChain {

    private static final String UNRESERVED = "-_.!~*'()";
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private IssuerChain() {}

    /** The value of a header for a chain of PEM certificates. */
    static String encode(Bytes pem) {
        byte[] bytes = pem.toArray();
        StringBuilder text = new StringBuilder(bytes.length + bytes.length / 8);
        for (byte octet : bytes) {
            char c = (char) (octet & 0xff);
            if ((c >= '0' && c <= '9')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= 'a' && c <= 'z')
                    || UNRESERVED.indexOf(c) >= 0) {
                text.append(c);
            } else {
                text.append('%').append(HEX[c >> 4]).append(HEX[c & 15]);
            }
        }
        return text.toString();
    }

    /** The last certificate of a chain: the root. */
    static Bytes root(Bytes pem) {
        String text = new String(pem.toArray(), StandardCharsets.ISO_8859_1);
        int last = text.lastIndexOf("-----BEGIN CERTIFICATE-----");
        return last <= 0 ? pem : Bytes.ofUtf8(text.substring(last));
    }
}
