/** What the cache for collateral is measured against; {@code bench/pccs.sh} runs it. */
@NullMarked
package dev.assay.bench.pccs;

import org.jspecify.annotations.NullMarked;
