/**
 * Intel's AESM service: quotes for SGX enclaves over a Unix domain socket.
 */
@NullMarked
package dev.assay.platform.aesm;

import org.jspecify.annotations.NullMarked;
