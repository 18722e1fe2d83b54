package dev.assay.pck;

import dev.assay.bytes.Bytes;
import dev.assay.quote.CertificationData.PlatformReference;
import java.util.Optional;

/**
 * Fetches the certificate chain of a platform whose quote carries none.
 *
 * <p><b>Your part</b> as an implementer: nothing that you return is trusted; the chain is verified like any other and
 * its TCB is compared with the quote's. Bound time and size.
 */
@FunctionalInterface
public interface PckChainSource {

    /**
     * The chain of the platform that {@code reference} names.
     *
     * @param reference PPID, CPUSVN, PCESVN and PCE-ID as they stand in the quote
     * @param qeId 16 bytes that name the platform's quoting enclave
     * @return PEM of PCK certificate, CA and root in any order; empty where there is none to be had
     */
    Optional<Bytes> chainOf(PlatformReference reference, Bytes qeId);
}
