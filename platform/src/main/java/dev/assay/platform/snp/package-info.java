/**
 * Attestation reports of AMD SEV-SNP guests, raw: Assay does not verify them yet.
 */
@NullMarked
package dev.assay.platform.snp;

import org.jspecify.annotations.NullMarked;
