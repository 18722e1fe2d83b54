package dev.assay.provision;

import dev.assay.bytes.Bytes;

/** What Intel's PCS is told of a platform to deliver all of its PCK certificates. */
public sealed interface PckPlatform {

    /** 2 bytes, as they stand in a quote: little-endian. */
    Bytes pceId();

    /**
     * A platform whose keys Intel knows.
     *
     * @param encryptedPpid 384 bytes: the PPID under Intel's RSA-3072 key
     */
    record ByEncryptedPpid(Bytes encryptedPpid, Bytes pceId) implements PckPlatform {}

    /**
     * A multi-package platform that is registered with each request.
     *
     * @param platformManifest 8,431 to 56,442 bytes
     */
    record ByManifest(Bytes platformManifest, Bytes pceId) implements PckPlatform {}
}
