/** A caching server for collateral that takes the place of Intel's PCCS. */
@NullMarked
package dev.assay.service.pccs;

import org.jspecify.annotations.NullMarked;
