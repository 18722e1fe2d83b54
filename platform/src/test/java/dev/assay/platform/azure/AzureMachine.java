package dev.assay.platform.azure;

import dev.assay.platform.Detected;
import dev.assay.platform.Host;
import dev.assay.platform.linux.Kernel;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteSource;
import dev.assay.simulator.Forge;
import dev.assay.simulator.Seed;
import dev.assay.simulator.TestPki;
import dev.assay.simulator.azure.ImdsFault;
import dev.assay.simulator.azure.StandInImds;
import dev.assay.simulator.azure.StandInVtpm;
import dev.assay.simulator.azure.VtpmFault;
import dev.assay.simulator.files.PseudoFiles;
import dev.assay.simulator.pcs.PcsCatalog;
import dev.assay.simulator.pcs.PcsPlatform;
import dev.assay.simulator.qgs.TestDomain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/** A confidential virtual machine of Azure's, with all that answers in it. */
final class AzureMachine implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(5);
    static final Instant NOW = Forge.DEFAULT_INSTANT;

    private static final Seed SEED = Seed.of(20);
    private static final TestPki PKI = TestPki.of(SEED.child("PKI"));
    static final PcsPlatform PLATFORM = PcsCatalog.of(SEED, PKI, NOW).add(PcsPlatform.Kind.SINGLE_PACKAGE);

    final PseudoFiles files = new PseudoFiles();
    final StandInVtpm tpm;
    final StandInImds imds;

    private AzureMachine(StandInVtpm tpm) {
        this.tpm = tpm.renewingEvery(Duration.ZERO).installIn(files);
        try {
            this.imds = StandInImds.start(PLATFORM, InstantSource.fixed(NOW));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static AzureMachine tdx() {
        return of(StandInVtpm.tdx(TestDomain.on(PLATFORM)));
    }

    static AzureMachine snp() {
        return of(StandInVtpm.snp(SEED));
    }

    static AzureMachine of(StandInVtpm tpm) {
        return new AzureMachine(tpm);
    }

    static Host host(PseudoFiles files) {
        return new Host(files.root(), Map.of(), noKernel());
    }

    Detected detect() {
        return detect(PATIENCE);
    }

    Detected detect(Duration patience) {
        return AzureQuotes.detect(host(files), patience, imds.url());
    }

    QuoteSource open() {
        return open(PATIENCE);
    }

    /** Without looking first, so that no fault is used up by that. */
    QuoteSource open(Duration patience) {
        return new AzureSource(new ParavisorReports(host(files).path(ParavisorReports.PLACE)), imds.url(), patience);
    }

    /** What asking for a quote comes to; the source is closed again. */
    QuoteException failure(Duration patience) {
        try (QuoteSource source = open(patience)) {
            source.quote(AzureQuotesTest.WANTED);
        } catch (QuoteException e) {
            return e;
        }
        throw new AssertionError("a quote, where none should be had");
    }

    /** As many failures, one kind after another, half of them the TPM's. */
    void failures(int count, VtpmFault[] faults, ImdsFault[] answers) {
        for (int i = 0; i < count; i++) {
            if (i % 2 == 0) {
                tpm.inject(StandInVtpm.NV_READ, faults[i / 2 % faults.length], 1);
            } else {
                imds.inject(answers[i / 2 % answers.length], 1);
            }
            failure(PATIENCE);
        }
    }

    @Override
    public void close() {
        imds.close();
    }

    /** Nothing here may need a system call. */
    private static Kernel noKernel() {
        return (Kernel) Proxy.newProxyInstance(
                Kernel.class.getClassLoader(), new Class<?>[] {Kernel.class}, (proxy, method, arguments) -> {
                    throw new AssertionError("system call " + method.getName());
                });
    }
}
