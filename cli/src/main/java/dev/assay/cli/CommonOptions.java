package dev.assay.cli;

import picocli.CommandLine.Option;

/** What every command understands. */
final class CommonOptions {

    /** How to answer. */
    enum Format {
        /** For people. */
        text,
        /** For programs: one document and nothing else. */
        json
    }

    @Option(
            names = "--format",
            paramLabel = "text|json",
            description = "How to answer: text for people (default) or json for programs.")
    Format format = Format.text;

    @Option(names = "--verbose", description = "Say more when something fails, stack traces too.")
    boolean verbose;
}
