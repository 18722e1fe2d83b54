/**
 * A stand-in for Linux' configfs-tsm: a folder in which clients make entries, write report data and read quotes, as in
 * {@code /sys/kernel/config/tsm/report} of a confidential guest.
 *
 * <p>{@link dev.assay.simulator.tsm.StandInTsm} is the folder, {@link dev.assay.simulator.tsm.TsmFault} what goes wrong with
 * an entry when it is asked for.
 */
@NullMarked
package dev.assay.simulator.tsm;

import org.jspecify.annotations.NullMarked;
