package dev.assay.cli;

import dev.assay.bytes.Bytes;
import dev.assay.cli.attest.Attestation;
import dev.assay.cli.attest.AttestationJson;
import dev.assay.cli.attest.AttestationText;
import dev.assay.cli.attest.Attester;
import dev.assay.cli.attest.Challenge;
import dev.assay.cli.attest.EvidenceFolder;
import dev.assay.cli.attest.Wanted;
import dev.assay.cli.input.InputException;
import dev.assay.simulator.Knobs;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Proves this machine: a quote, its collateral, and what it is worth; once, or again and again. */
final class AttestCommand implements Callable<Integer> {

    static final String NAME = "attest";

    private final Streams streams;
    private final Machine machine;
    private final CommandSpec spec = Options.command(
            NAME,
            this,
            "Proves this machine: obtains a quote, fetches its collateral, verifies it and says what it means.",
            "",
            "Without a TEE it does the same on a simulated platform, which proves nothing and says so.",
            "");

    AttestCommand(Streams streams, Machine machine) {
        this.streams = streams;
        this.machine = machine;
        spec.usageMessage()
                .customSynopsis(
                        "assay attest [--source NAME] [--nonce HEX] [--report-data HEX] [--out DIR] [OPTIONS]",
                        "       assay attest --every DURATION [--metrics PORT] [OPTIONS]")
                .footer(
                        "",
                        "Examples:",
                        "  assay attest",
                        "  assay attest --nonce 5f1d0c4ab39e8f77 --out evidence/",
                        "  assay verify evidence/",
                        "  assay attest --source tsm --pccs https://pccs.example:8081/",
                        "  assay attest --every 10m --metrics 9464",
                        "  assay attest --simulate tcb-status=OutOfDate,debug --accept OutOfDate --allow-debug",
                        "",
                        "Exit codes: 0 accepted, 1 refused, 2 wrong usage, 3 no quote, or collateral is missing.");
        AttestOptions.addTo(spec);
        AppraisalOptions.addForNowTo(spec);
        SourceOptions.addTo(spec);
        Options.addCommon(spec);
    }

    CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() throws InputException, UnavailableException {
        ParseResult given = spec.commandLine().getParseResult();
        AttestOptions options = new AttestOptions(given);
        if (options.asksForKnobs()) {
            Knobs.help().forEach(streams.out()::println);
            return 0;
        }
        boolean json = Options.wantsJson(given);
        Optional<Path> out = Options.path(given, AttestOptions.OUT, "place to write to");
        Optional<EvidenceFolder> folder =
                out.isPresent() ? Optional.of(EvidenceFolder.at(out.get())) : Optional.empty();
        Duration timeout = options.timeout();
        Standards standards = new Standards(given, streams);
        Wanted wanted = new Wanted(
                options.source(),
                () -> machine.look().apply(timeout),
                Standards.simulation(options, machine.environment()));
        try (Attester attester = new Attester(wanted, standards::of, InstantSource.system())) {
            Supplier<Challenge> challenges = options.challenges();
            OptionalInt port = options.metrics();
            if (options.every().isPresent()) {
                new WatchRun(streams, json, port)
                        .run(attester, challenges, options.every().get(), timeout);
                return 0;
            }
            Attestation attestation = attester.attest(challenges);
            Optional<Path> kept = out.filter(place -> attestation.evidence().isPresent());
            if (folder.isPresent() && kept.isPresent()) {
                folder.get().write(attestation, document(attestation));
            }
            write(attestation, json, kept);
            return attestation.answer().outcome().exitCode();
        }
    }

    private void write(Attestation attestation, boolean json, Optional<Path> kept) {
        if (json) {
            JsonOutput.writeDocument(streams.out(), generator -> AttestationJson.write(generator, attestation));
        } else {
            streams.out()
                    .print(AttestationText.of(
                            attestation,
                            kept,
                            Options.isVerbose(spec.commandLine().getParseResult()),
                            streams.style()));
            streams.out().flush();
        }
    }

    private static Bytes document(Attestation attestation) {
        return Bytes.of(JsonOutput.document(generator -> AttestationJson.write(generator, attestation)));
    }
}
