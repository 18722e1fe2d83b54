package dev.assay.pck;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import java.util.Optional;

/**
 * Intel's extension of PCK certificates, OID 1.2.840.113741.1.13.1: which platform the key belongs to and at which TCB.
 *
 * @param ppid 16 bytes: the platform's provisioning id
 * @param tcb the platform's TCB
 * @param pceId 2 bytes: which provisioning certification enclave
 * @param fmspc 6 bytes: family, model, stepping, platform type and custom SKU; it selects the TCB info
 * @param sgxType how the platform protects its memory
 * @param platformInstanceId 16 bytes, in certificates of the Platform CA
 * @param configuration in certificates of the Platform CA
 */
public record SgxExtension(
        Bytes ppid,
        PckTcb tcb,
        Bytes pceId,
        Bytes fmspc,
        SgxType sgxType,
        Optional<Bytes> platformInstanceId,
        Optional<PlatformConfiguration> configuration) {

    /** OID of the extension. */
    public static final String OID = "1.2.840.113741.1.13.1";

    /** How a platform protects the memory of enclaves. */
    public enum SgxType {
        /** Integrity and replay protection in hardware, on client platforms. */
        STANDARD,
        /** Encryption without integrity, on server platforms. */
        SCALABLE,
        /** Encryption with integrity, on server platforms. */
        SCALABLE_WITH_INTEGRITY
    }

    /**
     * Facts about a multi-package platform.
     *
     * @param dynamicPlatform whether packages may be added after registration
     * @param cachedKeys whether the platform's root keys are kept by Intel's registration service
     * @param smtEnabled whether simultaneous multithreading (hyper-threading) is on
     */
    public record PlatformConfiguration(boolean dynamicPlatform, boolean cachedKeys, boolean smtEnabled) {}

    /**
     * Parses the value of the extension.
     *
     * <p>Required are PPID, TCB with all of its 18 parts, PCE-ID, FMSPC and SGX type; each may occur once. The platform
     * instance id and the configuration come together or not at all.
     */
    public static SgxExtension parse(Bytes der) throws MalformedException {
        return SgxExtensionParser.parse(der);
    }
}
