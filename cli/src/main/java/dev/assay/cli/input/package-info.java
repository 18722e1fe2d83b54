/**
 * What the commands read: files of bounded size, quotes in all the forms in which they travel, collateral.
 *
 * <p>Two things can go wrong, and they have two types. What cannot be read at all is an {@link
 * dev.assay.cli.input.InputException}, and the command ends with exit code 2. What was read and is not what it should be
 * is a {@link dev.assay.bytes.MalformedException}, and becomes part of the answer.
 */
@NullMarked
package dev.assay.cli.input;

import org.jspecify.annotations.NullMarked;
