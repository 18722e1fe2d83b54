/**
 * A stand-in for what Gramine shows to the programs that run under it: the files of {@code /dev/attestation}.
 *
 * <p>{@link dev.assay.simulator.gramine.StandInGramine} is the folder, {@link dev.assay.simulator.gramine.GramineFault} what
 * goes wrong when it is asked for.
 */
@NullMarked
package dev.assay.simulator.gramine;

import org.jspecify.annotations.NullMarked;
