/**
 * A stand-in for Intel's Provisioning Certification Service: test platforms served over HTTP as API v4 serves real ones,
 * with faults on demand.
 *
 * <ul>
 *   <li>{@link dev.assay.simulator.pcs.PcsCatalog} is what there is to serve: platforms, TCB infos, identities, CRLs.
 *   <li>{@link dev.assay.simulator.pcs.StandInPcs} serves it, {@link dev.assay.simulator.pcs.PcsRoute} by route.
 *   <li>{@link dev.assay.simulator.PlannedFaults} makes answers go wrong, {@link dev.assay.simulator.pcs.PcsRequestLog}
 *       tells what was asked.
 * </ul>
 *
 * <pre>{@code
 * PcsCatalog catalog = PcsCatalog.of(1, now);
 * PcsPlatform platform = catalog.add(PcsPlatform.Kind.SINGLE_PACKAGE);
 * try (StandInPcs pcs = StandInPcs.start(catalog, clock)) {
 *     pcs.faults().inject(PcsFault.throttled(Duration.ofSeconds(1)), 1, PcsRoute.SGX_TCB);
 *     client.fetchFrom(pcs.sgxUrl());
 * }
 * }</pre>
 *
 * <p>Everything that is served is signed under a test root and says TEST.
 */
@NullMarked
package dev.assay.simulator.pcs;

import org.jspecify.annotations.NullMarked;
