package dev.assay.simulator.pcs;

import dev.assay.bytes.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * An answer before it goes over the wire.
 *
 * @param status as in 200
 * @param headers in their order, without Content-Length
 * @param body may be empty
 */
record PcsAnswer(int status, List<Header> headers, Bytes body) {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    /** One header field. */
    record Header(String name, String value) {}

    PcsAnswer {
        headers = List.copyOf(headers);
    }

    static PcsAnswer of(int status) {
        return new PcsAnswer(status, List.of(), Bytes.EMPTY);
    }

    static PcsAnswer of(String contentType, Bytes body) {
        return new PcsAnswer(200, List.of(new Header("Content-Type", contentType)), body);
    }

    /** A refusal with Intel's error headers. */
    static PcsAnswer refused(String errorCode, String errorMessage) {
        return of(400).with("Error-Code", errorCode).with("Error-Message", errorMessage);
    }

    PcsAnswer with(String name, String value) {
        List<Header> more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return new PcsAnswer(status, more, body);
    }

    /** A chain of certificates as Intel's headers hold it. */
    PcsAnswer withChain(String name, Bytes pem) {
        return with(name, percentEncoded(pem));
    }

    PcsAnswer withHeaders(List<Header> changed) {
        return new PcsAnswer(status, changed, body);
    }

    PcsAnswer withBody(Bytes changed) {
        return new PcsAnswer(status, headers, changed);
    }

    static boolean isChain(Header header) {
        return header.name().toLowerCase(Locale.ROOT).endsWith("-issuer-chain");
    }

    /** All but letters, digits and {@code -_.~}, a space as {@code %20}; the form of recorded answers. */
    static String percentEncoded(Bytes text) {
        StringBuilder encoded = new StringBuilder(text.length() * 5 / 4);
        for (byte octet : text.latin1().getBytes(StandardCharsets.ISO_8859_1)) {
            char c = (char) (octet & 0xff);
            if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "-_.~".indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HEX.toHexDigits((byte) c));
            }
        }
        return encoded.toString();
    }
}
