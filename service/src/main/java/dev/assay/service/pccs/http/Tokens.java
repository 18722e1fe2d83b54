package dev.assay.service.pccs.http;

import dev.assay.service.pccs.PccsOptions;
import dev.assay.service.pccs.Refusal;
import dev.assay.service.pccs.Status;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Who may write. Source: Intel PCCS 1.27.0, middleware/auth.js. */
final class Tokens {

    /** Whose token a route needs. */
    enum Role {
        ANYBODY(""),
        USER("user-token"),
        ADMIN("admin-token");

        private final String header;

        Role(String header) {
            this.header = header;
        }

        String header() {
            return header;
        }
    }

    private static final int LONGEST = 4096;

    private final Optional<byte[]> admin;
    private final Optional<byte[]> user;

    Tokens(PccsOptions.Tokens tokens) {
        admin = tokens.adminHash().map(HexFormat.of()::parseHex);
        user = tokens.userHash().map(HexFormat.of()::parseHex);
    }

    /** Refuses unless exactly one token came, and its hash is that of the role. Takes the same time for any wrong one. */
    void check(Role role, List<String> sent) throws Refusal {
        if (role == Role.ANYBODY) {
            return;
        }
        Optional<byte[]> hash = role == Role.ADMIN ? admin : user;
        if (hash.isEmpty()) {
            throw new Refusal(
                    Status.UNAUTHORIZED,
                    "this server has no " + role.header() + ": set its hash, see assay pccs token");
        }
        if (sent.size() != 1 || sent.getFirst().length() > LONGEST) {
            throw new Refusal(Status.UNAUTHORIZED, "expected one header " + role.header() + ", found " + sent.size());
        }
        if (!MessageDigest.isEqual(sha512(sent.getFirst()), hash.get())) {
            throw new Refusal(Status.UNAUTHORIZED, "the " + role.header() + " is not the one of this server");
        }
    }

    private static byte[] sha512(String token) {
        try {
            return MessageDigest.getInstance("SHA-512").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-512", e);
        }
    }
}
