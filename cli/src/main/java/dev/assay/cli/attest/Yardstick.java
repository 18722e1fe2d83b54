package dev.assay.cli.attest;

import dev.assay.bytes.Bytes;
import dev.assay.cli.input.InputException;
import dev.assay.cli.verdict.Appraisal;
import dev.assay.provision.Collected;
import dev.assay.quote.Quote;
import dev.assay.quote.QuoteSource;
import java.util.Optional;

/**
 * By what quotes of a source are judged.
 *
 * @param appraisal under which root and by which policy
 * @param supply where their collateral comes from
 * @param testRoot the source's own root in PEM; empty for hardware
 */
public record Yardstick(Appraisal appraisal, Supply supply, Optional<Bytes> testRoot) {

    /** Gives a quote its collateral, or as much of it as there is. */
    @FunctionalInterface
    public interface Supply {
        Collected collect(Quote quote) throws InputException;
    }

    /** Chooses one for a source. */
    @FunctionalInterface
    public interface Choice {
        /**
         * By what quotes of {@code source} are judged.
         *
         * @param source empty where no source gave a quote: by what one of hardware would have been judged
         */
        Yardstick of(Optional<QuoteSource> source) throws InputException;
    }
}
