/**
 * Quotes inside Azure's confidential virtual machines, whose paravisor stands between guest and TDX or SEV-SNP.
 *
 * <p>The guest has neither a TDX device nor a configfs entry of its own. What it has is a virtual TPM, kept by the
 * paravisor: 64 bytes written to one index come back, inside a document that is hashed into the hardware's report, in
 * another ({@link dev.assay.platform.azure.HclReport}). For TDX the host's metadata service turns the report into a
 * quote ({@link dev.assay.platform.azure.QuoteService}); for SEV-SNP the report is what there is.
 * {@link dev.assay.platform.azure.AzureQuotes} finds out whether this is such a machine, and does all that.
 *
 * <p>What is attested is therefore the paravisor, and what it says about the guest: registers and measurements of the
 * quote are not those of the guest's own kernel.
 *
 * <p>Sources: Microsoft, "Confidential VM Guest Attestation Design Detail" (MicrosoftDocs/azure-docs,
 * articles/confidential-computing/guest-attestation-confidential-virtual-machines-design.md); the paravisor itself
 * (microsoft/openvmm, vm/devices/tpm and openhcl/openhcl_attestation_protocol); kinvolk/azure-cvm-tooling, az-cvm-vtpm.
 */
@NullMarked
package dev.assay.platform.azure;

import org.jspecify.annotations.NullMarked;
