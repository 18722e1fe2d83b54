/**
 * This machine: which quoting interfaces it has, which of them work, and quotes from the best.
 *
 * <p>{@link dev.assay.platform.QuoteSources#detect} looks at a {@link dev.assay.platform.Host} and says of every
 * interface whether it is usable, broken or absent, and why; a {@link dev.assay.platform.Detected.Usable} one opens as a
 * {@link dev.assay.quote.QuoteSource}. Each interface has a package of its own; what they share is the
 * {@link dev.assay.platform.Deadline}, the {@link dev.assay.platform.Turnstile} that lets one request pass after another,
 * the {@link dev.assay.platform.ByteStream} to another process, and the {@link dev.assay.platform.Tether} that ends one
 * when its source is closed.
 */
@NullMarked
package dev.assay.platform;

import org.jspecify.annotations.NullMarked;
