package dev.assay.cli.attest;

import dev.assay.platform.Detected;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteSource.Kind;
import java.util.Locale;
import java.util.Optional;

/**
 * What became of one source of quotes.
 *
 * @param kind which
 * @param place where it is, or where it was looked for
 * @param state what became of it
 * @param detail what it said of itself; empty where there is a problem
 * @param problem why it gave no quote
 */
public record Tried(Kind kind, String place, State state, String detail, Optional<QuoteException> problem) {

    /** What became of a source. */
    public enum State {
        /** The quote is its. */
        USED,
        /** It could have been used. */
        USABLE,
        /** It answered at first, and then gave no quote. */
        FAILED,
        /** It is there and cannot be used. */
        BROKEN,
        ABSENT;

        /** The name in JSON. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Tried of(Detected found) {
        return switch (found) {
            case Detected.Usable usable ->
                new Tried(usable.kind(), usable.place(), State.USABLE, usable.detail(), Optional.empty());
            case Detected.Broken broken ->
                new Tried(broken.kind(), broken.place(), State.BROKEN, "", Optional.of(broken.problem()));
            case Detected.Absent absent ->
                new Tried(absent.kind(), absent.place(), State.ABSENT, "", Optional.of(absent.problem()));
        };
    }

    Tried used() {
        return new Tried(kind, place, State.USED, detail, Optional.empty());
    }

    Tried failed(QuoteException why) {
        return new Tried(kind, place, State.FAILED, "", Optional.of(why));
    }

    /** What is wrong, with the interface's own code where there is one. */
    public Optional<String> problemText() {
        return problem.map(Tried::text);
    }

    static String text(QuoteException problem) {
        return problem.getMessage()
                + problem.code().map(code -> " (" + code + ")").orElse("");
    }
}
