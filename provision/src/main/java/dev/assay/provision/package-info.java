/**
 * Collateral: where it comes from and how it is kept.
 *
 * <p>A {@link dev.assay.provision.DocumentKey} names a document, a {@link dev.assay.provision.CollateralSource} fetches
 * it: {@code dev.assay.provision.http} has clients, {@link dev.assay.provision.StoredCollateral} reads files, {@link
 * dev.assay.provision.Endpoints} ask several in turn and {@link dev.assay.provision.CollateralCache} keeps what they
 * deliver. {@link dev.assay.provision.CollateralCollector} fetches all that a quote needs. {@link
 * dev.assay.provision.GenuineDocument#prove} tells whether it is what it should be. What cannot be had is a
 * {@link dev.assay.provision.FetchException} that says who was asked and what he answered.
 */
@NullMarked
package dev.assay.provision;

import org.jspecify.annotations.NullMarked;
