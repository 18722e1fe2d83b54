package dev.assay.cli;

import dev.assay.bytes.MalformedException;
import dev.assay.cli.input.CollateralInput;
import dev.assay.cli.input.InputException;
import dev.assay.cli.input.InputFile;
import dev.assay.cli.stock.CollateralOutput;
import dev.assay.cli.stock.Renewal;
import dev.assay.collateral.Collateral;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.verify.DocumentVerifier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Renews the documents of a folder or bundle; never by older ones, and never by half. */
final class CollateralRefreshCommand implements Callable<Integer> {

    static final String NAME = "refresh";

    private final Streams streams;
    private final CommandSpec spec = Options.command(
            NAME,
            this,
            "Renews the documents of a folder or bundle. A document is replaced by a genuine one that is not older, or",
            "stays as it is.",
            "");

    CollateralRefreshCommand(Streams streams) {
        this.streams = streams;
        spec.usageMessage()
                .footer(
                        "",
                        "Example: assay collateral refresh collateral/ --pccs https://pccs.example:8081/",
                        "",
                        "Exit codes: 0 all is fresh, 3 something was not to be had and stays as it was.");
        spec.addPositional(Options.positional("DIR|FILE.json", true, "Where the collateral is."));
        spec.addOption(Options.value(
                AppraisalOptions.TRUST_ROOT, "FILE.pem", "Trust this root and not Intel's, for test platforms."));
        SourceOptions.addTo(spec);
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
        Shelf shelf = new Shelf(Ecdsa.preferred());
        Optional<Path> root = Options.path(given, AppraisalOptions.TRUST_ROOT, "trust root");
        DocumentVerifier verifier = shelf.documents(root);
        Sources sources =
                Sources.open(given, shelf, root, remark -> streams.err().println("assay: " + remark));
        try {
            Collateral old = CollateralInput.read(place);
            Renewal renewal = Renewal.of(
                    old,
                    sources.cache().refreshingAfter(Duration.ZERO),
                    verifier,
                    Sources.set(
                            given, Options.value(given, SourceOptions.TCB_SET).orElse("standard")));
            if (!renewal.renewed().isEmpty()) {
                CollateralOutput.write(place, renewal.collateral());
            }
            tell(renewal, place, json);
            return renewal.kept().isEmpty() ? 0 : UnavailableException.EXIT_CODE;
        } catch (MalformedException e) {
            throw new InputException(
                    "cannot read the collateral in " + place + ": " + e.getMessage(), "Fetch it anew.");
        }
    }

    private void tell(Renewal renewal, Path place, boolean json) {
        if (json) {
            JsonOutput.writeDocument(streams.out(), generator -> {
                generator.writeStartObject();
                generator.writeStringProperty("place", place.toString());
                generator.writeName("renewed");
                generator.writeStartArray();
                renewal.renewed().forEach(generator::writeString);
                generator.writeEndArray();
                generator.writeName("kept");
                generator.writeStartObject();
                renewal.kept().forEach(generator::writeStringProperty);
                generator.writeEndObject();
                generator.writeEndObject();
            });
            return;
        }
        renewal.renewed().forEach(title -> streams.out().println(streams.style().tick() + " " + title));
        renewal.kept()
                .forEach((title, why) -> streams.out()
                        .println(streams.style().doubtful("!") + " " + title + " stays as it was: " + why));
        streams.out().flush();
    }
}
