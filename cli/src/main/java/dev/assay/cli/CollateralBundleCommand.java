package dev.assay.cli;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.cli.input.CollateralInput;
import dev.assay.cli.input.InputException;
import dev.assay.cli.input.InputFile;
import dev.assay.cli.stock.CollateralOutput;
import dev.assay.collateral.Collateral;
import dev.assay.collateral.CollateralBundle;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Turns a folder of collateral into one JSON document, or a bundle into a folder. */
final class CollateralBundleCommand implements Callable<Integer> {

    static final String NAME = "bundle";

    private static final String OUT = "--out";

    private final Streams streams;
    private final CommandSpec spec = Options.command(
            NAME, this, "Turns a folder of collateral into one JSON document, or a bundle into a folder.", "");

    CollateralBundleCommand(Streams streams) {
        this.streams = streams;
        spec.usageMessage()
                .footer(
                        "",
                        "Examples:",
                        "  assay collateral bundle collateral/ --out bundle.json",
                        "  assay collateral bundle collateral/ > bundle.json",
                        "  assay collateral bundle bundle.json --out collateral/",
                        "",
                        "Nothing is verified: show and verify do that.");
        spec.addPositional(Options.positional("DIR|FILE.json", true, "Where the collateral is."));
        spec.addOption(Options.value(
                OUT, "FILE.json|DIR", "Where it goes; without it, the document goes to standard output."));
        Options.addCommon(spec);
    }

    CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() throws InputException {
        ParseResult given = spec.commandLine().getParseResult();
        boolean json = Options.wantsJson(given);
        Path place = InputFile.path("collateral", Options.positional(given).orElseThrow());
        Optional<Path> out = Options.path(given, OUT, "place to write to");
        Collateral collateral;
        try {
            collateral = CollateralInput.read(place);
            if (collateral.pieces().isEmpty()) {
                throw new InputException(
                        "there is no collateral in " + place, "Name a folder with tcb_info.json and its companions.");
            }
            if (out.isPresent()) {
                CollateralOutput.write(out.get(), collateral);
            } else {
                byte[] bundle = bundle(collateral).toArray();
                streams.out().write(bundle, 0, bundle.length);
                streams.out().println();
                streams.out().flush();
            }
        } catch (MalformedException e) {
            throw new InputException("cannot bundle " + place + ": " + e.getMessage(), "Fetch the collateral anew.");
        }
        if (out.isPresent()) {
            String written = out.get().toString();
            if (json) {
                JsonOutput.writeDocument(streams.out(), generator -> {
                    generator.writeStartObject();
                    generator.writeStringProperty("written", written);
                    generator.writeNumberProperty("pieces", collateral.pieces().size());
                    generator.writeEndObject();
                });
            } else {
                streams.out().println(collateral.pieces().size() + " documents and chains written to " + written);
            }
        }
        return 0;
    }

    private static Bytes bundle(Collateral collateral) throws MalformedException {
        return CollateralBundle.write(collateral);
    }
}
