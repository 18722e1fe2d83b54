package dev.assay.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "inspect", description = "Explains a file, trusts nothing.")
final class InspectCommand implements Callable<Integer> {
    InspectCommand(Streams streams) {}

    @Override
    public Integer call() {
        return 0;
    }
}
