/**
 * TD reports from {@code /dev/tdx_guest}, and the host's quote generation service (QGS), which makes quotes of them.
 */
@NullMarked
package dev.assay.platform.tdx;

import org.jspecify.annotations.NullMarked;
