/**
 * Quotes: bytes in, fields out, the same bytes back.
 *
 * <p>{@link dev.assay.quote.Quote#parse} reads ECDSA quotes of version 3, 4 and 5 for SGX and TDX.
 *
 * <ul>
 *   <li>{@link dev.assay.quote.QuoteHeader}, then a {@link dev.assay.quote.QuoteBody}: an
 *       {@link dev.assay.quote.SgxReport} or one of the three {@link dev.assay.quote.TdReport}s;
 *   <li>{@link dev.assay.quote.QuoteSignature}: the quote's signature, the attestation key, the quoting enclave's own
 *       report with its signature;
 *   <li>{@link dev.assay.quote.CertificationData}: the PCK certificate chain, or what is needed to look it up.
 * </ul>
 *
 * <p>{@link dev.assay.quote.QuoteSource} is where quotes come from: asked to bind {@link dev.assay.quote.ReportData}, it
 * gives {@link dev.assay.quote.RawEvidence}, or says in a {@link dev.assay.quote.QuoteException} what to try. What implements
 * it lives in other modules.
 *
 * <p><b>Your part.</b> A parsed quote proves nothing. Every field in it is the sender's claim until
 * {@code dev.assay.verify} has verified it and {@code dev.assay.policy} has found it acceptable.
 *
 * <p>Multi-byte numbers are little-endian; numbers are unsigned. Offsets are bytes from 0. Source of the layouts: Intel
 * QVL, {@code QuoteVerification/QuoteStructures.h}; Intel SGX ECDSA QuoteLibReference API, appendix A; Intel TDX DCAP
 * Quoting Library API, appendix A.
 */
@NullMarked
package dev.assay.quote;

import org.jspecify.annotations.NullMarked;
