package dev.assay.cli;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.cli.input.Evidence;
import dev.assay.cli.input.EvidenceReader;
import dev.assay.cli.input.InputException;
import dev.assay.cli.input.InputFile;
import dev.assay.cli.verdict.Answer;
import dev.assay.cli.verdict.Appraisal;
import dev.assay.cli.verdict.VerdictJson;
import dev.assay.cli.verdict.VerdictText;
import dev.assay.collateral.Collateral;
import dev.assay.ecdsa.Ecdsa;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Verifies one quote, or a batch of them. */
@Command(
        name = "verify",
        description = {
            "Verifies a quote and says whether it is good enough.",
            "",
            "QUOTE is a file: binary, hex or base64, or an RA-TLS certificate; - is standard input.",
            "",
        },
        sortOptions = false,
        usageHelpWidth = 100,
        customSynopsis = {
            "assay verify QUOTE [--collateral DIR|FILE.json] [--at INSTANT] [OPTIONS]",
            "       assay verify --batch FILE [OPTIONS]",
        },
        footer = {
            "",
            "Examples:",
            "  assay verify quote.bin --collateral collateral/",
            "  assay verify quote.hex --collateral bundle.json --at 2026-08-13T11:45:38Z",
            "  assay verify quote.bin --collateral collateral/ --accept UpToDate --format json",
            "  assay verify --batch quotes.jsonl > verdicts.jsonl",
            "",
            "Exit codes: 0 accepted, 1 refused, 2 wrong usage or an unreadable file, 3 collateral is missing.",
        })
final class VerifyCommand implements Callable<Integer> {

    private final Streams streams;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "0..1", paramLabel = "QUOTE", description = "The quote to verify.")
    private @Nullable String quote;

    @Option(
            names = "--batch",
            paramLabel = "FILE",
            description = "Verify one quote a line: JSON lines in, JSON verdicts out; - is standard input.")
    private @Nullable String batch;

    @Mixin
    private AppraisalOptions appraisal = new AppraisalOptions();

    @Mixin
    private CommonOptions common = new CommonOptions();

    VerifyCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws InputException {
        if (batch != null && quote == null) {
            return Batch.run(batch, appraisal, streams);
        }
        if (quote == null || batch != null) {
            throw new ParameterException(spec.commandLine(), "give either a QUOTE or --batch FILE");
        }
        Answer answer = answer(quote);
        switch (common.format) {
            case json -> JsonOutput.writeDocument(streams.out(), json -> VerdictJson.write(json, answer));
            case text -> {
                streams.out().print(VerdictText.of(answer, streams.style()));
                streams.out().flush();
            }
        }
        return answer.outcome().exitCode();
    }

    private Answer answer(String name) throws InputException {
        // One verdict is over before Conscrypt's native library would have been unpacked.
        Shelf shelf = new Shelf(Ecdsa.jdk());
        Appraisal chosen = appraisal.choose(shelf);
        Instant at = appraisal.at();
        Evidence evidence;
        try {
            evidence = EvidenceReader.read(read(name));
        } catch (MalformedException e) {
            return chosen.malformed(e, at);
        }
        Collateral collateral;
        try {
            collateral = appraisal.collateral(shelf);
        } catch (MalformedException e) {
            return chosen.malformedCollateral(evidence, e, at);
        }
        return chosen.answer(evidence, collateral, at);
    }

    private Bytes read(String name) throws InputException, MalformedException {
        return name.equals(InputFile.STANDARD_INPUT)
                ? InputFile.readStandardInput("quote", streams.in())
                : InputFile.read("quote", InputFile.path("quote", name));
    }
}
