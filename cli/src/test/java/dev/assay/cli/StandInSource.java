package dev.assay.cli;

import dev.assay.platform.Detected;
import dev.assay.platform.Detection;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteSource;
import dev.assay.quote.RawEvidence;
import dev.assay.quote.ReportData;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A quoting interface that does what a test wants, and counts how often it is opened and closed. */
final class StandInSource implements QuoteSource {

    /** What it answers. */
    @FunctionalInterface
    interface Quotes {
        RawEvidence quote(ReportData reportData) throws QuoteException;
    }

    private final Kind kind;
    private final Quotes quotes;
    final AtomicInteger opened = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();

    StandInSource(Kind kind, Quotes quotes) {
        this.kind = kind;
        this.quotes = quotes;
    }

    /** Machines with just these interfaces; their data is kept in {@code home}. */
    static Machine machine(Path home, Detected... interfaces) {
        return new Machine(
                Map.of("XDG_DATA_HOME", home.toString()), patience -> new Detection(List.of(interfaces), List.of()));
    }

    static Detected absent(Kind kind) {
        return new Detected.Absent(kind, "/dev/" + kind.label(), problem(QuoteException.Reason.ABSENT, kind));
    }

    static Detected broken(Kind kind) {
        return new Detected.Broken(kind, "/dev/" + kind.label(), problem(QuoteException.Reason.DENIED, kind));
    }

    private static QuoteException problem(QuoteException.Reason reason, Kind kind) {
        return new QuoteException(reason, kind.label() + " is not to be had", "mend " + kind.label());
    }

    Detected usable() {
        return new Detected.Usable(kind, place(), "version 1", () -> {
            opened.incrementAndGet();
            return this;
        });
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public String place() {
        return "/dev/" + kind.label();
    }

    @Override
    public RawEvidence quote(ReportData reportData) throws QuoteException {
        return quotes.quote(reportData);
    }

    @Override
    public void close() {
        closed.incrementAndGet();
    }
}
