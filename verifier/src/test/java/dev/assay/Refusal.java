package dev.assay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import java.util.Optional;

/** What every parser promises about input that it refuses. */
public final class Refusal {

    /** More than any reason has; a reason that grows with the input could fill a log. */
    private static final int LONGEST_TEXT = 1024;

    /** The numbers of a signature are placed in its raw form, also where it was given as DER, which may be shorter. */
    private static final int RAW_SIGNATURE = 64;

    private Refusal() {}

    /** A parser under test. */
    @FunctionalInterface
    public interface Parser<T> {
        T parse(Bytes input) throws MalformedException;
    }

    /**
     * What {@code parser} makes of {@code input}: a value, or nothing and an error that says in short which field is wrong
     * at which place of the input. Any other exception is the test's failure.
     */
    public static <T> Optional<T> orValue(Bytes input, Parser<T> parser) {
        try {
            return Optional.of(parser.parse(input));
        } catch (MalformedException e) {
            requireGood(e, input.length());
            return Optional.empty();
        }
    }

    /** The error with which {@code parser} refuses {@code input}; it fails where the input is accepted. */
    public static MalformedException of(Bytes input, Parser<?> parser) {
        Object value;
        try {
            value = parser.parse(input);
        } catch (MalformedException e) {
            requireGood(e, input.length());
            return e;
        }
        throw new AssertionError("accepted as " + value.getClass());
    }

    private static void requireGood(MalformedException e, int inputLength) {
        assertThat(e.offset()).as("offset of: %s", e.getMessage()).isBetween(0L, (long)
                Math.max(inputLength, RAW_SIGNATURE));
        assertThat(e.field()).isNotBlank();
        assertThat(e.found()).isNotNull();
        assertThat(e.expected()).isNotBlank();
        assertThat(e.getMessage().length()).as("length of the message").isLessThanOrEqualTo(LONGEST_TEXT);
    }
}
