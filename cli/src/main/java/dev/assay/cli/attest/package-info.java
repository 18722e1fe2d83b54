/**
 * An attestation from its beginning: a quote of this machine, its collateral, and what it is worth.
 *
 * <p>An {@link dev.assay.cli.attest.Attester} goes through the {@link dev.assay.cli.attest.Stage}s and times them. Its
 * {@link dev.assay.cli.attest.Quoting} takes a quote from what was asked for, or from the best that works, and keeps the
 * source open for the next time; a {@link dev.assay.cli.attest.Yardstick} says by what the quote is judged. What comes of
 * it is an {@link dev.assay.cli.attest.Attestation}, which is told as text or JSON, or written into a folder.
 */
@NullMarked
package dev.assay.cli.attest;

import org.jspecify.annotations.NullMarked;
