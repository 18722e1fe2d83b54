/**
 * Attestation reports of AMD SEV-SNP guests, raw: Assay does not verify them yet. {@link
 * dev.assay.platform.snp.SnpReports} gets them from {@code /dev/sev-guest}, and makes sure no more than that they are
 * reports with the requested report data.
 */
@NullMarked
package dev.assay.platform.snp;

import org.jspecify.annotations.NullMarked;
