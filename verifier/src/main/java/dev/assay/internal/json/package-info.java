/** Strict JSON: what was signed and what is read are the same bytes. Exported to the project's own modules only. */
@NullMarked
package dev.assay.internal.json;

import org.jspecify.annotations.NullMarked;
