package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.platform.Detected;
import dev.assay.quote.Quote;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteSource;
import dev.assay.quote.ReportData;
import dev.assay.simulator.Forge;
import dev.assay.simulator.aesm.AesmFault;
import dev.assay.simulator.aesm.AesmRoute;
import dev.assay.simulator.aesm.StandInAesm;
import dev.assay.simulator.files.PseudoFiles;
import dev.assay.simulator.gramine.GramineFault;
import dev.assay.simulator.gramine.StandInGramine;
import dev.assay.simulator.pcs.PcsCatalog;
import dev.assay.simulator.pcs.PcsPlatform;
import dev.assay.simulator.qgs.QgsFault;
import dev.assay.simulator.qgs.StandInQgs;
import dev.assay.simulator.tsm.StandInTsm;
import dev.assay.simulator.tsm.TsmFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Many quotes through one process, from several interfaces at a time: those that fail leave nothing behind. */
class EndToEndCrowdTest {

    private static final PcsPlatform PLATFORM =
            PcsCatalog.of(2204, Forge.DEFAULT_INSTANT).add(PcsPlatform.Kind.SINGLE_PACKAGE);
    private static final int REQUESTS = 1000;

    /** All is one JVM's: some may come from its own threads and files, which are not many. */
    private static final int OTHERS = 12;

    private final List<StandInAesm> aesm = new ArrayList<>();
    private final List<StandInTsm> tsm = new ArrayList<>();
    private final List<StandInQgs> qgs = new ArrayList<>();
    private final List<StandInGramine> gramine = new ArrayList<>();

    @Test
    void aThousandFailAndAThousandAreServed() throws Exception {
        PseudoFiles configfs = new PseudoFiles();
        PseudoFiles enclave = new PseudoFiles();
        try (StandInMachine machine = StandInMachine.on(PLATFORM)) {
            List<QuoteSource> sources = new ArrayList<>();
            for (StandInMachine.Interface one : List.of(
                    machine.aesm(aesm::add),
                    machine.tsm(configfs, tsm::add),
                    machine.qgs(qgs::add),
                    machine.gramine(enclave, gramine::add))) {
                sources.add(((Detected.Usable) one.look(Duration.ofSeconds(60)))
                        .opening()
                        .open());
            }
            for (QuoteSource source : sources) {
                source.quote(reportData(0));
            }
            int threads = threads();
            long descriptors = descriptors();

            spoil();
            for (int i = 0; i < REQUESTS; i++) {
                fails(sources.get(i % sources.size()), i);
            }
            mend();
            long begin = System.nanoTime();
            serves(sources);
            Duration took = Duration.ofNanos(System.nanoTime() - begin);

            assertThat(took)
                    .as("%d quotes, %d/s", REQUESTS, REQUESTS * 1000L / Math.max(1, took.toMillis()))
                    .isLessThan(Duration.ofSeconds(10));
            for (QuoteSource source : sources) {
                source.close();
            }
            assertThat(descriptors()).isLessThanOrEqualTo(descriptors + OTHERS);
            assertThat(threads()).isLessThanOrEqualTo(threads + OTHERS);
            assertThat(configfs.openFiles()).isZero();
            assertThat(enclave.openFiles()).isZero();
            assertThat(tsm.getFirst().entries()).isEmpty();
            assertThat(machine.kernel().openDevices()).isZero();
        }
    }

    private void spoil() {
        int each = REQUESTS / 4;
        aesm.getFirst().faults().inject(new AesmFault.BrokenOff(), Integer.MAX_VALUE, AesmRoute.GET_QUOTE_EX);
        tsm.getFirst().inject(new TsmFault.Truncated(100), each);
        qgs.getFirst().inject(new QgsFault.BrokenOff(100), each);
        gramine.getFirst().inject(new GramineFault.Truncated(100), each);
    }

    private void mend() {
        aesm.getFirst().faults().clear();
    }

    private static void fails(QuoteSource source, int number) {
        try {
            source.quote(reportData(number));
        } catch (QuoteException e) {
            assertThat(e.reason()).isEqualTo(QuoteException.Reason.BROKEN);
            return;
        }
        throw new AssertionError(source.place() + " gave a quote, where none should be had");
    }

    private static void serves(List<QuoteSource> sources) throws Exception {
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Bytes>> answers = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                QuoteSource source = sources.get(i % sources.size());
                ReportData asked = reportData(i);
                answers.add(callers.submit(() -> source.quote(asked).bytes()));
            }
            for (int i = 0; i < REQUESTS; i++) {
                assertThat(quoted(answers.get(i).get())).isEqualTo(reportData(i).bytes());
            }
        }
    }

    private static Bytes quoted(Bytes quote) throws MalformedException {
        return Quote.parse(quote).body().reportData();
    }

    private static ReportData reportData(int number) {
        return ReportData.padded(Bytes.ofUtf8("request " + number));
    }

    /** Without the stand-ins' own: they keep a thread for each connection that was open at a time. */
    private static int threads() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().startsWith("stand-in"))
                .count();
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }
}
