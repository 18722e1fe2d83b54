package dev.assay.cli.facts;

import javax.security.auth.x500.X500Principal;

/** Finds what people call a certificate's subject or issuer. */
public final class DistinguishedName {

    private DistinguishedName() {}

    /** The common name in {@code name}, or all of it where there is none. */
    public static String commonName(X500Principal name) {
        String text = name.getName(X500Principal.RFC1779);
        int start = text.indexOf("CN=");
        if (start < 0) {
            return text;
        }
        int end = text.indexOf(", ", start);
        return text.substring(start + 3, end < 0 ? text.length() : end);
    }
}
