/**
 * The answer about one quote, and how it is told.
 *
 * <p>{@link dev.assay.cli.verdict.Appraisal} has a quote verified and appraised and gives an {@link
 * dev.assay.cli.verdict.Answer}; {@link dev.assay.cli.verdict.VerdictJson} and {@link dev.assay.cli.verdict.VerdictText}
 * write it down. {@link dev.assay.cli.verdict.TcbShortfall} says which updates a platform lacks, {@link
 * dev.assay.cli.verdict.Story} which steps led to the answer.
 */
@NullMarked
package dev.assay.cli.verdict;

import org.jspecify.annotations.NullMarked;
