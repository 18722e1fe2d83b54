package dev.assay.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;

/** Prints a script by which the shell completes commands and options. */
final class CompletionCommand implements Callable<Integer> {

    static final String NAME = "completion";

    private static final List<String> SHELLS = List.of("bash", "zsh");

    private final Streams streams;
    private final CommandSpec spec = Options.command(
            NAME,
            this,
            "Prints a script by which the shell completes commands and options.",
            "",
            "Examples:",
            "  source <(assay completion bash)",
            "  assay completion zsh > ~/.zsh/assay-completion.zsh   # and source it from ~/.zshrc",
            "");

    CompletionCommand(Streams streams) {
        this.streams = streams;
        spec.addPositional(PositionalParamSpec.builder()
                .paramLabel("bash|zsh")
                .arity("1")
                .required(true)
                .type(String.class)
                .completionCandidates(SHELLS)
                .description("Which shell.")
                .build());
        Options.addHelp(spec);
    }

    CommandSpec spec() {
        return spec;
    }

    /** The script is the same for both shells: in zsh it turns on bash's way of completing. */
    @Override
    public Integer call() {
        String shell = Options.positional(spec.commandLine().getParseResult()).orElseThrow();
        if (!SHELLS.contains(shell)) {
            throw new ParameterException(
                    spec.commandLine(), "there is no script for " + shell + ", for bash and zsh alone");
        }
        streams.out().println("# To be read by " + shell + ", best at its start.");
        streams.out().print(AutoComplete.bash("assay", spec.root().commandLine()));
        streams.out().flush();
        return 0;
    }
}
