package dev.assay.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a script by which the shell completes commands and options. */
@Command(
        name = "completion",
        description = {
            "Prints a script by which the shell completes commands and options.",
            "",
            "Examples:",
            "  source <(assay completion bash)",
            "  assay completion zsh > ~/.zsh/assay-completion.zsh   # and source it from ~/.zshrc",
            "",
        })
final class CompletionCommand implements Callable<Integer> {

    enum Shell {
        bash,
        zsh
    }

    private final Streams streams;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "bash|zsh", description = "Which shell.")
    private Shell shell = Shell.bash;

    CompletionCommand(Streams streams) {
        this.streams = streams;
    }

    /** The script is the same for both shells: in zsh it turns on bash's way of completing. */
    @Override
    public Integer call() {
        streams.out().println("# To be read by " + shell + ", best at its start.");
        streams.out().print(AutoComplete.bash("assay", spec.root().commandLine()));
        streams.out().flush();
        return 0;
    }
}
