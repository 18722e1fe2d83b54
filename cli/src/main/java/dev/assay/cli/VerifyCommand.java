package dev.assay.cli;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.cli.attest.Challenge;
import dev.assay.cli.attest.EvidenceFolder;
import dev.assay.cli.input.Evidence;
import dev.assay.cli.input.EvidenceReader;
import dev.assay.cli.input.InputException;
import dev.assay.cli.input.InputFile;
import dev.assay.cli.verdict.Answer;
import dev.assay.cli.verdict.Appraisal;
import dev.assay.cli.verdict.Reason;
import dev.assay.cli.verdict.VerdictJson;
import dev.assay.cli.verdict.VerdictText;
import dev.assay.collateral.Collateral;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.quote.RawEvidence;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Verifies one quote, or a batch of them. */
final class VerifyCommand implements Callable<Integer> {

    static final String NAME = "verify";

    private static final String BATCH = "--batch";

    private final Streams streams;
    private final CommandSpec spec = Options.command(
            NAME,
            this,
            "Verifies a quote and says whether it is good enough.",
            "",
            "QUOTE is a file: binary, hex or base64, or an RA-TLS certificate; or a folder that assay attest",
            "--out wrote; - is standard input.",
            "");

    VerifyCommand(Streams streams) {
        this.streams = streams;
        spec.usageMessage()
                .customSynopsis(
                        "assay verify QUOTE [--collateral DIR|FILE.json | --pccs URL...] [--at INSTANT] [OPTIONS]",
                        "       assay verify --batch FILE [OPTIONS]")
                .footer(
                        "",
                        "Examples:",
                        "  assay verify quote.bin",
                        "  assay verify quote.bin --pccs https://pccs.example:8081/sgx/certification/v4/",
                        "  assay verify quote.bin --collateral collateral/",
                        "  assay verify quote.hex --collateral bundle.json --at 2026-08-13T11:45:38Z",
                        "  assay verify evidence/ --nonce 6ee7033b206cdb0f8cce9b04b769a169",
                        "  assay verify quote.bin --collateral collateral/ --accept UpToDate --format json",
                        "  assay verify --batch quotes.jsonl > verdicts.jsonl",
                        "",
                        "Exit codes: 0 accepted, 1 refused, 2 wrong usage or an unreadable file, 3 collateral is missing.");
        spec.addPositional(Options.positional("QUOTE", false, "The quote to verify."));
        spec.addOption(Options.value(
                BATCH, "FILE", "Verify one quote a line: JSON lines in, JSON verdicts out; - is standard input."));
        ChallengeOptions.addTo(spec, ".");
        AppraisalOptions.addTo(spec);
        SourceOptions.addTo(spec);
        Options.addCommon(spec);
    }

    CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() throws InputException {
        ParseResult given = spec.commandLine().getParseResult();
        AppraisalOptions appraisal = new AppraisalOptions(given);
        boolean json = Options.wantsJson(given);
        Optional<String> quote = Options.positional(given);
        Optional<String> batch = Options.value(given, BATCH);
        if (quote.isPresent() == batch.isPresent()) {
            throw new ParameterException(spec.commandLine(), "give either a QUOTE or --batch FILE");
        }
        Optional<Challenge> challenge = ChallengeOptions.asked(given);
        if (batch.isPresent()) {
            if (challenge.isPresent()) {
                throw new ParameterException(
                        spec.commandLine(), "--nonce and --report-data are for one quote, and not for --batch");
            }
            return Batch.run(batch.get(), appraisal, given, streams);
        }
        Answer answer = answer(quote.orElseThrow(), appraisal, challenge);
        if (json) {
            JsonOutput.writeDocument(streams.out(), generator -> VerdictJson.write(generator, answer));
        } else {
            streams.out().print(VerdictText.of(answer, streams.style()));
            streams.out().flush();
        }
        return answer.outcome().exitCode();
    }

    private Answer answer(String name, AppraisalOptions appraisal, Optional<Challenge> challenge)
            throws InputException {
        Optional<Path> folder = name.equals(InputFile.STANDARD_INPUT)
                ? Optional.empty()
                : Optional.of(InputFile.path("quote", name)).filter(Files::isDirectory);
        Shelf shelf = new Shelf(Ecdsa.preferred());
        Appraisal chosen = appraisal.choose(shelf);
        Instant at = appraisal.at();
        Evidence evidence;
        RawEvidence.Binding binding;
        try {
            evidence = EvidenceReader.read(read(name, folder));
            binding = folder.isPresent() ? EvidenceFolder.binding(folder.get()) : new RawEvidence.Binding.Direct();
        } catch (MalformedException e) {
            return chosen.malformed(e, at);
        }
        Answer answer = answer(evidence, folder, appraisal, chosen, shelf, at);
        return challenge.isPresent() ? asked(challenge.get(), binding, answer) : answer;
    }

    /** Whether the quote is about what was asked for; who reads it first is refused for that alone. */
    private static Answer asked(Challenge challenge, RawEvidence.Binding binding, Answer answer) {
        if (answer.quote().isEmpty()) {
            return answer;
        }
        Bytes found = answer.quote().get().body().reportData();
        return binding.binds(found, challenge.reportData())
                ? answer.answering(challenge.story())
                : answer.notAnswering(
                        challenge.story(),
                        Reason.unasked(found.hex(), challenge.reportData().toString()));
    }

    private Answer answer(
            Evidence evidence,
            Optional<Path> folder,
            AppraisalOptions appraisal,
            Appraisal chosen,
            Shelf shelf,
            Instant at)
            throws InputException {
        Optional<Path> beside = folder.map(place -> place.resolve(EvidenceFolder.COLLATERAL))
                .filter(place -> !appraisal.hasCollateral() && !asksForSources() && Files.isDirectory(place));
        if (!appraisal.hasCollateral() && beside.isEmpty()) {
            appraisal.warnOfThePast(streams);
            return new Fetching(spec.commandLine().getParseResult(), shelf, streams)
                    .answer(evidence, chosen, appraisal.root(), at);
        }
        Collateral collateral;
        try {
            collateral = beside.isPresent() ? shelf.collateral(beside.get()) : appraisal.collateral(shelf);
        } catch (MalformedException e) {
            return chosen.malformedCollateral(evidence, e, at);
        }
        return chosen.answer(evidence, collateral, at);
    }

    /** Who names where to fetch from wants it fetched. */
    private boolean asksForSources() {
        ParseResult given = spec.commandLine().getParseResult();
        return Options.isSet(given, SourceOptions.PCCS) || Options.isSet(given, SourceOptions.CONFIG);
    }

    private Bytes read(String name, Optional<Path> folder) throws InputException, MalformedException {
        if (folder.isPresent()) {
            return InputFile.read("quote", EvidenceFolder.quote(folder.get()));
        }
        return name.equals(InputFile.STANDARD_INPUT)
                ? InputFile.readStandardInput("quote", streams.in())
                : InputFile.read("quote", InputFile.path("quote", name));
    }
}
