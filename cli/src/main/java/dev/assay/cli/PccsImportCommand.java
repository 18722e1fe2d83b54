package dev.assay.cli;

import dev.assay.cli.input.InputException;
import dev.assay.cli.input.InputFile;
import dev.assay.cli.server.ServerLog;
import dev.assay.service.pccs.ImportReport;
import dev.assay.service.pccs.Pccs;
import dev.assay.service.pccs.StartException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.core.JsonGenerator;

/** Takes over what Intel's PCCS has in its SQLite file. */
final class PccsImportCommand implements Callable<Integer> {

    static final String NAME = "import";

    private final Streams streams;
    private final CommandSpec spec = Options.command(
            NAME,
            this,
            "Takes over platforms, certificates, documents, registrations and policies from the SQLite file of Intel's",
            "PCCS (pckcache.db). Each piece is verified before it is kept. No server may have the data folder open.",
            "");

    PccsImportCommand(Streams streams) {
        this.streams = streams;
        spec.usageMessage()
                .footer("", "Example: assay pccs import /opt/intel/sgx-dcap-pccs/pckcache.db --data /var/lib/assay");
        spec.addPositional(Options.positional("FILE", true, "The file of Intel's PCCS."));
        PccsSettings.addStoreTo(spec);
        Options.addCommon(spec);
    }

    CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() throws InputException, UnavailableException {
        ParseResult given = spec.commandLine().getParseResult();
        boolean json = Options.wantsJson(given);
        Path file = InputFile.path("database", Options.positional(given).orElseThrow());
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new InputException("cannot read the database: " + file + " is no file to be read", "Check the path.");
        }
        PccsSettings settings = PccsSettings.of(given, System.getenv());
        ServerLog.open(streams.err(), ServerLog.Amount.WARNING, Options.isVerbose(given));
        ImportReport report;
        try {
            report = Pccs.importIntel(
                    settings.options(), file, line -> streams.err().println("assay: " + line));
        } catch (StartException e) {
            throw new UnavailableException(String.valueOf(e.getMessage()), e.advice());
        }
        if (json) {
            JsonOutput.writeDocument(streams.out(), generator -> write(generator, report));
        } else {
            streams.out()
                    .println(streams.style().tick() + " " + report.platforms() + " platforms, " + report.documents()
                            + " documents, " + report.registrations() + " registrations, " + report.policies()
                            + " policies");
            for (ImportReport.LeftOut left : report.leftOut()) {
                streams.out().println("  " + streams.style().cross() + " " + left.where() + ": " + left.why());
            }
            streams.out().flush();
        }
        return 0;
    }

    private static void write(JsonGenerator json, ImportReport report) {
        json.writeStartObject();
        json.writeNumberProperty("platforms", report.platforms());
        json.writeNumberProperty("documents", report.documents());
        json.writeNumberProperty("registrations", report.registrations());
        json.writeNumberProperty("policies", report.policies());
        json.writeName("leftOut");
        json.writeStartArray();
        for (ImportReport.LeftOut left : report.leftOut()) {
            json.writeStartObject();
            json.writeStringProperty("where", left.where());
            json.writeStringProperty("why", left.why());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
