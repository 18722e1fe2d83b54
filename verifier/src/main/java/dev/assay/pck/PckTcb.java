package dev.assay.pck;

import dev.assay.bytes.Bytes;

/**
 * The TCB for which a PCK certificate was issued.
 *
 * @param components 16 bytes, the SVNs of the components; TCB levels are compared with these
 * @param pceSvn SVN of the provisioning certification enclave, 0 to 65535
 * @param cpuSvn 16 bytes as the processor reports them; equal to {@code components} in every certificate known, but
 *     nothing says that they must be, and no level is compared with them
 */
public record PckTcb(Bytes components, int pceSvn, Bytes cpuSvn) {}
