package dev.assay.cli;

import dev.assay.bytes.MalformedException;
import dev.assay.cli.input.Evidence;
import dev.assay.cli.input.InputException;
import dev.assay.cli.verdict.Answer;
import dev.assay.cli.verdict.Appraisal;
import dev.assay.provision.Collected;
import dev.assay.quote.Quote;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ParseResult;

/**
 * Answers questions without collateral: fetches it, and says of each piece that is not to be had who was asked and what he
 * said. One for all lines of a batch, which share its cache. Safe for threads.
 *
 * <p>Nothing of fetching is loaded before there is a question for it: a start with collateral at hand does without.
 */
final class Fetching {

    private final ParseResult given;
    private final Shelf shelf;
    private final Streams streams;
    private final Map<Optional<Path>, Sources> opened = new HashMap<>();

    Fetching(ParseResult given, Shelf shelf, Streams streams) {
        this.given = given;
        this.shelf = shelf;
        this.streams = streams;
    }

    /** The answer about {@code evidence} with what is to be had under {@code root}. */
    Answer answer(Evidence evidence, Appraisal appraisal, Optional<Path> root, Instant at) throws InputException {
        Quote quote;
        try {
            quote = Quote.parse(evidence.quote());
        } catch (MalformedException e) {
            return appraisal.malformed(e, at);
        }
        Collected collected = collect(quote, root);
        return appraisal.answer(evidence, collected.collateral(), at).explained(collected);
    }

    /** What {@code quote} needs of what is to be had under {@code root}. */
    Collected collect(Quote quote, Optional<Path> root) throws InputException {
        return sources(root).collect(quote);
    }

    private Sources sources(Optional<Path> root) throws InputException {
        synchronized (opened) {
            Sources sources = opened.get(root);
            if (sources == null) {
                sources = Sources.open(given, shelf, root, this::remark);
                opened.put(root, sources);
            }
            return sources;
        }
    }

    private void remark(String text) {
        streams.err().println("assay: " + text);
    }
}
