/**
 * What is said in a document, as named values in order.
 *
 * <p>{@link dev.assay.cli.facts.Facts} is such a list; the other classes make one from a quote, a certificate, a
 * revocation list or a piece of collateral. {@code verify} and {@code inspect} print the same lists, as text for people
 * and as JSON for programs, so that a field has one name and one form everywhere.
 */
@NullMarked
package dev.assay.cli.facts;

import org.jspecify.annotations.NullMarked;
