/**
 * Intel's quoting library {@code libsgx_dcap_ql.so.1}, loaded into this process.
 */
@NullMarked
package dev.assay.platform.ql;

import org.jspecify.annotations.NullMarked;
