package dev.assay.provision.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The key that Intel gives subscribers of its provisioning service. It is sent in the header
 * {@code Ocp-Apim-Subscription-Key} when PCK certificates are asked for, and with nothing else.
 */
public final class SubscriptionKey {

    static final String HEADER = "Ocp-Apim-Subscription-Key";

    private static final int MAX_LENGTH = 256;

    private final String text;

    private SubscriptionKey(String text) {
        this.text = text;
    }

    /**
     * What is read from a file.
     *
     * @param key empty where the file holds nothing but white space
     * @param remark says so, for people; empty where there is a key
     */
    public record FromFile(Optional<SubscriptionKey> key, String remark) {}

    /**
     * The key in {@code file}; white space around it does not count.
     *
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if it holds what cannot be a key
     */
    public static FromFile read(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(4 * MAX_LENGTH);
        }
        String text = new String(bytes, StandardCharsets.UTF_8).strip();
        if (text.isEmpty()) {
            return new FromFile(Optional.empty(), file + " is empty: no subscription key is sent");
        }
        try {
            return new FromFile(Optional.of(of(text)), "");
        } catch (IllegalArgumentException notAKey) {
            throw new IllegalArgumentException(file + ": " + notAKey.getMessage(), notAKey);
        }
    }

    public static SubscriptionKey of(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH || !text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("found " + text.length() + " characters that are no subscription key;"
                    + " expected one word, 32 hex digits in keys of today");
        }
        return new SubscriptionKey(text);
    }

    String text() {
        return text;
    }

    /** Says nothing of the key. */
    @Override
    public String toString() {
        return "SubscriptionKey[...]";
    }
}
