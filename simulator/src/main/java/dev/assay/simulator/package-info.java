/**
 * A platform under a test root: quotes and collateral with the same bytes in the same places as Intel's.
 *
 * <ul>
 *   <li>{@link dev.assay.simulator.Forge} is where to begin: a quote and its collateral that fit each other, in which
 *       every value can be changed before it is signed.
 *   <li>{@link dev.assay.simulator.TestPki} holds the authorities, {@link dev.assay.simulator.TestPlatform} is a machine.
 *   <li>Drafts are documents before they are signed: {@link dev.assay.simulator.QuoteDraft},
 *       {@link dev.assay.simulator.CertificateDraft}, {@link dev.assay.simulator.CrlDraft},
 *       {@link dev.assay.simulator.TcbInfoDraft}, {@link dev.assay.simulator.EnclaveIdentityDraft},
 *       {@link dev.assay.simulator.EvaluationNumbersDraft}, all but the first also in a
 *       {@link dev.assay.simulator.CollateralDraft}.
 *   <li>{@link dev.assay.simulator.SimulatedPlatform} runs: it quotes what it is asked to, and serves its collateral.
 *       {@link dev.assay.simulator.Knobs} say what it is like, {@link dev.assay.simulator.Standing} how good,
 *       {@link dev.assay.simulator.InstallationSeed} keeps what an installation's own is made from.
 *   <li>{@link dev.assay.simulator.pcs} serves platforms over HTTP, as Intel's service does. The other packages stand in
 *       for interfaces that quote, each named as that is. {@link dev.assay.simulator.PlannedFaults} make answers go wrong.
 * </ul>
 *
 * <p>Everything is a value, and a {@link dev.assay.simulator.Seed} determines all of it to the last byte. Forged
 * documents may be wrong in every way; nothing here checks whether what you ask for makes sense.
 *
 * <p><b>Guarantees.</b> Every name in a certificate says TEST. The private keys are derived from seeds, and those of
 * tests are no secrets: what trusts a test root trusts everybody.
 */
@NullMarked
package dev.assay.simulator;

import org.jspecify.annotations.NullMarked;
