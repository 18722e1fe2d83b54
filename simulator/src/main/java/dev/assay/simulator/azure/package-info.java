/**
 * A confidential virtual machine of Azure's that is not there: its virtual TPM, and the metadata service that quotes.
 *
 * <ul>
 *   <li>{@link dev.assay.simulator.azure.StandInVtpm} is the TPM behind {@code /dev/tpmrm0} of a
 *       {@link dev.assay.simulator.files.PseudoFiles}, with the paravisor behind it that renews the report.
 *   <li>{@link dev.assay.simulator.azure.StandInImds} is the metadata service, over HTTP.
 *   <li>{@link dev.assay.simulator.azure.VtpmFault} and {@link dev.assay.simulator.azure.ImdsFault} are what they do
 *       instead on request.
 * </ul>
 *
 * <pre>{@code
 * PseudoFiles files = new PseudoFiles();
 * StandInVtpm tpm = StandInVtpm.tdx(TestDomain.on(platform)).installIn(files);
 * try (StandInImds imds = StandInImds.start(platform, clock)) {
 *     tpm.inject(StandInVtpm.NV_READ, new VtpmFault.Refusal(0x922), 2);
 *     ... // files.root(), imds.url()
 * }
 * }</pre>
 */
@NullMarked
package dev.assay.simulator.azure;

import org.jspecify.annotations.NullMarked;
