package dev.assay.provision;

/**
 * Somewhere collateral is to be had: Intel's PCS, a PCCS, Azure's THIM, a folder, a cache in front of any of these.
 *
 * <p><b>Your part.</b> What a source delivers is unverified unless it says otherwise. {@link GenuineDocument#prove} tells
 * what is genuine; verifying a quote with the documents tells too.
 */
public interface CollateralSource {

    /**
     * Fetches one document; blocks for a bounded time.
     *
     * @throws FetchException if it is not to be had now; says why, and when to ask again
     */
    Document fetch(DocumentKey key) throws FetchException;
}
