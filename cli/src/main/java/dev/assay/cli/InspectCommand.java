package dev.assay.cli;

import dev.assay.bytes.MalformedException;
import dev.assay.cli.facts.Facts;
import dev.assay.cli.input.CollateralInput;
import dev.assay.cli.input.InputException;
import dev.assay.cli.input.InputFile;
import dev.assay.cli.inspect.CollateralInspection;
import dev.assay.cli.inspect.Inspection;
import dev.assay.cli.inspect.Inspector;
import dev.assay.cli.inspect.Kind;
import dev.assay.cli.text.FactsText;
import dev.assay.cli.text.Page;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Explains a file, and trusts nothing in it. */
final class InspectCommand implements Callable<Integer> {

    static final String NAME = "inspect";

    private static final String NOTICE = "Nothing here is verified: this is what the file claims.";
    private static final int NOT_UNDERSTOOD = 1;

    private final Streams streams;
    private final CommandSpec spec = Options.command(
            NAME,
            this,
            "Explains a file: quote, certificate, CRL, TCB info, identity, collateral, IAS report.",
            "Trusts nothing, and verifies nothing.",
            "");

    InspectCommand(Streams streams) {
        this.streams = streams;
        spec.usageMessage()
                .footer(
                        "",
                        "Examples:",
                        "  assay inspect quote.bin",
                        "  assay inspect collateral/tcb_info.json",
                        "  assay inspect collateral/",
                        "  assay inspect server.pem --format json",
                        "",
                        "Exit codes: 0 explained, 1 not understood, 2 wrong usage or an unreadable file.");
        spec.addPositional(Options.positional("FILE", true, "The file to explain; - is standard input."));
        Options.addCommon(spec);
    }

    CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() throws InputException {
        ParseResult given = spec.commandLine().getParseResult();
        String file = Options.positional(given).orElseThrow();
        boolean json = Options.wantsJson(given);
        try {
            Optional<Inspection> inspection = inspect(file);
            if (inspection.isPresent()) {
                write(inspection.get(), json);
                return 0;
            }
            writeProblem(new MalformedException("file", 0, "something that is not known here", known()), json);
            streams.err().println("assay: " + file + " is none of the files that inspect knows.");
        } catch (MalformedException e) {
            writeProblem(e, json);
            streams.err().println("assay: cannot explain " + file + ": " + e.getMessage() + ".");
        }
        streams.err().print(new Page(streams.style()).wrapped("  It knows ", 11, known() + "."));
        return NOT_UNDERSTOOD;
    }

    private Optional<Inspection> inspect(String file) throws InputException, MalformedException {
        if (file.equals(InputFile.STANDARD_INPUT)) {
            return Inspector.inspect(InputFile.readStandardInput("file", streams.in()));
        }
        Path path = InputFile.path("file", file);
        if (Files.isDirectory(path)) {
            return CollateralInspection.ofFolder(CollateralInput.readFolder(path));
        }
        return Inspector.inspect(InputFile.read("file", path));
    }

    private static String known() {
        StringBuilder known = new StringBuilder();
        for (Kind kind : Kind.values()) {
            known.append(known.isEmpty() ? "" : "; ").append(kind.description());
        }
        return known.toString();
    }

    private void write(Inspection inspection, boolean json) {
        if (json) {
            JsonOutput.writeDocument(streams.out(), generator -> {
                generator.writeStartObject();
                generator.writeStringProperty("kind", inspection.kind().toString());
                generator.writeStringProperty("title", inspection.title());
                generator.writeBooleanProperty("verified", false);
                generator.writeName("content");
                inspection.facts().writeTo(generator);
                generator.writeEndObject();
            });
            return;
        }
        Page page = new Page(streams.style());
        page.line(page.style().doubtful(NOTICE)).heading(capitalised(inspection.title()));
        FactsText.write(page, inspection.facts(), 2);
        streams.out().print(page);
        streams.out().flush();
    }

    private void writeProblem(MalformedException problem, boolean json) {
        if (json) {
            JsonOutput.writeDocument(
                    streams.out(),
                    generator -> new Facts()
                            .add("kind", "kind", "unknown")
                            .add("verified", "verified", false)
                            .add("where", "where", problem.field())
                            .add("offset", "offset", problem.offset())
                            .add("found", "found", problem.found())
                            .add("expected", "expected", problem.expected())
                            .writeTo(generator));
        }
    }

    private static String capitalised(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
