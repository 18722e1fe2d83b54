/** Text for people: {@link dev.assay.cli.text.Style} knows the terminal, {@link dev.assay.cli.text.Page} the lines. */
@NullMarked
package dev.assay.cli.text;

import org.jspecify.annotations.NullMarked;
