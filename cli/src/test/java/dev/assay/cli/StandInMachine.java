package dev.assay.cli;

import dev.assay.bytes.Bytes;
import dev.assay.platform.Detected;
import dev.assay.platform.Detection;
import dev.assay.platform.Host;
import dev.assay.platform.aesm.AesmQuotes;
import dev.assay.platform.azure.AzureQuotes;
import dev.assay.platform.gramine.GramineQuotes;
import dev.assay.platform.linux.Kernel;
import dev.assay.platform.ql.InProcessQuotes;
import dev.assay.platform.sgx.Reporter;
import dev.assay.platform.snp.SnpReports;
import dev.assay.platform.tdx.QgsQuotes;
import dev.assay.platform.tsm.TsmQuotes;
import dev.assay.quote.ReportData;
import dev.assay.quote.SgxReport;
import dev.assay.simulator.Forge;
import dev.assay.simulator.QuoteBodies;
import dev.assay.simulator.SgxReportField;
import dev.assay.simulator.aesm.StandInAesm;
import dev.assay.simulator.aesm.TestReports;
import dev.assay.simulator.azure.StandInImds;
import dev.assay.simulator.azure.StandInVtpm;
import dev.assay.simulator.files.PseudoFiles;
import dev.assay.simulator.gramine.StandInGramine;
import dev.assay.simulator.pcs.PcsPlatform;
import dev.assay.simulator.qgs.StandInQgs;
import dev.assay.simulator.qgs.TestDomain;
import dev.assay.simulator.tsm.StandInTsm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A machine whose quoting interfaces are stood in for: those that a test puts on it, on one platform. Its files are in a
 * short temporary folder, since paths of Unix sockets are short, and in pseudo file systems.
 */
final class StandInMachine implements AutoCloseable {

    /** One interface of it, as detection finds it. */
    @FunctionalInterface
    interface Interface {
        Detected look(Duration patience);
    }

    private final PcsPlatform platform;
    private final Path root;
    private final StandInGuestKernel kernel;
    private final Deque<AutoCloseable> running = new ArrayDeque<>();

    private StandInMachine(PcsPlatform platform, Path root) {
        this.platform = platform;
        this.root = root;
        this.kernel = new StandInGuestKernel(TestDomain.on(platform));
    }

    static StandInMachine on(PcsPlatform platform) throws IOException {
        return new StandInMachine(platform, Files.createTempDirectory(Path.of("/tmp"), "e2e"));
    }

    /** The machine with just these interfaces, the best first. */
    Machine with(Interface... interfaces) {
        return new Machine(
                Map.of("XDG_DATA_HOME", root.resolve("data").toString()),
                patience -> new Detection(
                        Arrays.stream(interfaces).map(one -> one.look(patience)).toList(), List.of()));
    }

    Path root() {
        return root;
    }

    StandInGuestKernel kernel() {
        return kernel;
    }

    private Host disk() {
        return new Host(root, Map.of(), kernel.kernel());
    }

    private static Host pseudo(PseudoFiles files) {
        return new Host(files.root(), Map.of(), Kernel.linux());
    }

    private Forge sgx() {
        return platform.forge(3, 1, StandInWorld.CLOCK.instant());
    }

    /** A service of which {@code setUp} may want faults. */
    Interface aesm(Consumer<StandInAesm> setUp) throws IOException {
        Forge forge = sgx();
        StandInAesm aesm = StandInAesm.start(root.resolve("var/run/aesmd/aesm.socket"), forge);
        running.push(aesm);
        setUp.accept(aesm);
        return patience -> AesmQuotes.detect(
                disk(), patience, host -> reporter((body, target) -> TestReports.report(body, target)));
    }

    /** A socket file at which nobody listens. */
    Interface deadAesm() throws IOException {
        StandInAesm aesm = StandInAesm.start(root.resolve("var/run/aesmd/aesm.socket"), sgx());
        aesm.kill();
        return patience -> AesmQuotes.detect(disk(), patience);
    }

    Interface ql(StandInQuotingLibrary library) throws IOException {
        library.installIn(root);
        file("/dev/sgx_enclave");
        file("/dev/sgx_provision");
        Forge forge = sgx();
        return patience -> InProcessQuotes.detect(
                disk(),
                patience,
                host -> reporter((body, target) -> {
                    library.quotes(
                            forge.draft(draft -> draft.withBody(body)).quote().encode());
                    return TestReports.report(body, target);
                }));
    }

    Interface tsm(PseudoFiles files, Consumer<StandInTsm> setUp) {
        setUp.accept(StandInTsm.tdx(files, platform, StandInWorld.CLOCK));
        return patience -> TsmQuotes.detect(pseudo(files), patience);
    }

    /** configfs-tsm of a guest with SEV-SNP. */
    Interface tsmOfSnp() {
        PseudoFiles files = new PseudoFiles();
        StandInTsm.snp(files);
        return patience -> TsmQuotes.detect(pseudo(files), patience);
    }

    Interface qgs(Consumer<StandInQgs> setUp) throws IOException {
        file("/dev/tdx_guest");
        Path socket = Files.createDirectories(root.resolve("var/run/tdx-qgs")).resolve("qgs.socket");
        StandInQgs qgs = StandInQgs.start(socket, platform);
        running.push(qgs);
        setUp.accept(qgs);
        return patience -> QgsQuotes.detect(disk(), patience);
    }

    Interface gramine(PseudoFiles files, Consumer<StandInGramine> setUp) {
        setUp.accept(StandInGramine.sgx(files, "dcap", platform, StandInWorld.CLOCK));
        return patience -> GramineQuotes.detect(pseudo(files), patience);
    }

    /** Gramine whose file {@code attestation_type} says something. */
    Interface gramineOfType(String type) {
        PseudoFiles files = new PseudoFiles();
        StandInGramine.sgx(files, type, platform, StandInWorld.CLOCK);
        return patience -> GramineQuotes.detect(pseudo(files), patience);
    }

    Interface azure(Consumer<StandInImds> setUp) throws IOException {
        PseudoFiles files = new PseudoFiles();
        StandInVtpm.tdx(TestDomain.on(platform)).renewingEvery(Duration.ZERO).installIn(files);
        StandInImds imds = StandInImds.start(platform, StandInWorld.CLOCK);
        running.push(imds);
        setUp.accept(imds);
        return patience -> AzureQuotes.detect(pseudo(files), patience, imds.url());
    }

    Interface snp() throws IOException {
        file("/dev/sev-guest");
        return patience -> SnpReports.detect(disk(), patience);
    }

    private void file(String absolute) throws IOException {
        Path file = root.resolve(absolute.substring(1));
        Files.createDirectories(file.getParent());
        if (Files.notExists(file)) {
            Files.createFile(file);
        }
    }

    /** What an enclave reports, for the enclave of some target info. */
    @FunctionalInterface
    private interface Reports {
        Bytes report(SgxReport body, Bytes targetInfo);
    }

    private Reporter reporter(Reports reports) {
        SgxReport enclave = QuoteBodies.enclave(platform.machine().seed());
        return new Reporter() {
            @Override
            public Bytes report(Bytes targetInfo, ReportData reportData) {
                return reports.report(SgxReportField.REPORT_DATA.set(enclave, reportData.bytes()), targetInfo);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void close() throws Exception {
        while (!running.isEmpty()) {
            running.pop().close();
        }
        remove(root);
    }

    static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
