package dev.assay.epid;

import dev.assay.bytes.Bytes;
import java.util.Base64;
import java.util.Optional;

/**
 * Base64 in the one form that an encoder writes.
 *
 * <p>The JDK's decoder forgives missing padding and set bits in the last character, so that several texts would stand
 * for one signature.
 */
final class CanonicalBase64 {

    private CanonicalBase64() {}

    static Optional<Bytes> decode(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            return Base64.getEncoder().encodeToString(bytes).equals(text)
                    ? Optional.of(Bytes.of(bytes))
                    : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
