package dev.assay.simulator;

import dev.assay.bytes.Bytes;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteSource;
import dev.assay.quote.RawEvidence;
import dev.assay.quote.ReportData;
import dev.assay.simulator.pcs.PcsCatalog;
import dev.assay.simulator.pcs.PcsPlatform;
import dev.assay.simulator.pcs.PcsSets;
import dev.assay.simulator.pcs.StandInPcs;
import dev.assay.verify.TrustAnchor;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * A machine without hardware that quotes like one with it: the same bytes in the same places, under a test root, and a
 * stand-in of Intel's service that has its collateral.
 *
 * <pre>{@code
 * try (SimulatedPlatform platform = SimulatedPlatform.start(seed, Knobs.standard(), clock)) {
 *     RawEvidence evidence = platform.quote(reportData);
 *     // collateral from platform.pcs().sgxUrl(), root CA CRL from platform.pcs().rootCaCrlUrl(),
 *     // trust in platform.anchor()
 * }
 * }</pre>
 *
 * <p>The seed determines the root, the keys, the measurements and so everything but dates. The stand-in makes its
 * documents anew every day, as Intel does. Quotes may be asked for by any number of threads at once.
 *
 * <p><b>Guarantees.</b> Every name in a certificate of it says TEST, and what was verified under {@link #anchor} has a
 * trust domain of the form {@code test:SHA-256}. Nobody else's anchor accepts it.
 *
 * <p><b>Your part.</b> It proves nothing about a machine. Whoever knows the seed has every private key, so trust its root
 * in tests alone.
 */
public final class SimulatedPlatform implements QuoteSource {

    private static final Duration DAY = Duration.ofDays(1);

    /** Documents are good from a day before to 29 days after the instant that they are made for. */
    private static final Duration LONG_AGO = Duration.ofDays(-43);

    private static final Duration A_WHILE_AGO = Duration.ofDays(-20);
    private static final Duration TO_COME = Duration.ofDays(3);

    private final Seed seed;
    private final StandInPcs pcs;
    private final InstantSource clock;
    private volatile State state;
    private volatile boolean closed;

    /** What the platform is at the moment. */
    private record State(Knobs knobs, QuotingEnclave quotingEnclave) {}

    private SimulatedPlatform(Seed seed, Knobs knobs, StandInPcs pcs, InstantSource clock) {
        this.seed = seed;
        this.pcs = pcs;
        this.clock = clock;
        this.state = turned(knobs);
    }

    /** Starts the {@linkplain Knobs#standard standard} platform that {@code seed} determines. */
    public static SimulatedPlatform start(Seed seed, InstantSource clock) throws IOException {
        return start(seed, Knobs.standard(), clock);
    }

    /**
     * Starts the platform that {@code seed} determines, as {@code knobs} want it.
     *
     * @param seed as from {@link InstallationSeed}; two platforms of one seed have the same root
     * @param clock by which its collateral is issued
     * @throws IOException if its stand-in of Intel's service cannot listen on loopback
     */
    public static SimulatedPlatform start(Seed seed, Knobs knobs, InstantSource clock) throws IOException {
        PcsCatalog catalog = PcsCatalog.of(seed, TestPki.of(seed.child("PKI")), clock.instant());
        return new SimulatedPlatform(seed, knobs, StandInPcs.start(catalog, clock), clock);
    }

    /**
     * Makes it another machine while it runs, as an update, a TCB recovery or a revocation would; keys and root stay. Quotes
     * and answers under way may still be of the former one.
     */
    public synchronized void turn(Knobs knobs) {
        state = turned(knobs);
    }

    private State turned(Knobs knobs) {
        PcsCatalog catalog = pcs.catalog();
        TestPlatform machine = TestPlatform.of(seed.child("platform"))
                .withCa(knobs.ca())
                .withFmspc(knobs.fmspc())
                .withTcb(knobs.standing().pckTcb());
        PcsPlatform platform = catalog.add(
                machine, PcsPlatform.Kind.SINGLE_PACKAGE, knobs.standing().certified());
        boolean rolledBack = knobs.documents() == Knobs.Documents.ROLLED_BACK;
        Standing described = rolledBack ? knobs.standing().beforeLastRecovery() : knobs.standing();
        int number = described.evaluationDataNumber();
        catalog.serve(new PcsSets(List.of(number, number - 1), number, number));
        catalog.changeTcbInfos(described::in);
        catalog.revokeNone();
        if (knobs.pckRevoked()) {
            catalog.revoke(platform);
        }
        catalog.reissueEvery(DAY, ahead(knobs.documents()), clock);
        return new State(knobs, QuotingEnclave.of(platform, knobs));
    }

    private static Duration ahead(Knobs.Documents documents) {
        return switch (documents) {
            case CURRENT -> Duration.ZERO;
            case EXPIRED -> LONG_AGO;
            case ROLLED_BACK -> A_WHILE_AGO;
            case FUTURE -> TO_COME;
        };
    }

    /** What it is told to be. */
    public Knobs knobs() {
        return state.knobs();
    }

    /** What a verifier of its quotes has to trust. */
    public TrustAnchor anchor() {
        return pcs.catalog().pki().anchor();
    }

    /** The root as PEM, for whoever verifies elsewhere. The seed alone determines it, so it is the same in every run. */
    public Bytes rootPem() {
        return pcs.catalog().pki().root().certificate().pem();
    }

    /** Where its collateral is to be had. */
    public StandInPcs pcs() {
        return pcs;
    }

    /** For people: {@code TEST platform, status OutOfDate, debug}. */
    public String describe() {
        return "TEST platform, " + state.knobs().describe();
    }

    @Override
    public Kind kind() {
        return Kind.SIMULATED;
    }

    @Override
    public String place() {
        return "a simulated platform under a TEST root";
    }

    @Override
    public RawEvidence quote(ReportData reportData) throws QuoteException {
        if (closed) {
            throw new QuoteException(
                    QuoteException.Reason.ABSENT,
                    "the simulated platform was closed, expected it to be open",
                    "start it again and ask then");
        }
        return RawEvidence.quote(state.quotingEnclave().quote(reportData).encode());
    }

    /** Stops its stand-in of Intel's service. */
    @Override
    public void close() {
        closed = true;
        pcs.close();
    }
}
