package dev.assay.cli;

import dev.assay.cli.input.InputException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts the command line: the one place that knows every command, and the one that ends the process. */
@Command(
        name = "assay",
        description = "Verifies attestation quotes of Intel SGX and TDX.",
        usageHelpWidth = 100,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Exit codes: 0 accepted or done, 1 refused, 2 wrong usage or an unreadable file, 3 cannot decide.",
            "",
            "Example: assay verify quote.bin --collateral collateral/",
        })
public final class Main implements Runnable {

    private static final String VERIFY = "verify";
    private static final String INSPECT = "inspect";
    private static final String COMPLETION = "completion";

    private static final List<String> COMMANDS = List.of(VERIFY, INSPECT, COMPLETION);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Main() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs one command on the process's own streams and returns its exit code. */
    static int run(String... args) {
        return run(Streams.standard(), args);
    }

    /** Runs one command and returns its exit code. */
    static int run(PrintStream out, PrintStream err, String... args) {
        return run(new Streams(System.in, out, err), args);
    }

    /** Runs one command and returns its exit code. */
    static int run(Streams streams, String... args) {
        return commandLine(streams, args).execute(args);
    }

    /** Commands are built when they are asked for: a start should cost no more than what it runs. */
    private static CommandLine commandLine(Streams streams, String... args) {
        CommandLine assay = new CommandLine(new Main());
        boolean one = args.length > 0 && COMMANDS.contains(args[0]) && !args[0].equals(COMPLETION);
        for (String name : one ? List.of(args[0]) : COMMANDS) {
            assay.addSubcommand(name, command(name, streams));
        }
        Help.addTo(assay);
        assay.setOut(new PrintWriter(streams.out(), true, streams.out().charset()));
        assay.setErr(new PrintWriter(streams.err(), true, streams.err().charset()));
        assay.setCaseInsensitiveEnumValuesAllowed(true);
        assay.setExpandAtFiles(false);
        assay.setColorScheme(CommandLine.Help.defaultColorScheme(
                streams.style().colour() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
        assay.setParameterExceptionHandler((e, wrong) -> explainUsage(e, streams));
        assay.setExecutionExceptionHandler((e, failed, parsed) -> explainFailure(e, failed, streams));
        return assay;
    }

    private static Object command(String name, Streams streams) {
        return switch (name) {
            case VERIFY -> new VerifyCommand(streams);
            case INSPECT -> new InspectCommand(streams);
            default -> new CompletionCommand(streams);
        };
    }

    /** Without a command there is nothing to do. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command given");
    }

    private static int explainUsage(ParameterException e, Streams streams) {
        String name = e.getCommandLine().getCommandSpec().qualifiedName();
        streams.err().println("assay: " + firstLine(String.valueOf(e.getMessage())));
        streams.err().println("  Try: " + name + " --help");
        return CommandLine.ExitCode.USAGE;
    }

    private static int explainFailure(Exception e, CommandLine failed, Streams streams) {
        if (isVerbose(failed)) {
            e.printStackTrace(streams.err());
        }
        if (e instanceof InputException input) {
            streams.err().println("assay: " + input.problem() + ".");
            streams.err().println("  " + input.next());
        } else {
            streams.err().println("assay: this should not have happened: " + e);
            streams.err().println("  Run again with --verbose and report what it prints.");
        }
        return CommandLine.ExitCode.USAGE;
    }

    private static boolean isVerbose(CommandLine failed) {
        return failed.getParseResult() != null && failed.getParseResult().hasMatchedOption("--verbose");
    }

    private static String firstLine(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end).stripTrailing();
    }
}
