/**
 * Explains files without trusting them.
 *
 * <p>{@link dev.assay.cli.inspect.Inspector} tells what a file is by its content and gives an {@link
 * dev.assay.cli.inspect.Inspection}: its kind and its facts.
 */
@NullMarked
package dev.assay.cli.inspect;

import org.jspecify.annotations.NullMarked;
