package dev.assay.cli.attest;

import dev.assay.platform.Detected;
import dev.assay.platform.Detection;
import dev.assay.quote.QuoteSource.Kind;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where quotes are to come from.
 *
 * @param kind the one source that may be used; empty for the best that works
 * @param look says what there is on this machine
 * @param simulated the platform that stands in for hardware
 */
public record Wanted(Optional<Kind> kind, Supplier<Detection> look, Detected.Usable simulated) {}
