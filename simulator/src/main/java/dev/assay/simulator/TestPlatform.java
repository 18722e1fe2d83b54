package dev.assay.simulator;

import dev.assay.bytes.Bytes;
import dev.assay.pck.PckCertificate;
import dev.assay.pck.PckTcb;
import dev.assay.pck.SgxExtension;
import dev.assay.pck.SgxExtension.PlatformConfiguration;
import dev.assay.pck.SgxExtension.SgxType;
import dev.assay.quote.CertificationData.PlatformReference;
import java.util.Optional;

/**
 * A machine that never existed.
 *
 * @param seed what is its own: keys, PPID, QE id
 * @param ca who issues its PCK certificate
 * @param extension what the certificate says about it
 */
public record TestPlatform(Seed seed, PckCertificate.Ca ca, SgxExtension extension) {

    /** The family of test platforms; Intel's families begin with other bytes. */
    public static final Bytes FMSPC = Bytes.literal("a55a7e570000");

    /** The security versions of a default platform's components. */
    static final Bytes COMPONENTS = Patch.padded(16, 14, 14, 3, 3, 255, 255, 1);

    /** The PCESVN of a default platform. */
    static final int PCE_SVN = 13;

    /** A multi-package platform under the Platform CA that meets the highest TCB level of {@link TcbInfoDraft}s. */
    public static TestPlatform of(Seed seed) {
        return new TestPlatform(
                seed,
                PckCertificate.Ca.PLATFORM,
                new SgxExtension(
                        seed.bytes("PPID", 16),
                        new PckTcb(COMPONENTS, PCE_SVN, COMPONENTS),
                        Patch.zeros(2),
                        FMSPC,
                        SgxType.SCALABLE,
                        Optional.of(seed.bytes("platform instance id", 16)),
                        Optional.of(new PlatformConfiguration(false, true, true))));
    }

    /** The key that the PCK certificate certifies. */
    public TestKey pckKey() {
        return seed.key("PCK");
    }

    /** The attestation key of the platform's quoting enclave. */
    public TestKey attestationKey() {
        return seed.key("attestation");
    }

    /** 16 bytes that name the platform's quoting enclave. */
    public Bytes qeId() {
        return seed.bytes("QE id", 16);
    }

    /**
     * What a quote without certificates says about the platform.
     *
     * @param type 1 with the PPID in clear, 2 or 3 with bytes in the place of an encrypted one
     */
    public PlatformReference reference(int type) {
        Bytes ppid = switch (type) {
            case 1 -> extension.ppid();
            case 2 -> seed.bytes("PPID under RSA-2048", 256);
            case 3 -> seed.bytes("PPID under RSA-3072", 384);
            default -> throw new IllegalArgumentException("certification data of type " + type + " has no PPID");
        };
        return new PlatformReference(
                type,
                Bytes.concat(
                        ppid,
                        extension.tcb().cpuSvn(),
                        Patch.uint16(extension.tcb().pceSvn()),
                        extension.pceId()));
    }

    /** The Processor CA knows neither a platform instance id nor a configuration; the Platform CA demands both. */
    public TestPlatform withCa(PckCertificate.Ca changed) {
        boolean platform = changed == PckCertificate.Ca.PLATFORM;
        SgxExtension own = of(seed).extension;
        return new TestPlatform(
                seed,
                changed,
                new SgxExtension(
                        extension.ppid(),
                        extension.tcb(),
                        extension.pceId(),
                        extension.fmspc(),
                        extension.sgxType(),
                        platform ? own.platformInstanceId() : Optional.empty(),
                        platform ? own.configuration() : Optional.empty()));
    }

    /** 16 bytes. */
    public TestPlatform withPpid(Bytes ppid) {
        return with(ppid, extension.tcb(), extension.pceId(), extension.fmspc(), extension.sgxType());
    }

    public TestPlatform withTcb(PckTcb tcb) {
        return with(extension.ppid(), tcb, extension.pceId(), extension.fmspc(), extension.sgxType());
    }

    /** 16 bytes, taken for the CPUSVN too, as in every certificate known. */
    public TestPlatform withComponents(Bytes components) {
        return withTcb(new PckTcb(components, extension.tcb().pceSvn(), components));
    }

    /** 16 bytes, whatever the components are. */
    public TestPlatform withCpuSvn(Bytes cpuSvn) {
        return withTcb(new PckTcb(extension.tcb().components(), extension.tcb().pceSvn(), cpuSvn));
    }

    /** 0 to 65535. */
    public TestPlatform withPceSvn(int pceSvn) {
        return withTcb(
                new PckTcb(extension.tcb().components(), pceSvn, extension.tcb().cpuSvn()));
    }

    /** 2 bytes. */
    public TestPlatform withPceId(Bytes pceId) {
        return with(extension.ppid(), extension.tcb(), pceId, extension.fmspc(), extension.sgxType());
    }

    /** 6 bytes. */
    public TestPlatform withFmspc(Bytes fmspc) {
        return with(extension.ppid(), extension.tcb(), extension.pceId(), fmspc, extension.sgxType());
    }

    public TestPlatform withSgxType(SgxType sgxType) {
        return with(extension.ppid(), extension.tcb(), extension.pceId(), extension.fmspc(), sgxType);
    }

    public TestPlatform withConfiguration(PlatformConfiguration configuration) {
        return new TestPlatform(
                seed,
                ca,
                new SgxExtension(
                        extension.ppid(),
                        extension.tcb(),
                        extension.pceId(),
                        extension.fmspc(),
                        extension.sgxType(),
                        extension.platformInstanceId(),
                        Optional.of(configuration)));
    }

    private TestPlatform with(Bytes ppid, PckTcb tcb, Bytes pceId, Bytes fmspc, SgxType sgxType) {
        return new TestPlatform(
                seed,
                ca,
                new SgxExtension(
                        ppid, tcb, pceId, fmspc, sgxType, extension.platformInstanceId(), extension.configuration()));
    }
}
