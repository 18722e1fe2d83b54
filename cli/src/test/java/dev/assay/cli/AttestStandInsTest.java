package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.bytes.Bytes;
import dev.assay.cli.stock.CollateralOutput;
import dev.assay.platform.Detected;
import dev.assay.platform.Detection;
import dev.assay.platform.Host;
import dev.assay.platform.QuoteSources;
import dev.assay.platform.aesm.AesmQuotes;
import dev.assay.platform.linux.Kernel;
import dev.assay.platform.sgx.Reporter;
import dev.assay.quote.QuoteException;
import dev.assay.quote.ReportData;
import dev.assay.simulator.Forge;
import dev.assay.simulator.Knobs;
import dev.assay.simulator.PlannedFaults;
import dev.assay.simulator.QuoteBodies;
import dev.assay.simulator.Seed;
import dev.assay.simulator.SgxReportField;
import dev.assay.simulator.SimulatedPlatform;
import dev.assay.simulator.TestPki;
import dev.assay.simulator.TestPlatform;
import dev.assay.simulator.aesm.AesmFault;
import dev.assay.simulator.aesm.AesmRoute;
import dev.assay.simulator.aesm.StandInAesm;
import dev.assay.simulator.aesm.TestReports;
import dev.assay.simulator.files.PseudoFiles;
import dev.assay.simulator.tsm.StandInTsm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code assay attest} on machines whose quoting interfaces are stood in for: the way from the interface to the verdict. */
class AttestStandInsTest {

    /** Paths of Unix sockets are short, and those of temporary folders may not be. */
    @TempDir
    private Path home;

    private static Reporter reporter(Forge forge) {
        return new Reporter() {
            @Override
            public Bytes report(Bytes targetInfo, ReportData reportData) {
                return TestReports.report(
                        SgxReportField.REPORT_DATA.set(
                                QuoteBodies.enclave(forge.platform().seed()), reportData.bytes()),
                        targetInfo);
            }

            @Override
            public void close() {}
        };
    }

    @Test
    void aesmQuotesTheReportOfAnEnclave() throws Exception {
        Seed seed = new Seed(Bytes.literal("ae5a"));
        Forge forge = Forge.of(TestPki.of(seed), TestPlatform.of(seed), 3, 1, Instant.now());
        Path root = Files.createTempDirectory("at");
        try (StandInAesm aesm = StandInAesm.start(root.resolve("var/run/aesmd/aesm.socket"), forge)) {
            Machine machine = machineWithAesm(root, forge);
            CollateralOutput.write(home.resolve("collateral"), forge.signedCollateral());
            Path anchor = Files.write(
                    home.resolve("root.pem"),
                    forge.pki().root().certificate().pem().toArray());
            String[] command = {
                "attest",
                "--source",
                "aesm",
                "--trust-root",
                anchor.toString(),
                "--collateral",
                home.resolve("collateral").toString()
            };

            Cli run = Cli.on(machine, command);
            assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
            assertThat(run.out()).startsWith("✓ ACCEPTED").contains("✓ aesm", "AESM at " + aesm.socket());

            aesm.faults().inject(new AesmFault.Refusal(44), PlannedFaults.ALWAYS, AesmRoute.GET_QUOTE_EX);
            Cli refused = Cli.on(machine, command);
            assertThat(refused.exitCode()).isEqualTo(3);
            assertThat(refused.out()).contains("UNDECIDED", "QUOTE_SOURCE_REFUSED", "(AESM 44)", "→");
        } finally {
            remove(root);
        }
    }

    private Machine machineWithAesm(Path root, Forge forge) {
        return new Machine(Map.of("XDG_DATA_HOME", home.toString()), patience -> {
            Detected found =
                    AesmQuotes.detect(new Host(root, Map.of(), Kernel.linux()), patience, host -> reporter(forge));
            return new Detection(List.of(found), List.of());
        });
    }

    @Test
    void aTdxGuestIsFoundAndItsQuoteIsTaken() throws Exception {
        Machine elsewhere = StandInSource.machine(home);
        Path evidence = home.resolve("evidence");
        Cli.on(elsewhere, "attest", "--seed", "7d", "--simulate", "tee=tdx", "--out", evidence.toString());
        PseudoFiles files = new PseudoFiles();
        try (SimulatedPlatform platform = SimulatedPlatform.start(
                new Seed(Bytes.literal("7d")), Knobs.parse("tee=tdx"), InstantSource.system())) {
            StandInTsm.tdx(files, data -> quote(platform, data));
            Host guest = new Host(files.root(), Map.of(), Kernel.linux());
            Machine machine = new Machine(
                    Map.of("XDG_DATA_HOME", home.toString()), patience -> QuoteSources.detect(guest, patience));

            Cli run = Cli.on(
                    machine,
                    "attest",
                    "--trust-root",
                    evidence.resolve("test-root.pem").toString(),
                    "--collateral",
                    evidence.resolve("collateral").toString(),
                    "--format",
                    "json");

            assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
            assertThat(run.json().at("/source/name").asString()).isEqualTo("tsm");
            assertThat(run.json().at("/source/tried").size()).isGreaterThan(5);
            assertThat(run.json().at("/quote/tee").asString()).isEqualTo("tdx");
            assertThat(files.openFiles()).isZero();
        }
    }

    private static Bytes quote(SimulatedPlatform platform, Bytes data) {
        try {
            return platform.quote(new ReportData(data)).bytes();
        } catch (QuoteException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Nobody who looks at a machine without interfaces waits for one. */
    @Test
    void aMachineWithoutAnyIsSoonToldApart() {
        PseudoFiles nothing = new PseudoFiles();
        Machine machine = new Machine(
                Map.of("XDG_DATA_HOME", home.toString()),
                patience -> QuoteSources.detect(new Host(nothing.root(), Map.of(), Kernel.linux()), patience));
        long begin = System.nanoTime();

        Cli run = Cli.on(machine, "attest", "--format", "json", "--timeout", "20s");

        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(run.json().at("/source/name").asString()).isEqualTo("simulated");
        assertThat(run.json().at("/source/tried").valueStream())
                .filteredOn(tried -> !tried.at("/name").asString().equals("simulated"))
                .allMatch(tried -> tried.at("/state").asString().equals("absent")
                        && !tried.at("/advice").asString().isEmpty());
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
