/**
 * Reports of Intel's attestation service for EPID quotes (IAS), which was switched off in 2025. Legacy: for those who
 * hold such reports, not for new evidence.
 *
 * <p>An EPID quote cannot be verified by its reader: Intel's service did that and signed what it found. The evidence is
 * therefore the service's answer.
 *
 * <ul>
 *   <li>{@link dev.assay.epid.SignedIasReport} is that answer as it was received: the report's exact bytes, the
 *       signature over them and the certificates from the response headers. Nothing in it is trusted.
 *   <li>{@link dev.assay.epid.IasVerifier} checks it and answers with an {@link dev.assay.epid.IasVerification}: either
 *       the verified {@link dev.assay.epid.IasReport} or a {@link dev.assay.verify.Rejection} for each thing wrong.
 *   <li>{@link dev.assay.epid.ReportAge} is the caller's word on how old a report may be;
 *       {@link dev.assay.epid.IasAnchor} is the authority that must have signed.
 *   <li>{@link dev.assay.epid.EpidQuoteBody} is the quote inside of a report: which enclave it speaks of.
 * </ul>
 *
 * <p>Source: Intel, "Attestation Service for Intel Software Guard Extensions: API Documentation", revision 7.0.
 */
@NullMarked
package dev.assay.epid;

import org.jspecify.annotations.NullMarked;
