package dev.assay.provision;

import dev.assay.bytes.Bytes;
import dev.assay.quote.CertificationData.PlatformReference;

/** Somewhere the PCK certificate of a platform is to be had whose quotes carry none. */
public interface PckSource {

    /**
     * The chain of the platform that a quote names; unverified.
     *
     * @param qeId 16 bytes that name the platform's quoting enclave
     * @return PEM of PCK certificate, CA and root
     */
    Bytes pckChain(PlatformReference platform, Bytes qeId) throws FetchException;
}
