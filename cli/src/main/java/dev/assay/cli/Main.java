package dev.assay.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Starts the command line. */
@Command(name = "assay", mixinStandardHelpOptions = true, version = "0.1.0-SNAPSHOT", subcommands = Main.Verify.class)
public final class Main implements Runnable {

    @CommandLine.Spec
    private CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs one command and returns its exit code. */
    public static int run(String... args) {
        return new CommandLine(new Main()).execute(args);
    }

    @Override
    public void run() {
        if (spec != null) {
            spec.commandLine().usage(System.out);
        }
    }

    @Command(name = "verify", description = "Verifies one quote.", mixinStandardHelpOptions = true)
    static final class Verify implements Runnable {

        @CommandLine.Spec
        private CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

        @Override
        public void run() {
            if (spec != null) {
                spec.commandLine().usage(System.out);
            }
        }
    }
}
