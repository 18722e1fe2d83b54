package dev.assay.cli;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * How commands declare their options and read them.
 *
 * <p>In code and not by annotations: picocli would have to reflect on these, and that alone is half of a start.
 */
final class Options {

    private static final String FORMAT = "--format";
    private static final String VERBOSE = "--verbose";
    private static final String TEXT = "text";
    private static final String JSON = "json";

    private Options() {}

    /** A command of the given name that runs {@code command}. */
    static CommandSpec command(String name, Object command, String... description) {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(command).name(name);
        spec.usageMessage().description(description).width(100).sortOptions(false);
        return spec;
    }

    /** An option with a value. */
    static OptionSpec value(String name, String label, String description) {
        return OptionSpec.builder(name)
                .paramLabel(label)
                .type(String.class)
                .description(description)
                .build();
    }

    /** An option that is there or not. */
    static OptionSpec flag(String name, String description) {
        return OptionSpec.builder(name)
                .type(boolean.class)
                .description(description)
                .build();
    }

    /** A value without a name. */
    static PositionalParamSpec positional(String label, boolean required, String description) {
        return PositionalParamSpec.builder()
                .paramLabel(label)
                .arity(required ? "1" : "0..1")
                .required(required)
                .type(String.class)
                .description(description)
                .build();
    }

    /** What every command understands; to be added last. */
    static void addCommon(CommandSpec spec) {
        spec.addOption(OptionSpec.builder(FORMAT)
                        .paramLabel("text|json")
                        .type(String.class)
                        .completionCandidates(List.of(TEXT, JSON))
                        .description("How to answer: text for people (default) or json for programs.")
                        .build())
                .addOption(flag(VERBOSE, "Say more when something fails, stack traces too."));
        addHelp(spec);
    }

    /** The options that even the command without a name has. */
    static void addHelp(CommandSpec spec) {
        spec.addOption(OptionSpec.builder("-h", "--help")
                        .type(boolean.class)
                        .usageHelp(true)
                        .description("Show this text and exit.")
                        .build())
                .addOption(OptionSpec.builder("-V", "--version")
                        .type(boolean.class)
                        .versionHelp(true)
                        .description("Show the version and exit.")
                        .build())
                .versionProvider(Options::version);
    }

    private static String[] version() {
        String version = Options.class.getPackage().getImplementationVersion();
        return new String[] {"assay " + (version == null ? "(built from a working tree)" : version)};
    }

    /** The value that was given. */
    static Optional<String> value(ParseResult given, String name) {
        return Optional.ofNullable(given.matchedOptionValue(name, null));
    }

    static boolean isSet(ParseResult given, String name) {
        return given.hasMatchedOption(name);
    }

    /** The first value without a name. */
    static Optional<String> positional(ParseResult given) {
        return Optional.ofNullable(given.matchedPositionalValue(0, null));
    }

    /** Whether the answer is for programs. */
    static boolean wantsJson(ParseResult given) {
        String format = value(given, FORMAT).orElse(TEXT);
        if (!format.equals(TEXT) && !format.equals(JSON)) {
            throw new ParameterException(
                    given.commandSpec().commandLine(), FORMAT + " is \"" + format + "\": it can be text or json");
        }
        return format.equals(JSON);
    }

    static boolean isVerbose(ParseResult given) {
        return given.commandSpec().findOption(VERBOSE) != null && given.hasMatchedOption(VERBOSE);
    }
}
