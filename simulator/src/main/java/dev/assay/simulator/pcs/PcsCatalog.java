package dev.assay.simulator.pcs;

import dev.assay.bytes.Bytes;
import dev.assay.collateral.TcbComponent;
import dev.assay.collateral.TcbLevel;
import dev.assay.pck.PckCertificate;
import dev.assay.pck.PckTcb;
import dev.assay.quote.Tee;
import dev.assay.simulator.EnclaveIdentityDraft;
import dev.assay.simulator.Seed;
import dev.assay.simulator.TcbInfoDraft;
import dev.assay.simulator.TestCertificate;
import dev.assay.simulator.TestPki;
import dev.assay.simulator.TestPlatform;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link StandInPcs} has to serve. A seed determines it to the last byte; changes hold from the next answer on.
 *
 * <p>TCB infos, identities and CRLs are made a day before the instant of the edition and are good for 30 days. Documents
 * are signed when they are first asked for and kept until something changes. Catalogs may be shared by threads and by
 * servers.
 */
public final class PcsCatalog {

    /** The FMSPC of {@link PcsPlatform.Kind#CLIENT}s; other platforms have that of {@link TestPlatform#of}. */
    public static final Bytes CLIENT_FMSPC = Bytes.literal("a55a7ec11e00");

    private final Seed seed;
    private final TestPki pki;
    private final Object lock = new Object();
    private final List<PcsPlatform> platforms = new ArrayList<>();
    private final Map<Bytes, PcsPlatform> byEncryptedPpid = new LinkedHashMap<>();
    private final Map<Bytes, PcsPlatform> byPpid = new LinkedHashMap<>();
    private final Map<Bytes, PcsPlatform> families = new LinkedHashMap<>();
    private volatile PcsEdition edition;
    private volatile @Nullable Renewal renewal;
    private volatile @Nullable String subscriptionKey;

    /**
     * Documents that are made anew by themselves.
     *
     * @param ahead how far the instant at which they are good is from now
     */
    private record Renewal(Duration every, Duration ahead, InstantSource clock) {

        Instant at() {
            return clock.instant().plus(ahead);
        }

        boolean isDue(PcsEdition edition, Instant at) {
            return !edition.at().plus(every).isAfter(at);
        }
    }

    private PcsCatalog(Seed seed, TestPki pki, Instant at) {
        this.seed = seed;
        this.pki = pki;
        this.edition = PcsEdition.first(pki, seed.key("stranger"), at);
    }

    /** A catalog without platforms, its documents good at {@code at}. */
    public static PcsCatalog of(long seed, Instant at) {
        Seed all = Seed.of(seed);
        return of(all, TestPki.of(all.child("PKI")), at);
    }

    /**
     * A catalog without platforms under the given authorities, its documents good at {@code at}.
     *
     * @param pki as in {@code TestPki.of(1).withRoot(root -> root.with(crlDistributionPoint(url)))}, where a client looks
     *     for the root CA CRL in the root certificate
     */
    public static PcsCatalog of(Seed seed, TestPki pki, Instant at) {
        return new PcsCatalog(seed, pki, at);
    }

    /** The authorities; {@link TestPki#anchor} is what a verifier of all this has to trust. */
    public TestPki pki() {
        return pki;
    }

    /** Adds the next platform of that kind. */
    public PcsPlatform add(PcsPlatform.Kind kind) {
        synchronized (lock) {
            TestPlatform machine = TestPlatform.of(seed.child("platform " + platforms.size()));
            return add(
                    kind == PcsPlatform.Kind.CLIENT
                            ? machine.withCa(PckCertificate.Ca.PROCESSOR).withFmspc(CLIENT_FMSPC)
                            : machine,
                    kind);
        }
    }

    /** Adds the next {@code count} platforms of that kind. */
    public List<PcsPlatform> add(PcsPlatform.Kind kind, int count) {
        return IntStream.range(0, count).mapToObj(i -> add(kind)).toList();
    }

    /** Adds a machine, with a certificate for each level of its family's default TCB info. */
    public PcsPlatform add(TestPlatform machine, PcsPlatform.Kind kind) {
        TcbInfoDraft draft =
                TcbInfoDraft.of(Tee.SGX, machine, edition.at(), pki.tcbSigner().key());
        return add(
                machine,
                kind,
                draft.content().tcbLevels().stream().map(PcsCatalog::tcb).toList());
    }

    /**
     * Adds a machine with certificates of its own choice.
     *
     * @param levels for which there are certificates, highest first
     */
    public PcsPlatform add(TestPlatform machine, PcsPlatform.Kind kind, List<PckTcb> levels) {
        PcsPlatform platform = new PcsPlatform(pki, machine, kind, levels);
        synchronized (lock) {
            platforms.add(platform);
            byEncryptedPpid.put(platform.encryptedPpid(), platform);
            byPpid.put(platform.ppid(), platform);
            families.putIfAbsent(platform.fmspc(), platform);
        }
        return platform;
    }

    /** In the order in which they were added. */
    public List<PcsPlatform> platforms() {
        synchronized (lock) {
            return List.copyOf(platforms);
        }
    }

    /** Makes all documents anew, a day before {@code at}; CRL numbers rise. */
    public void reissue(Instant at) {
        change(old -> old.reissuedAt(at));
    }

    /**
     * Makes all documents anew now, and again when they are asked for and have become that old.
     *
     * @param every how often; Intel does so every day
     * @param ahead how far from the clock's instant is the one at which they are good: zero for documents that are good,
     *     far in the past for such as have expired
     */
    public void reissueEvery(Duration every, Duration ahead, InstantSource clock) {
        Renewal next = new Renewal(every, ahead, clock);
        renewal = next;
        reissue(next.at());
    }

    /** Other sets of TCB infos and identities. Default: 21 early, 20 standard, 19 still there. */
    public void serve(PcsSets sets) {
        change(old -> old.with(sets));
    }

    /**
     * Changes what TCB infos say before they are signed; {@link TcbInfoDraft#content} tells for which environment, family
     * and set it is. It replaces an earlier change.
     */
    public void changeTcbInfos(UnaryOperator<TcbInfoDraft> change) {
        change(old -> old.withTcbInfos(change));
    }

    /** Changes what identities say before they are signed, as in {@link #changeTcbInfos}. */
    public void changeIdentities(UnaryOperator<EnclaveIdentityDraft> change) {
        change(old -> old.withIdentities(change));
    }

    /** From now on the CRLs revoke this PCK certificate. */
    public void revoke(TestCertificate pckCertificate) {
        change(old -> old.revoking(pckCertificate.x509().getSerialNumber()));
    }

    /** From now on the CRLs revoke no PCK certificates. */
    public void revokeNone() {
        change(PcsEdition::revokingNone);
    }

    /** From now on the CRLs revoke all certificates of this platform. */
    public void revoke(PcsPlatform platform) {
        platform.levels().forEach(level -> revoke(platform.certificate(level)));
    }

    /** From now on PCK certificates are only for those who send this subscription key. Default: for everybody. */
    public void demandSubscriptionKey(String key) {
        subscriptionKey = key;
    }

    /** What every request for PCK certificates has to carry. */
    Optional<String> subscriptionKey() {
        return Optional.ofNullable(subscriptionKey);
    }

    PcsEdition edition() {
        Renewal due = renewal;
        if (due != null) {
            Instant at = due.at();
            change(old -> due.isDue(old, at) ? old.reissuedAt(at) : old);
        }
        return edition;
    }

    Optional<PcsPlatform> byEncryptedPpid(Bytes encryptedPpid) {
        synchronized (lock) {
            return Optional.ofNullable(byEncryptedPpid.get(encryptedPpid));
        }
    }

    Optional<PcsPlatform> byPpid(Bytes ppid) {
        synchronized (lock) {
            return Optional.ofNullable(byPpid.get(ppid));
        }
    }

    /** The first platform of each family. */
    List<PcsPlatform> families() {
        synchronized (lock) {
            return List.copyOf(families.values());
        }
    }

    Optional<PcsPlatform> family(Bytes fmspc) {
        synchronized (lock) {
            return Optional.ofNullable(families.get(fmspc));
        }
    }

    private void change(UnaryOperator<PcsEdition> change) {
        synchronized (lock) {
            edition = change.apply(edition);
        }
    }

    private static PckTcb tcb(TcbLevel level) {
        byte[] components = new byte[16];
        List<TcbComponent> svns = level.sgxComponents();
        for (int i = 0; i < components.length; i++) {
            components[i] = (byte) svns.get(i).svn();
        }
        return new PckTcb(Bytes.of(components), level.pceSvn(), Bytes.of(components));
    }
}
