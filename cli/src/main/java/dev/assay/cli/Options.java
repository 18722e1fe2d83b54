package dev.assay.cli;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.cli.input.InputException;
import dev.assay.cli.input.InputFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
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

    /** An option with a value that may be given again and again. */
    static OptionSpec values(String name, String label, String description) {
        return OptionSpec.builder(name)
                .paramLabel(label)
                .arity("1")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .description(description)
                .build();
    }

    /** All values that were given, in order. */
    static List<String> values(ParseResult given, String name) {
        List<String> values = given.matchedOptionValue(name, null);
        return values == null ? List.of() : List.copyOf(values);
    }

    /** The file that was named. */
    static Optional<Path> path(ParseResult given, String name, String what) throws InputException {
        Optional<String> text = value(given, name);
        return text.isPresent() ? Optional.of(InputFile.path(what, text.get())) : Optional.empty();
    }

    /** A whole number that was given. */
    static OptionalInt number(ParseResult given, String name, int min, int max) {
        Optional<String> text = value(given, name);
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        try {
            int number = Integer.parseInt(text.get());
            if (number >= min && number <= max) {
                return OptionalInt.of(number);
            }
        } catch (NumberFormatException e) {
            // It is said below.
        }
        throw wrong(given, name + " is \"" + text.get() + "\": it can be a number from " + min + " to " + max);
    }

    /** Bytes in hex that were given, with or without 0x. */
    static Optional<Bytes> hex(ParseResult given, String name, int min, int max) {
        Optional<String> text = value(given, name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        String digits = text.get().startsWith("0x") ? text.get().substring(2) : text.get();
        Bytes bytes;
        try {
            bytes = Bytes.ofHex(digits);
        } catch (MalformedException e) {
            throw wrong(
                    given,
                    name + " is \"" + text.get() + "\", which is no hex: it can be pairs of digits, as in c0ffee");
        }
        if (bytes.length() < min || bytes.length() > max) {
            throw wrong(given, name + " has " + bytes.length() + " bytes: it can have " + min + " to " + max);
        }
        return Optional.of(bytes);
    }

    /** An option has a value that it cannot have. */
    static ParameterException wrong(ParseResult given, String problem) {
        return new ParameterException(given.commandSpec().commandLine(), problem);
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
