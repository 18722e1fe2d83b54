/**
 * Collateral: what Intel publishes so that a quote can be judged.
 *
 * <ul>
 *   <li>{@link dev.assay.collateral.Collateral} is the set of documents that belongs to one quote, as it was delivered;
 *       {@link dev.assay.collateral.CollateralBundle} is its form in one JSON document.
 *   <li>{@link dev.assay.collateral.TcbInfo} says which TCB levels a family of platforms has and what they are worth,
 *       {@link dev.assay.collateral.EnclaveIdentity} what a genuine quoting enclave looks like,
 *       {@link dev.assay.collateral.TcbEvaluationDataNumbers} which sets of both exist.
 *   <li>{@link dev.assay.collateral.Signed} holds each of these three until its signature has been checked. What was
 *       signed and what is read are the same bytes.
 *   <li>{@code dev.assay.collateral.foreign} reads what other projects have saved.
 * </ul>
 *
 * <p>Source: Intel, "API Portal for Trusted Services", PCS versions 3 and 4; Intel QVL, {@code AttestationParsers/Json}.
 */
@NullMarked
package dev.assay.collateral;

import org.jspecify.annotations.NullMarked;
