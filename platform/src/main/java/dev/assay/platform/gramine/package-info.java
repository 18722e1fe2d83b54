/**
 * The files that Gramine shows to what runs under it: quotes about the enclave that this process is in.
 *
 * <p>{@link dev.assay.platform.gramine.GramineQuotes} finds them; {@link dev.assay.platform.gramine.GramineReporter} makes
 * reports for other enclaves on the machine. Report data is written to one file and the quote read from another, both of
 * which the whole process shares, so all requests go through one clerk. Source: Gramine,
 * {@code Documentation/attestation.rst} and {@code libos/src/fs/dev/attestation.c}.
 */
@NullMarked
package dev.assay.platform.gramine;

import org.jspecify.annotations.NullMarked;
