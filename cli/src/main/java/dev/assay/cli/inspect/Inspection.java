package dev.assay.cli.inspect;

import dev.assay.cli.facts.Facts;

/**
 * What a file says.
 *
 * @param kind what it is
 * @param title the same for people, with what tells it from others of its kind
 * @param facts all that it says
 */
public record Inspection(Kind kind, String title, Facts facts) {}
