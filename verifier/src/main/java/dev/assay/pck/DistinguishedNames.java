package dev.assay.pck;

import java.util.List;
import javax.security.auth.x500.X500Principal;

/** Finds the common name in a distinguished name. */
final class DistinguishedNames {

    private DistinguishedNames() {}

    /** The first CN of {@code name}; the whole name where it has none. */
    static String commonName(X500Principal name) {
        for (String part : split(name.getName(X500Principal.RFC2253))) {
            if (part.startsWith("CN=")) {
                return part.substring(3);
            }
        }
        return name.getName(X500Principal.RFC2253);
    }

    /** RFC 2253 escapes commas inside of values by a backslash. */
    private static List<String> split(String name) {
        return List.of(name.split("(?<!\\\\),"));
    }
}
