package dev.assay.cli;

import dev.assay.cli.input.InputException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Starts the command line: the one place that knows every command, and the one that ends the process. */
public final class Main {

    private static final List<String> COMMANDS = List.of(
            AttestCommand.NAME,
            VerifyCommand.NAME,
            InspectCommand.NAME,
            CollateralCommand.NAME,
            PccsCommand.NAME,
            CompletionCommand.NAME);

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
        return run(streams, Machine.live(), args);
    }

    /** Runs one command, as on another machine. */
    static int run(Streams streams, Machine machine, String... args) {
        CommandLine assay = new CommandLine(root(streams, machine, args));
        assay.setOut(new PrintWriter(streams.out(), true, streams.out().charset()));
        assay.setErr(new PrintWriter(streams.err(), true, streams.err().charset()));
        assay.setExpandAtFiles(false);
        assay.setColorScheme(CommandLine.Help.defaultColorScheme(
                streams.style().colour() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
        assay.setParameterExceptionHandler((e, wrong) -> explainUsage(e, streams));
        assay.setExecutionExceptionHandler((e, failed, given) -> explainFailure(e, given, streams));
        return assay.execute(args);
    }

    /** Commands are built when they are asked for: a start should cost no more than what it runs. */
    private static CommandSpec root(Streams streams, Machine machine, String... args) {
        // picocli asks for a command by itself where there is nothing to run.
        CommandSpec root = Options.command(
                "assay",
                streams,
                "Makes and verifies attestation quotes of Intel SGX and TDX, and serves what that needs.");
        root.usageMessage()
                .synopsisSubcommandLabel("COMMAND")
                .footer(
                        "",
                        "Exit codes: 0 accepted or done, 1 refused, 2 wrong usage or an unreadable file, 3 cannot decide.",
                        "",
                        "Example: assay verify quote.bin --collateral collateral/");
        Options.addHelp(root);
        boolean needsAll = args.length == 0 || !COMMANDS.contains(args[0]) || args[0].equals(CompletionCommand.NAME);
        for (String name : needsAll ? COMMANDS : List.of(args[0])) {
            root.addSubcommand(name, command(name, streams, machine));
        }
        return root;
    }

    private static CommandSpec command(String name, Streams streams, Machine machine) {
        return switch (name) {
            case AttestCommand.NAME -> new AttestCommand(streams, machine).spec();
            case VerifyCommand.NAME -> new VerifyCommand(streams).spec();
            case InspectCommand.NAME -> new InspectCommand(streams).spec();
            case CollateralCommand.NAME -> CollateralCommand.spec(streams);
            case PccsCommand.NAME -> new PccsCommand(streams).spec();
            default -> new CompletionCommand(streams).spec();
        };
    }

    private static int explainUsage(ParameterException e, Streams streams) {
        String name = e.getCommandLine().getCommandSpec().qualifiedName();
        streams.err().println("assay: " + firstLine(String.valueOf(e.getMessage())));
        streams.err().println("  Try: " + name + " --help");
        return CommandLine.ExitCode.USAGE;
    }

    private static int explainFailure(Exception e, ParseResult given, Streams streams) {
        ParseResult command = given;
        while (command.hasSubcommand()) {
            command = command.subcommand();
        }
        if (Options.isVerbose(command)) {
            e.printStackTrace(streams.err());
        }
        if (e instanceof InputException input) {
            streams.err().println("assay: " + input.problem() + ".");
            streams.err().println("  " + input.next());
            return CommandLine.ExitCode.USAGE;
        }
        if (e instanceof UnavailableException absent) {
            streams.err().println("assay: " + absent.problem() + ".");
            streams.err().println("  " + absent.next());
            return UnavailableException.EXIT_CODE;
        }
        streams.err().println("assay: this should not have happened: " + e);
        streams.err().println("  Run again with --verbose and report what it prints.");
        return CommandLine.ExitCode.USAGE;
    }

    private static String firstLine(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end).stripTrailing();
    }
}
