/**
 * Quotes inside Azure's confidential virtual machines, whose paravisor stands between guest and TDX.
 */
@NullMarked
package dev.assay.platform.azure;

import org.jspecify.annotations.NullMarked;
