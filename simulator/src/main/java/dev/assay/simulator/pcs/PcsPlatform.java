package dev.assay.simulator.pcs;

import dev.assay.bytes.Bytes;
import dev.assay.pck.PckCertificate;
import dev.assay.pck.PckTcb;
import dev.assay.pck.SgxExtension.PlatformConfiguration;
import dev.assay.quote.CertificationData;
import dev.assay.simulator.CertificateDraft;
import dev.assay.simulator.Forge;
import dev.assay.simulator.TestCertificate;
import dev.assay.simulator.TestPki;
import dev.assay.simulator.TestPlatform;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A test platform that the stand-in knows, with a PCK certificate for each of its TCB levels. What costs time is made when
 * it is first asked for, so there may be thousands.
 */
public final class PcsPlatform {

    /** What the service has to be told of a platform. */
    public enum Kind {
        /** One package, under the Processor CA: its encrypted PPID is enough. */
        CLIENT,
        /** One package, under the Platform CA: its encrypted PPID is enough. */
        SINGLE_PACKAGE,
        /** Several packages, under the Platform CA: known once its manifest was registered or sent along. */
        MULTI_PACKAGE
    }

    /** How a multi-package platform came to be known; the two ways exclude each other. */
    enum Registration {
        NONE,
        /** At the registration service, which keeps its keys. */
        DIRECT,
        /** By a request for certificates; keys are not kept, so the manifest is needed each time. */
        INDIRECT
    }

    /** Intel's smallest manifest. Source: PCS API v4, Get PCK Certificates. */
    static final int MIN_MANIFEST = 8_431;

    /** Intel's largest manifest. */
    static final int MAX_MANIFEST = 56_442;

    private static final Bytes MANIFEST_LABEL = Bytes.ofUtf8("ASSAY TEST PLATFORM MANIFEST....");
    private static final Bytes ADD_LABEL = Bytes.ofUtf8("ASSAY TEST ADD PACKAGE REQUEST..");

    private final TestPki pki;
    private final TestPlatform machine;
    private final Kind kind;
    private final List<PckTcb> levels;
    private final AtomicReference<Registration> registration = new AtomicReference<>(Registration.NONE);
    private final Map<String, TestCertificate> certificates = new ConcurrentHashMap<>();

    PcsPlatform(TestPki pki, TestPlatform machine, Kind kind, List<PckTcb> levels) {
        this.pki = pki;
        this.machine = machine;
        this.kind = kind;
        this.levels = List.copyOf(levels);
    }

    /** The machine itself, on its raw TCB. */
    public TestPlatform machine() {
        return machine;
    }

    public Kind kind() {
        return kind;
    }

    public PckCertificate.Ca ca() {
        return machine.ca();
    }

    /** 6 bytes. */
    public Bytes fmspc() {
        return machine.extension().fmspc();
    }

    /** 16 bytes. */
    public Bytes qeId() {
        return machine.qeId();
    }

    /** 2 bytes. */
    public Bytes pceId() {
        return machine.extension().pceId();
    }

    /** 16 bytes. */
    public Bytes ppid() {
        return machine.extension().ppid();
    }

    /** 384 bytes, as in certification data of type 3. */
    public Bytes encryptedPpid() {
        return encryptedPpid(machine);
    }

    static Bytes encryptedPpid(TestPlatform machine) {
        return machine.reference(3).ppid();
    }

    /** What the platform has: its certificates' TCBs are this or lower. */
    public PckTcb rawTcb() {
        return machine.extension().tcb();
    }

    /** The TCBs for which there are certificates, highest first. */
    public List<PckTcb> levels() {
        return levels;
    }

    /** What a multi-package platform is registered with: bytes in the place of one, from 8,431 on. */
    public Bytes manifest() {
        return identified(MANIFEST_LABEL, "manifest", MIN_MANIFEST);
    }

    /** What a package is added with, some 1,400 bytes that mean nothing. */
    public Bytes addPackageRequest() {
        return identified(ADD_LABEL, "add request", 1_400);
    }

    /** The PPID in what {@link #manifest} or {@link #addPackageRequest} made; empty in anything else. */
    static Optional<Bytes> ppidIn(Bytes blob) {
        boolean labelled = blob.startsWith(MANIFEST_LABEL) || blob.startsWith(ADD_LABEL);
        return labelled && blob.length() >= 48 ? Optional.of(blob.slice(32, 16)) : Optional.empty();
    }

    private Bytes identified(Bytes label, String what, int length) {
        return Bytes.concat(label, ppid(), machine.seed().bytes(what, length - label.length() - ppid().length()));
    }

    /** The highest of the levels that {@code raw} reaches. */
    public Optional<PckTcb> levelFor(PckTcb raw) {
        return levels.stream().filter(level -> reaches(raw, level)).findFirst();
    }

    /** The certificate that is served for {@code level}. */
    public TestCertificate certificate(PckTcb level) {
        boolean keysCached = keysCached();
        return certificates.computeIfAbsent(
                keysCached + " " + level,
                key -> certificateDraft(level, keysCached).mint());
    }

    /** What a quote on the machine's raw TCB says about its certificate: the one that is served, its CA and the root. */
    public CertificationData certificationData() {
        List<TestCertificate> chain = new ArrayList<>();
        chain.add(certificate(levelFor(rawTcb()).orElseThrow()));
        chain.addAll(pki.issuers(ca()));
        // Most quotes from hardware have a NUL byte behind the chain.
        return new CertificationData.PckChain(Bytes.concat(TestCertificate.pem(chain), Bytes.of(new byte[1])));
    }

    /**
     * A quote of this machine with the certificate that is served for its TCB, and collateral like that which is served.
     *
     * @param version 3 to 5
     * @param bodyType 1 for SGX, 2 for TDX 1.0, 3 for TDX 1.5, 4 for TDX 1.5 extended
     */
    public Forge forge(int version, int bodyType, Instant at) {
        PckTcb level = levelFor(rawTcb()).orElseThrow();
        return Forge.of(pki, machine, version, bodyType, at).pck(own -> certificateDraft(level, keysCached()));
    }

    /** Whether the platform has the TCB of {@code level}; of a multi-package platform no higher keys are derived. */
    boolean hasCertificateFor(PckTcb level) {
        return kind != Kind.MULTI_PACKAGE || reaches(rawTcb(), level);
    }

    /** Whether the encrypted PPID is enough to get certificates. */
    boolean isKnownByPpid() {
        return kind != Kind.MULTI_PACKAGE || registration.get() == Registration.DIRECT;
    }

    /** Registers in one of the two ways; false if that is no longer possible. */
    boolean register(Registration way) {
        return registration.compareAndSet(Registration.NONE, way)
                || registration.get() == way
                || registration.get() == Registration.DIRECT;
    }

    /** False for platforms that send their manifest each time; their certificates say so. */
    private boolean keysCached() {
        return registration.get() != Registration.INDIRECT;
    }

    private CertificateDraft certificateDraft(PckTcb level, boolean keysCached) {
        TestPlatform certified = machine.withTcb(level);
        if (!keysCached) {
            certified = certified.withConfiguration(new PlatformConfiguration(false, false, true));
        }
        // One key serves all levels here; the serial numbers have to differ nevertheless, so that one can be revoked.
        Bytes serial = machine.seed().bytes("serial of " + level + " " + keysCached, 19);
        return pki.pckCertificate(certified).withSerialNumber(new BigInteger(1, serial.toArray()));
    }

    static boolean reaches(PckTcb one, PckTcb other) {
        boolean reached = one.pceSvn() >= other.pceSvn();
        for (int i = 0; reached && i < other.components().length(); i++) {
            reached = one.components().at(i) >= other.components().at(i);
        }
        return reached;
    }

    @Override
    public String toString() {
        return kind + " " + ppid();
    }
}
