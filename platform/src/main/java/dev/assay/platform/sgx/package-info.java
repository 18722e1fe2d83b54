/**
 * An enclave whose one ability is to make a report, built and loaded from Java: what a quoting service quotes on a machine
 * where no other enclave runs.
 */
@NullMarked
package dev.assay.platform.sgx;

import org.jspecify.annotations.NullMarked;
