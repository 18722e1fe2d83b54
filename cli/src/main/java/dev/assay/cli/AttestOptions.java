package dev.assay.cli;

import dev.assay.bytes.MalformedException;
import dev.assay.cli.attest.Challenge;
import dev.assay.cli.input.DurationText;
import dev.assay.quote.QuoteSource;
import dev.assay.simulator.Knobs;
import dev.assay.simulator.Seed;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** The options of an attestation that concern the quote, and how often. */
final class AttestOptions {

    static final String SOURCE = "--source";
    static final String OUT = "--out";

    private static final String SIMULATE = "--simulate";
    private static final String SEED = "--seed";
    private static final String TIMEOUT = "--timeout";
    private static final String EVERY = "--every";
    private static final String METRICS = "--metrics";
    private static final String AUTO = "auto";
    private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration LONGEST_TIMEOUT = Duration.ofHours(1);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
    private static final int MAX_SEED = 64;

    private final ParseResult given;

    AttestOptions(ParseResult given) {
        this.given = given;
    }

    static void addTo(CommandSpec spec) {
        ChallengeOptions.addTo(spec, " (default, without --report-data: 32 random bytes).");
        spec.addOption(Options.value(
                        SOURCE,
                        "NAME",
                        "Where the quote comes from: auto (default), the best that works, or just one of " + names()
                                + "."))
                .addOption(Options.value(
                        SIMULATE,
                        "KNOBS",
                        "A simulated platform as it is wanted here, as in tcb-status=OutOfDate,debug; --simulate help"
                                + " lists what there is."))
                .addOption(Options.value(
                        SEED, "HEX", "What the simulated platform is made from (default: this installation's own)."))
                .addOption(Options.value(TIMEOUT, "DURATION", "How long a quote may take (default: 30s)."))
                .addOption(Options.value(
                        OUT, "DIR", "Keep quote, collateral and verdict in a new folder, which assay verify takes."))
                .addOption(Options.value(EVERY, "DURATION", "Attest again and again, as in 30s, 10m or 1h."))
                .addOption(Options.value(
                        METRICS, "PORT", "With --every: metrics for Prometheus at http://127.0.0.1:PORT/metrics."));
    }

    private static String names() {
        return Arrays.stream(QuoteSource.Kind.values())
                .map(QuoteSource.Kind::label)
                .collect(Collectors.joining(", "));
    }

    /** The only source that may be used; empty for the best that works. */
    Optional<QuoteSource.Kind> source() {
        String name = Options.value(given, SOURCE).orElse(AUTO);
        boolean simulated = Options.isSet(given, SIMULATE) || Options.isSet(given, SEED);
        Optional<QuoteSource.Kind> kind = Arrays.stream(QuoteSource.Kind.values())
                .filter(one -> one.label().equals(name))
                .findFirst();
        if (kind.isEmpty() && !name.equals(AUTO)) {
            throw Options.wrong(given, SOURCE + " is \"" + name + "\": it can be auto, " + names());
        }
        if (simulated && kind.isPresent() && kind.get().isHardware()) {
            throw Options.wrong(
                    given,
                    SIMULATE + " and " + SEED + " are for --source simulated, and not for " + SOURCE + " " + name);
        }
        return simulated ? Optional.of(QuoteSource.Kind.SIMULATED) : kind;
    }

    /** Draws or makes what each quote has to carry. */
    Supplier<Challenge> challenges() {
        Optional<Challenge> asked = ChallengeOptions.asked(given);
        if (Options.isSet(given, ChallengeOptions.NONCE) && every().isPresent()) {
            throw Options.wrong(
                    given,
                    ChallengeOptions.NONCE + " is for one attestation: by the second, " + EVERY + " finds it old");
        }
        return asked.<Supplier<Challenge>>map(challenge -> () -> challenge).orElse(Challenge::fresh);
    }

    /** What the simulated platform shall be like. */
    Knobs knobs() {
        try {
            return Knobs.parse(Options.value(given, SIMULATE).orElse(""));
        } catch (MalformedException e) {
            // The first word of the field says that these are knobs, and the offset means nothing to who types them.
            String where = e.field().substring(e.field().indexOf(' ') + 1);
            throw Options.wrong(given, SIMULATE + ", " + where + ": found " + e.found() + ", expected " + e.expected());
        }
    }

    /** Whether it is to be said which knobs there are, and nothing else. */
    boolean asksForKnobs() {
        return Options.value(given, SIMULATE).filter("help"::equals).isPresent();
    }

    /** What it is made from, where that was said. */
    Optional<Seed> seed() {
        return Options.hex(given, SEED, 1, MAX_SEED).map(Seed::new);
    }

    /** How long a quote may take. */
    Duration timeout() {
        Duration timeout = duration(TIMEOUT).orElse(USUAL_TIMEOUT);
        if (timeout.compareTo(LONGEST_TIMEOUT) > 0) {
            throw Options.wrong(given, TIMEOUT + " is \"" + DurationText.of(timeout) + "\": it can be an hour at most");
        }
        return timeout;
    }

    /** The time from one attestation to the next; empty for only one. */
    Optional<Duration> every() {
        Optional<Duration> every = duration(EVERY);
        if (every.isPresent() && every.get().compareTo(SHORTEST_PAUSE) < 0) {
            throw Options.wrong(given, EVERY + " is less than " + DurationText.of(SHORTEST_PAUSE));
        }
        if (every.isPresent() && Options.isSet(given, OUT)) {
            throw Options.wrong(given, OUT + " is for one attestation, and not for " + EVERY);
        }
        return every;
    }

    /** Where metrics are to be had. */
    OptionalInt metrics() {
        OptionalInt port = Options.number(given, METRICS, 0, 65_535);
        if (port.isPresent() && !Options.isSet(given, EVERY)) {
            throw Options.wrong(given, METRICS + " needs " + EVERY);
        }
        return port;
    }

    private Optional<Duration> duration(String name) {
        Optional<String> text = Options.value(given, name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(DurationText.parse(text.get())
                .orElseThrow(() ->
                        Options.wrong(given, name + " is \"" + text.get() + "\": it can be as 30s, 10m, 1h or PT10M")));
    }
}
