/**
 * Evidence and collateral in the formats of other projects, taken apart into this library's own types.
 *
 * <p>Start with {@link dev.assay.collateral.foreign.ForeignDocument#recognise}: it tells the format by the content, never
 * by a file's name. What it gives:
 *
 * <ul>
 *   <li>a {@link dev.assay.collateral.foreign.ForeignBundle}, collateral of one quote and sometimes the quote too:
 *       {@link dev.assay.collateral.foreign.QuoteLibraryCollateral} (Intel's structure in memory, as Open Enclave stores
 *       it), {@link dev.assay.collateral.foreign.ConclaveInstance}, {@link dev.assay.collateral.foreign.ScaleCollateral};
 *   <li>one document with its issuers: {@link dev.assay.collateral.foreign.SignedCapture},
 *       {@link dev.assay.collateral.foreign.CrlCapture}, {@link dev.assay.collateral.foreign.PckCertificateList},
 *       {@link dev.assay.collateral.foreign.IssuerChain};
 *   <li>a list: {@link dev.assay.collateral.foreign.FmspcList}, {@link dev.assay.collateral.foreign.PckIdList}.
 * </ul>
 *
 * <p>Intel's own forms are not foreign: {@code Signed}, {@code Crl}, {@code Certificates} and {@code CollateralBundle}
 * read them.
 *
 * <p><b>Your part.</b> Nothing here is verified. These readers are for people who want to see what a file holds, and for
 * moving to a form that can be verified.
 */
@NullMarked
package dev.assay.collateral.foreign;

import org.jspecify.annotations.NullMarked;
