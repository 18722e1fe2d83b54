package dev.assay.cli.attest;

import dev.assay.bytes.Bytes;
import dev.assay.cli.verdict.Answer;
import dev.assay.collateral.Collateral;
import dev.assay.quote.QuoteSource;
import dev.assay.quote.RawEvidence;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What came of an attestation.
 *
 * @param answer the verdict, and what it rests on
 * @param challenge what the quote had to carry
 * @param tried what became of each source of quotes
 * @param stages how it went
 * @param took from the beginning to the verdict
 * @param source which gave the quote; empty if none did
 * @param evidence what it gave
 * @param collateral by which the quote was judged
 * @param testRoot the root of a simulated platform, in PEM
 */
public record Attestation(
        Answer answer,
        Challenge challenge,
        List<Tried> tried,
        List<Stage> stages,
        Duration took,
        Optional<QuoteSource.Kind> source,
        Optional<RawEvidence> evidence,
        Collateral collateral,
        Optional<Bytes> testRoot) {

    public Attestation {
        tried = List.copyOf(tried);
        stages = List.copyOf(stages);
    }

    /** Whether the evidence comes from a platform that stands in for hardware. */
    public boolean isSimulated() {
        return source.filter(kind -> !kind.isHardware()).isPresent();
    }

    /** The source that gave the evidence, as it was tried. */
    Optional<Tried> used() {
        return tried.stream().filter(one -> one.state() == Tried.State.USED).findFirst();
    }
}
