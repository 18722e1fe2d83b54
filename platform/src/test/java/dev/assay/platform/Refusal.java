package dev.assay.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import java.util.Optional;

/** What the parsers here promise about input that they refuse. */
public final class Refusal {

    private Refusal() {}

    /** A parser under test. */
    @FunctionalInterface
    public interface Parser<T> {
        T parse(Bytes input) throws MalformedException;
    }

    /** A value, or nothing and a short error about a place in the input; any other exception is the test's failure. */
    public static <T> Optional<T> orValue(Bytes input, Parser<T> parser) {
        try {
            return Optional.of(parser.parse(input));
        } catch (MalformedException e) {
            assertThat(e.offset()).isBetween(0L, (long) input.length());
            assertThat(e.getMessage().length()).isLessThan(400);
            return Optional.empty();
        }
    }

    /** The error with which {@code parser} refuses {@code input}; it fails where the input is accepted. */
    public static MalformedException of(Bytes input, Parser<?> parser) {
        try {
            throw new AssertionError(input + " was accepted: " + parser.parse(input));
        } catch (MalformedException e) {
            return e;
        }
    }
}
