package dev.assay.cli;

import dev.assay.bytes.MalformedException;
import dev.assay.cli.input.CollateralInput;
import dev.assay.cli.input.InputException;
import dev.assay.cli.input.InputFile;
import dev.assay.cli.stock.Inventory;
import dev.assay.cli.stock.InventoryJson;
import dev.assay.cli.stock.InventoryText;
import dev.assay.ecdsa.Ecdsa;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Says what a folder or bundle has, whether it is genuine, and how long it holds. */
final class CollateralShowCommand implements Callable<Integer> {

    static final String NAME = "show";

    private static final int UNSOUND = 1;

    private final Streams streams;
    private final CommandSpec spec = Options.command(
            NAME,
            this,
            "Says which documents a folder or a bundle has, whether they are genuine, and until when they hold.",
            "");

    CollateralShowCommand(Streams streams) {
        this.streams = streams;
        spec.usageMessage()
                .footer(
                        "",
                        "Examples:",
                        "  assay collateral show collateral/",
                        "  assay collateral show bundle.json --at 2026-08-13T11:45:38Z --format json",
                        "",
                        "Exit codes: 0 genuine and in date, 1 not, 2 wrong usage or an unreadable file.");
        spec.addPositional(Options.positional("DIR|FILE.json", true, "Where the collateral is."));
        spec.addOption(
                Options.value(AppraisalOptions.AT, "INSTANT", "Instant that says what has expired (default: now)."));
        spec.addOption(Options.value(
                AppraisalOptions.TRUST_ROOT, "FILE.pem", "Trust this root and not Intel's, for test platforms."));
        Options.addCommon(spec);
    }

    CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() throws InputException {
        ParseResult given = spec.commandLine().getParseResult();
        boolean json = Options.wantsJson(given);
        Optional<String> at = Options.value(given, AppraisalOptions.AT);
        Instant instant = at.isPresent()
                ? AppraisalOptions.parseInstant(AppraisalOptions.AT, at.get())
                : Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Optional<Path> root = Options.path(given, AppraisalOptions.TRUST_ROOT, "trust root");
        Path place = InputFile.path("collateral", Options.positional(given).orElseThrow());
        Inventory inventory;
        try {
            inventory = Inventory.of(
                    place.toString(),
                    CollateralInput.read(place),
                    new Shelf(Ecdsa.preferred()).documents(root),
                    instant);
        } catch (MalformedException e) {
            throw new InputException(
                    "cannot read the collateral in " + place + ": " + e.getMessage(), "Fetch it anew.");
        }
        if (inventory.isEmpty()) {
            throw new InputException(
                    "there is no collateral in " + place, "Name a folder with tcb_info.json and its companions.");
        }
        if (json) {
            JsonOutput.writeDocument(streams.out(), generator -> InventoryJson.write(generator, inventory));
        } else {
            streams.out().print(InventoryText.of(inventory, streams.style()));
            streams.out().flush();
        }
        return inventory.isSound() ? 0 : UNSOUND;
    }
}
