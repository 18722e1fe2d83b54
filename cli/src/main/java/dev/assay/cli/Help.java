package dev.assay.cli;

import picocli.CommandLine;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.OptionSpec;

/** Gives every command {@code --help} and {@code --version}. */
final class Help implements IVersionProvider {

    static void addTo(CommandLine commandLine) {
        commandLine
                .getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Show this text and exit.")
                        .build())
                .addOption(OptionSpec.builder("-V", "--version")
                        .versionHelp(true)
                        .description("Show the version and exit.")
                        .build())
                .versionProvider(new Help());
        commandLine.getSubcommands().values().forEach(Help::addTo);
    }

    @Override
    public String[] getVersion() {
        String version = Help.class.getPackage().getImplementationVersion();
        return new String[] {"assay " + (version == null ? "(built from a working tree)" : version)};
    }
}
