/**
 * Intel's client configuration {@code sgx_default_qcnl.conf}: what the library really makes of it, and how to write one
 * that it understands.
 *
 * <p>{@link dev.assay.provision.qcnl.QcnlReading#of} reads the bytes of a file exactly as Intel's quote provider library
 * does and gives the {@linkplain dev.assay.provision.qcnl.QcnlSettings values in effect}, the way they were come by, and
 * a {@link dev.assay.provision.qcnl.Finding} with line and column for all that is wrong, dropped without a word, or
 * worth knowing. {@link dev.assay.provision.qcnl.QcnlTemplate} writes a configuration for Intel's service, a PCCS, Azure
 * or Alibaba.
 *
 * <p>Source: Intel confidential-computing.tee.dcap, QuoteGeneration/qcnl ({@code qcnl_config.cpp},
 * {@code linux/qcnl_config_impl.cpp}, {@code certification_service.cpp}, 2026).
 */
@NullMarked
package dev.assay.provision.qcnl;

import org.jspecify.annotations.NullMarked;
