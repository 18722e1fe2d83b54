package dev.assay.simulator;

import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteSource;
import dev.assay.quote.RawEvidence;
import dev.assay.quote.ReportData;
import dev.assay.simulator.pcs.PcsCatalog;
import dev.assay.simulator.pcs.PcsPlatform;
import dev.assay.simulator.pcs.StandInPcs;
import dev.assay.verify.TrustAnchor;
import java.io.IOException;
import java.time.InstantSource;

/**
 * A machine without hardware that quotes like one with it: the same bytes in the same places, under a test root, and a
 * stand-in of Intel's service that has its collateral.
 */
public final class SimulatedPlatform implements QuoteSource {

    private final PcsPlatform platform;
    private final StandInPcs pcs;
    private final InstantSource clock;

    private SimulatedPlatform(PcsPlatform platform, StandInPcs pcs, InstantSource clock) {
        this.platform = platform;
        this.pcs = pcs;
        this.clock = clock;
    }

    /** Starts the platform that {@code seed} determines, its collateral good now. */
    public static SimulatedPlatform start(Seed seed, InstantSource clock) throws IOException {
        PcsCatalog catalog = PcsCatalog.of(seed, TestPki.of(seed.child("PKI")), clock.instant());
        PcsPlatform platform = catalog.add(PcsPlatform.Kind.SINGLE_PACKAGE);
        return new SimulatedPlatform(platform, StandInPcs.start(catalog, clock), clock);
    }

    /** What a verifier of its quotes has to trust. */
    public TrustAnchor anchor() {
        return pcs.catalog().pki().anchor();
    }

    /** Where its collateral is to be had. */
    public StandInPcs pcs() {
        return pcs;
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
        return RawEvidence.quote(platform.forge(3, 1, clock.instant())
                .draft(draft -> draft.with(SgxReportField.REPORT_DATA, reportData.bytes()))
                .quote()
                .encode());
    }

    @Override
    public void close() {
        pcs.close();
    }
}
