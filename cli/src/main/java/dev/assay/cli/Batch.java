package dev.assay.cli;

import dev.assay.cli.input.InputException;

final class Batch {
    private Batch() {}

    static int run(String file, AppraisalOptions options, Streams streams) throws InputException {
        throw new InputException("--batch is not there yet", "Wait.");
    }
}
