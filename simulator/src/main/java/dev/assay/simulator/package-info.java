/** A platform under a test root. */
@NullMarked
package dev.assay.simulator;

import org.jspecify.annotations.NullMarked;
