/**
 * A stand-in for Intel's quote generation service (QGS), and the trust domain that asks it.
 *
 * <ul>
 *   <li>{@link dev.assay.simulator.qgs.TestDomain} makes what {@code /dev/tdx_guest} makes: reports under a MAC.
 *   <li>{@link dev.assay.simulator.qgs.StandInQgs} checks the MAC and answers with a quote of a test platform, over a Unix
 *       socket, in frames composed byte by byte.
 *   <li>{@link dev.assay.simulator.qgs.QgsFault} is what it does instead on request.
 * </ul>
 *
 * <pre>{@code
 * TestDomain domain = TestDomain.on(platform);
 * try (StandInQgs qgs = StandInQgs.start(socket, platform)) {
 *     qgs.inject(new QgsFault.Refusal(0x12001), 1);
 *     Bytes report = domain.report(reportData);
 * }
 * }</pre>
 */
@NullMarked
package dev.assay.simulator.qgs;

import org.jspecify.annotations.NullMarked;
