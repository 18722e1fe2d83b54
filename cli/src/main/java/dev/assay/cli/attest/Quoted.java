package dev.assay.cli.attest;

import dev.assay.quote.QuoteSource;
import dev.assay.quote.RawEvidence;
import java.util.List;

/**
 * Evidence, and where it came from.
 *
 * @param source which stays open
 * @param evidence about the report data that were asked for, as the source says
 * @param tried what became of each source that was looked at
 */
record Quoted(QuoteSource source, RawEvidence evidence, List<Tried> tried) {}
