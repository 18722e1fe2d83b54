package dev.assay.verify;

import dev.assay.bytes.Bytes;

/**
 * Who vouches, in the end, for what was verified.
 *
 * <p>It travels with every verdict, so that evidence from a test platform is never taken for Intel's.
 */
public sealed interface TrustDomain {

    /** Intel's root: the hardware is genuine. */
    record Intel() implements TrustDomain {
        /** {@code intel}. */
        @Override
        public String toString() {
            return "intel";
        }
    }

    /**
     * A root that somebody made for tests: proves nothing about hardware.
     *
     * @param rootSha256 32 bytes, SHA-256 of the root certificate's DER
     */
    record Test(Bytes rootSha256) implements TrustDomain {
        /** {@code test:} and the hash in hex. */
        @Override
        public String toString() {
            return "test:" + rootSha256;
        }
    }
}
