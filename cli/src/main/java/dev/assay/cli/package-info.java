/** One class per command; nothing else in the house prints or exits. */
@NullMarked
package dev.assay.cli;

import org.jspecify.annotations.NullMarked;
