package dev.assay.cli.attest;

import java.util.List;

/** No source gave a quote. */
final class NoQuoteException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<Tried> tried;

    NoQuoteException(List<Tried> tried) {
        super("no source gave a quote");
        this.tried = List.copyOf(tried);
    }

    /** What became of each source. */
    List<Tried> tried() {
        return tried;
    }
}
