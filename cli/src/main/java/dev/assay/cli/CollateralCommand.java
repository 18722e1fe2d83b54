package dev.assay.cli;

import picocli.CommandLine.Model.CommandSpec;

/** Fetches, shows and keeps collateral. */
final class CollateralCommand {

    static final String NAME = "collateral";

    private CollateralCommand() {}

    static CommandSpec spec(Streams streams) {
        CommandSpec spec = Options.command(NAME, streams, "Fetches, shows and keeps collateral.");
        spec.usageMessage()
                .synopsisSubcommandLabel("COMMAND")
                .footer("", "Example: assay collateral fetch quote.bin --out collateral/");
        Options.addHelp(spec);
        spec.addSubcommand(CollateralFetchCommand.NAME, new CollateralFetchCommand(streams).spec());
        spec.addSubcommand(CollateralRefreshCommand.NAME, new CollateralRefreshCommand(streams).spec());
        spec.addSubcommand(CollateralShowCommand.NAME, new CollateralShowCommand(streams).spec());
        spec.addSubcommand(CollateralBundleCommand.NAME, new CollateralBundleCommand(streams).spec());
        return spec;
    }
}
