/**
 * A stand-in for Intel's AESM service: {@link dev.assay.simulator.aesm.StandInAesm} listens on a Unix domain socket and
 * quotes reports on a test platform.
 *
 * <p>It writes and reads its messages byte by byte, without the library that Assay's client uses, so that both sides prove
 * each other. It looks at what it is asked as strictly as the service does, keeps a record of it
 * ({@link dev.assay.simulator.aesm.AesmRecord}), and goes wrong in every way of
 * {@link dev.assay.simulator.aesm.AesmFault} when it is told to.
 */
@NullMarked
package dev.assay.simulator.aesm;

import org.jspecify.annotations.NullMarked;
