/**
 * Collateral that somebody keeps: what there is, whether it is genuine, how long it holds, and how it is written.
 *
 * <p>An {@link dev.assay.cli.stock.Inventory} is taken of a folder or bundle; {@link dev.assay.cli.stock.InventoryText}
 * and {@link dev.assay.cli.stock.InventoryJson} tell it; {@link dev.assay.cli.stock.CollateralOutput} writes folders and
 * bundles so that nobody ever finds half of a document.
 */
@NullMarked
package dev.assay.cli.stock;

import org.jspecify.annotations.NullMarked;
