package dev.assay.service.pccs.faults;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The tokens of replicas under test. */
final class Tokens {

    static final String ADMIN = "faults-admin-token";
    static final String USER = "faults-user-token";

    private Tokens() {}

    /** As the server is told: SHA-512 in hex. */
    static String hash(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-512").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-512", e);
        }
    }
}
