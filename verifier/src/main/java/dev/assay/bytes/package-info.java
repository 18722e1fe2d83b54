/** Bytes as values, and readers that never trust a length. */
@NullMarked
package dev.assay.bytes;

import org.jspecify.annotations.NullMarked;
