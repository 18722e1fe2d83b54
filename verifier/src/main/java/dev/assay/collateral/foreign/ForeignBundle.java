package dev.assay.collateral.foreign;

import dev.assay.collateral.Collateral;
import dev.assay.quote.Quote;
import java.util.Optional;

/** What belongs to one quote, in one file. */
public sealed interface ForeignBundle extends ForeignDocument
        permits QuoteLibraryCollateral, ConclaveInstance, ScaleCollateral {

    /** The collateral, in the forms in which Intel delivers it. */
    Collateral collateral();

    /** The quote, where the format has one. */
    Optional<Quote> quote();
}
