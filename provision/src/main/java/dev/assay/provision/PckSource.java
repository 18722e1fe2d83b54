package dev.assay.provision;

import dev.assay.bytes.Bytes;
import dev.assay.pck.PckChainSource;
import dev.assay.quote.CertificationData.PlatformReference;
import java.util.Optional;

/** Somewhere the PCK certificate of a platform is to be had whose quotes carry none. */
public interface PckSource {

    /**
     * The chain of the platform that a quote names; unverified.
     *
     * @param qeId 16 bytes that name the platform's quoting enclave
     * @return PEM of PCK certificate, CA and root
     */
    Bytes pckChain(PlatformReference platform, Bytes qeId) throws FetchException;

    /** This source for a {@code QuoteVerifier}, which hears no reasons: what cannot be fetched is missing. */
    default PckChainSource forVerifier() {
        return (platform, qeId) -> {
            try {
                return Optional.of(pckChain(platform, qeId));
            } catch (FetchException notToBeHad) {
                return Optional.empty();
            }
        };
    }
}
