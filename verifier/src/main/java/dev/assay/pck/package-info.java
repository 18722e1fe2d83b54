/**
 * X.509 as DCAP uses it: PCK certificates with Intel's SGX extension, the chains above them, and CRLs.
 *
 * <ul>
 *   <li>{@link dev.assay.pck.Certificates} reads certificates as DER and PEM, {@link dev.assay.pck.PemHeader} undoes the
 *       encoding of PEM in response headers.
 *   <li>{@link dev.assay.pck.PckCertificate} is a PCK certificate with its {@link dev.assay.pck.SgxExtension}: which
 *       platform this is and at which TCB.
 *   <li>{@link dev.assay.pck.Crl} is a revocation list, read as DER, PEM or hex.
 *   <li>{@link dev.assay.pck.PckChainSource} is for those who fetch chains for quotes that carry none.
 * </ul>
 *
 * <p><b>Your part.</b> As in {@code dev.assay.quote}, what is parsed here is not verified.
 *
 * <p>Source: Intel, "SGX PCK Certificate and Certificate Revocation List Profile Specification", 1.5.
 */
@NullMarked
package dev.assay.pck;

import org.jspecify.annotations.NullMarked;
