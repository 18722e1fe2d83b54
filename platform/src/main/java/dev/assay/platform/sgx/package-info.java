/**
 * An enclave whose one ability is to make a report, built and loaded from Java: what a quoting service quotes on a machine
 * where no other enclave runs.
 *
 * <p>{@link dev.assay.platform.sgx.ReportEnclave} is what others use, as a {@link dev.assay.platform.sgx.Reporter}. Behind
 * it an {@link dev.assay.platform.sgx.EnclaveImage} is {@linkplain dev.assay.platform.sgx.Measurement measured}, {@linkplain
 * dev.assay.platform.sgx.EnclaveSigner signed}, and {@linkplain dev.assay.platform.sgx.EnclaveLoader loaded} through
 * Linux' driver. {@link dev.assay.platform.sgx.EnclaveLoader#launch} alone proves that a machine launches enclaves. {@link
 * dev.assay.platform.sgx.SigStruct} reads and checks the signatures of others' enclaves too.
 */
@NullMarked
package dev.assay.platform.sgx;

import org.jspecify.annotations.NullMarked;
