package dev.assay.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One run of the command line, in this process.
 *
 * @param exitCode with which it ended
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
record Cli(int exitCode, String out, String err) {

    private static final JsonMapper JSON = new JsonMapper();

    static Cli run(String... args) {
        return runWithInput(new byte[0], args);
    }

    static Cli runWithInput(byte[] input, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = Main.run(new Streams(new ByteArrayInputStream(input), print(out), print(err)), args);
        return new Cli(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** One run on another machine. */
    static Cli on(Machine machine, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Streams streams = new Streams(new ByteArrayInputStream(new byte[0]), print(out), print(err));
        int exitCode = Main.run(streams, machine, args);
        return new Cli(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    /** Standard output, which must be one JSON document and nothing else. */
    JsonNode json() {
        return JSON.readTree(out);
    }

    /** Standard output, which must be one JSON document a line. */
    List<JsonNode> jsonLines() {
        return out.lines().map(line -> JSON.readTree(line)).toList();
    }

    static JsonNode read(Path file) {
        return JSON.readTree(file);
    }

    static Path vectors(String first, String... more) {
        return Path.of("..", "vectors").resolve(Path.of(first, more));
    }

    static Path samples(String first, String... more) {
        return Path.of("..", "samples").resolve(Path.of(first, more));
    }

    /** The folders of a pool that hold one case each. */
    static List<Path> cases(String pool) {
        return list(vectors(pool))
                .filter(folder -> Files.exists(folder.resolve("case.json")))
                .toList();
    }

    static Stream<Path> list(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
