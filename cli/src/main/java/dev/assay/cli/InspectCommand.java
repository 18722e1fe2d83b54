package dev.assay.cli;

import dev.assay.bytes.MalformedException;
import dev.assay.cli.facts.Facts;
import dev.assay.cli.facts.FactsJson;
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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Explains a file, and trusts nothing in it. */
@Command(
        name = "inspect",
        usageHelpWidth = 100,
        sortOptions = false,
        description = {
            "Explains a file: quote, certificate, CRL, TCB info, identity, collateral, IAS report.",
            "Trusts nothing, and verifies nothing.",
            "",
        },
        footer = {
            "",
            "Examples:",
            "  assay inspect quote.bin",
            "  assay inspect collateral/tcb_info.json",
            "  assay inspect collateral/",
            "  assay inspect server.pem --format json",
            "",
            "Exit codes: 0 explained, 1 not understood, 2 wrong usage or an unreadable file.",
        })
final class InspectCommand implements Callable<Integer> {

    private static final String NOTICE = "Nothing here is verified: this is what the file claims.";
    private static final int NOT_UNDERSTOOD = 1;

    private final Streams streams;

    @Parameters(paramLabel = "FILE", description = "The file to explain; - is standard input.")
    private String file = InputFile.STANDARD_INPUT;

    @Mixin
    private CommonOptions common = new CommonOptions();

    InspectCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws InputException {
        try {
            Optional<Inspection> inspection = inspect();
            if (inspection.isPresent()) {
                write(inspection.get());
                return 0;
            }
            writeProblem(new MalformedException("file", 0, "something that is not known here", known()));
            streams.err().println("assay: " + file + " is none of the files that inspect knows.");
        } catch (MalformedException e) {
            writeProblem(e);
            streams.err().println("assay: cannot explain " + file + ": " + e.getMessage() + ".");
        }
        streams.err().print(new Page(streams.style()).wrapped("  It knows ", 11, known() + "."));
        return NOT_UNDERSTOOD;
    }

    private Optional<Inspection> inspect() throws InputException, MalformedException {
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

    private void write(Inspection inspection) {
        switch (common.format) {
            case json ->
                JsonOutput.writeDocument(streams.out(), json -> {
                    json.writeStartObject();
                    json.writeStringProperty("kind", inspection.kind().toString());
                    json.writeStringProperty("title", inspection.title());
                    json.writeBooleanProperty("verified", false);
                    json.writeName("content");
                    FactsJson.writeObject(json, inspection.facts());
                    json.writeEndObject();
                });
            case text -> {
                Page page = new Page(streams.style());
                page.line(page.style().doubtful(NOTICE)).heading(capitalised(inspection.title()));
                FactsText.write(page, inspection.facts(), 2);
                streams.out().print(page);
                streams.out().flush();
            }
        }
    }

    private void writeProblem(MalformedException problem) {
        if (common.format == CommonOptions.Format.json) {
            JsonOutput.writeDocument(
                    streams.out(),
                    json -> FactsJson.writeObject(
                            json,
                            new Facts()
                                    .add("kind", "kind", "unknown")
                                    .add("verified", "verified", false)
                                    .add("where", "where", problem.field())
                                    .add("offset", "offset", problem.offset())
                                    .add("found", "found", problem.found())
                                    .add("expected", "expected", problem.expected())));
        }
    }

    private static String capitalised(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
