package dev.assay.pck;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;

/** Brings the three forms in which CRLs are delivered to DER. */
final class CrlText {

    private static final String BEGIN = "-----BEGIN X509 CRL-----";
    private static final String END = "-----END X509 CRL-----";

    private CrlText() {}

    static Bytes toDer(Bytes bytes) throws MalformedException {
        if (bytes.isEmpty()) {
            throw new MalformedException("CRL", 0, "no bytes", "an X.509 CRL in DER, PEM or hex");
        }
        if (bytes.at(0) == DerReader.SEQUENCE && !isHex(bytes)) {
            return bytes;
        }
        String text = trim(bytes.latin1());
        if (!text.startsWith(BEGIN)) {
            return Bytes.ofHex(text);
        }
        int end = text.indexOf(END, BEGIN.length());
        if (end < 0 || end + END.length() != text.length()) {
            throw new MalformedException("CRL", 0, "PEM without one end", END);
        }
        return PemBody.decode("CRL", text.substring(BEGIN.length(), end), BEGIN.length());
    }

    /** The digit 0 and the tag SEQUENCE are the same byte; DER goes on with a length that is no hex digit. */
    private static boolean isHex(Bytes bytes) {
        return bytes.length() > 3
                && Character.digit(bytes.at(1), 16) >= 0
                && Character.digit(bytes.at(2), 16) >= 0
                && Character.digit(bytes.at(3), 16) >= 0;
    }

    private static String trim(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) <= ' ') {
            end--;
        }
        return text.substring(0, end).stripLeading();
    }
}
