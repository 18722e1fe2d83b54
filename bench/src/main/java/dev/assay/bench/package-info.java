/** What the verifier costs, measured. */
@NullMarked
package dev.assay.bench;

import org.jspecify.annotations.NullMarked;
