/** Strict JSON: what was signed and what is read are the same bytes. Not exported. */
@NullMarked
package dev.assay.internal.json;

import org.jspecify.annotations.NullMarked;
