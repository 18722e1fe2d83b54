package dev.assay.cli;

import dev.assay.bytes.MalformedException;
import dev.assay.cli.attest.Yardstick;
import dev.assay.cli.input.InputException;
import dev.assay.cli.verdict.Appraisal;
import dev.assay.ecdsa.Ecdsa;
import dev.assay.platform.Detected;
import dev.assay.provision.CollateralCache;
import dev.assay.provision.CollateralCollector;
import dev.assay.provision.Collected;
import dev.assay.provision.TcbSet;
import dev.assay.provision.http.HttpOptions;
import dev.assay.provision.http.IntelPcs;
import dev.assay.provision.http.ProvisioningHttp;
import dev.assay.quote.Quote;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteSource;
import dev.assay.simulator.InstallationSeed;
import dev.assay.simulator.Knobs;
import dev.assay.simulator.Seed;
import dev.assay.simulator.SimulatedPlatform;
import dev.assay.verify.DocumentVerifier;
import java.io.IOException;
import java.net.ProxySelector;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import picocli.CommandLine.ParseResult;

/**
 * By what quotes of this machine are judged: hardware's under Intel's root, with the collateral that the options name; those
 * of a simulated platform under its own, with the collateral that it serves itself.
 */
final class Standards {

    private final ParseResult given;
    private final Streams streams;
    private final AppraisalOptions appraisal;
    private final Ecdsa ecdsa = Ecdsa.preferred();
    private final Shelf shelf = new Shelf(ecdsa);

    Standards(ParseResult given, Streams streams) {
        this.given = given;
        this.streams = streams;
        this.appraisal = new AppraisalOptions(given);
    }

    /** The simulated platform that the options describe, not started yet. */
    static Detected.Usable simulation(AttestOptions options, Map<String, String> environment) {
        Knobs knobs = options.knobs();
        Optional<Seed> seed = options.seed();
        Path home = Sources.home(environment, "XDG_DATA_HOME", ".local/share");
        String described = knobs.describe();
        return new Detected.Usable(
                QuoteSource.Kind.SIMULATED,
                "this process",
                described.isEmpty() ? "TEST platform" : "TEST platform, " + described,
                () -> start(seed, home, knobs));
    }

    private static SimulatedPlatform start(Optional<Seed> seed, Path home, Knobs knobs) throws QuoteException {
        try {
            return SimulatedPlatform.start(
                    seed.isPresent() ? seed.get() : InstallationSeed.in(home), knobs, InstantSource.system());
        } catch (IOException e) {
            throw new QuoteException(
                            QuoteException.Reason.BROKEN,
                            "the simulated platform cannot start: " + e.getMessage(),
                            "give it a seed of its own by --seed, or let it write to " + home)
                    .causedBy(e);
        }
    }

    /** The yardstick for {@code source}. */
    Yardstick of(Optional<QuoteSource> source) throws InputException {
        return source.isPresent() && source.get() instanceof SimulatedPlatform platform
                ? ofSimulated(platform)
                : new Yardstick(appraisal.choose(shelf), supply(), Optional.empty());
    }

    private Yardstick.Supply supply() {
        if (appraisal.hasCollateral()) {
            return this::atHand;
        }
        Fetching fetching = new Fetching(given, shelf, streams);
        return quote -> fetching.collect(quote, appraisal.root());
    }

    private Collected atHand(Quote quote) throws InputException {
        try {
            return new Collected(appraisal.collateral(shelf), Map.of(), Map.of());
        } catch (MalformedException e) {
            throw new InputException(
                    "cannot use the collateral for " + quote.tee() + ": " + e.getMessage(), "Fetch it anew.");
        }
    }

    private Yardstick ofSimulated(SimulatedPlatform platform) throws InputException {
        Appraisal chosen =
                appraisal.root().isPresent() ? appraisal.choose(shelf) : appraisal.choose(shelf, platform.anchor());
        if (appraisal.hasCollateral()) {
            return new Yardstick(chosen, this::atHand, Optional.of(platform.rootPem()));
        }
        // Documents of another run would show through a cache on disk: the knobs of this one need not be the same.
        IntelPcs standIn = IntelPcs.at(platform.pcs().sgxUrl(), loopback())
                .withRootCaCrl(platform.pcs().rootCaCrlUrl());
        CollateralCache cache = CollateralCache.inMemory(
                standIn, DocumentVerifier.of(platform.anchor(), ecdsa), InstantSource.system());
        return new Yardstick(
                chosen, CollateralCollector.of(cache).withSet(set())::collect, Optional.of(platform.rootPem()));
    }

    /** Without proxy and TLS: there is no need to read the certificates of all the world's authorities first. */
    private static ProvisioningHttp loopback() {
        try {
            SSLContext trustingNobody = SSLContext.getInstance("TLS");
            trustingNobody.init(null, new TrustManager[0], null);
            return ProvisioningHttp.of(
                    HttpOptions.standard().withProxies(ProxySelector.of(null)).withTls(trustingNobody));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    private TcbSet set() {
        Optional<String> text = Options.value(given, SourceOptions.TCB_SET);
        return text.isPresent() ? Sources.set(given, text.get()) : TcbSet.Update.STANDARD;
    }
}
