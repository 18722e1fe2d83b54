package dev.assay.platform.aesm;

import dev.assay.bytes.Bytes;
import dev.assay.platform.sgx.Reporter;
import dev.assay.quote.QuoteSource;
import dev.assay.quote.ReportData;
import dev.assay.simulator.Forge;
import dev.assay.simulator.PlannedFaults;
import dev.assay.simulator.QuoteBodies;
import dev.assay.simulator.SgxReportField;
import dev.assay.simulator.aesm.AesmFault;
import dev.assay.simulator.aesm.AesmRoute;
import dev.assay.simulator.aesm.StandInAesm;
import dev.assay.simulator.aesm.TestReports;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A stand-in on a socket of its own, and an enclave that can report on its machine. */
final class AesmBench implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Shared: what costs time is the platform's keys and certificates. */
    private static final Forge FORGE = Forge.sgx(4);

    private final Path folder;
    final StandInAesm aesm;
    final AtomicInteger reports = new AtomicInteger();
    final AtomicInteger closings = new AtomicInteger();

    AesmBench() throws IOException {
        folder = Files.createTempDirectory("ae");
        aesm = StandInAesm.start(folder.resolve("var/run/aesmd/aesm.socket"), FORGE);
    }

    static Forge forge() {
        return FORGE;
    }

    /** Root of a file system in which AESM's socket is where it is to be. */
    Path root() {
        return folder;
    }

    AesmClient client() {
        return AesmClient.at(aesm.socket());
    }

    QuoteSource source() {
        return AesmQuotes.over(client(), reporter(), PATIENCE);
    }

    QuoteSource source(Duration patience) {
        return AesmQuotes.over(client(), reporter(), patience);
    }

    Reporter reporter() {
        return new Reporter() {
            @Override
            public Bytes report(Bytes targetInfo, ReportData reportData) {
                reports.incrementAndGet();
                return TestReports.report(
                        SgxReportField.REPORT_DATA.set(
                                QuoteBodies.enclave(FORGE.platform().seed()), reportData.bytes()),
                        targetInfo);
            }

            @Override
            public void close() {
                closings.incrementAndGet();
            }
        };
    }

    /** Until further notice. */
    AesmBench with(AesmFault fault, AesmRoute... routes) {
        aesm.faults().inject(fault, PlannedFaults.ALWAYS, routes);
        return this;
    }

    static ReportData data(int number) {
        return ReportData.padded(Bytes.ofUtf8("request " + number));
    }

    static String text(ReportData data) {
        return new String(data.bytes().toArray(), StandardCharsets.US_ASCII).trim();
    }

    @Override
    public void close() throws IOException {
        aesm.close();
        for (String name : new String[] {"var/run/aesmd", "var/run", "var", ""}) {
            Files.deleteIfExists(folder.resolve(name));
        }
    }
}
