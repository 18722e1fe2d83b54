/**
 * Quotes under Gramine, from the files of {@code /dev/attestation}.
 */
@NullMarked
package dev.assay.platform.gramine;

import org.jspecify.annotations.NullMarked;
