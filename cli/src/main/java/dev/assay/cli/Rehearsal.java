package dev.assay.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Runs the commands of a file, one a line, in this JVM and without a word.
 *
 * <p>The launcher trains the AOT cache with it: one JVM records one cache, and a start should find the classes of
 * every common command there, not only those of one.
 */
final class Rehearsal {

    private static final String SERVE = "serve ";

    private Rehearsal() {}

    public static void main(String[] args) throws IOException {
        System.setOut(silence());
        System.setErr(silence());
        for (String line : Files.readAllLines(Path.of(args[0]))) {
            if (line.startsWith(SERVE)) {
                ServerRehearsal.run(line.substring(SERVE.length()).strip().split("\\s+"));
            } else if (!line.isBlank() && !line.startsWith("#")) {
                Main.run(line.strip().split("\\s+"));
            }
        }
        // As every command ends: the JDK logs an exit, and the classes of that are wanted in the cache too.
        System.exit(0);
    }

    private static PrintStream silence() {
        return new PrintStream(OutputStream.nullOutputStream());
    }
}
