package dev.assay.platform;

import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteSource;

/** What was found out about one quoting interface. */
public sealed interface Detected {

    QuoteSource.Kind kind();

    /** Where it is, or where it was looked for. */
    String place();

    /** It answered what it was asked; whether a quote comes of it only a quote can tell. */
    record Usable(QuoteSource.Kind kind, String place, String detail, Opening opening) implements Detected {}

    /** It is there, and cannot be used: the machine is meant to have it. */
    record Broken(QuoteSource.Kind kind, String place, QuoteException problem) implements Detected {}

    /** It is not there, which is no fault of a machine of another kind. */
    record Absent(QuoteSource.Kind kind, String place, QuoteException problem) implements Detected {}

    /** Makes a source ready for use. */
    @FunctionalInterface
    interface Opening {
        /** To be closed by the caller. */
        QuoteSource open() throws QuoteException;
    }
}
