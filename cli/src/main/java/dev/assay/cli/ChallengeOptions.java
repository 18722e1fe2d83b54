package dev.assay.cli;

import dev.assay.bytes.Bytes;
import dev.assay.cli.attest.Challenge;
import dev.assay.quote.ReportData;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** What a quote has to carry: the same options for who asks for a quote and for who reads it. */
final class ChallengeOptions {

    static final String NONCE = "--nonce";

    private static final String REPORT_DATA = "--report-data";

    private ChallengeOptions() {}

    /**
     * Adds them.
     *
     * @param usual how the sentence about the nonce ends
     */
    static void addTo(CommandSpec spec, String usual) {
        spec.addOption(Options.value(
                        REPORT_DATA, "HEX", "Up to 64 bytes that the quote has to carry; without --nonce as they are."))
                .addOption(Options.value(
                        NONCE,
                        "HEX",
                        "8 to 64 bytes of whoever asks; the quote carries SHA-512 of it and of --report-data" + usual));
    }

    /** What was asked for; empty if nothing was. */
    static Optional<Challenge> asked(ParseResult given) {
        Optional<Bytes> data = Options.hex(given, REPORT_DATA, 0, ReportData.SIZE);
        Optional<Bytes> nonce = Options.hex(given, NONCE, Challenge.MIN_NONCE, Challenge.MAX_NONCE);
        return nonce.isPresent()
                ? Optional.of(Challenge.of(nonce.get(), data.orElse(Bytes.EMPTY)))
                : data.map(Challenge::verbatim);
    }
}
