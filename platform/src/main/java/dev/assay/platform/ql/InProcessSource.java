package dev.assay.platform.ql;

import dev.assay.bytes.Bytes;
import dev.assay.platform.Deadline;
import dev.assay.platform.sgx.ReportToQuote;
import dev.assay.platform.sgx.Reporter;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import dev.assay.quote.QuoteSource;
import dev.assay.quote.RawEvidence;
import dev.assay.quote.ReportData;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** Quotes reports of an enclave of ours with the library's functions. */
final class InProcessSource implements QuoteSource {

    /** How often a quote is begun: the quoting enclave may be reloaded between target info and quote. */
    private static final int ATTEMPTS = 3;

    private final Path file;
    private final SharedLibrary library;
    private final Reporter reporter;
    private final Duration patience;
    private final AtomicBoolean closed = new AtomicBoolean();

    private InProcessSource(Path file, SharedLibrary library, Reporter reporter, Duration patience) {
        this.file = file;
        this.library = library;
        this.reporter = reporter;
        this.patience = patience;
    }

    static InProcessSource open(
            Path file, LoadPolicy policy, Optional<Path> plugin, Step<Reporter> enclave, Duration patience)
            throws QuoteException {
        SharedLibrary library = SharedLibrary.at(file);
        CompletableFuture<Reporter> handedOver = new CompletableFuture<>();
        try {
            Reporter reporter = library.use(Deadline.in(patience), functions -> {
                functions.log().clear();
                functions.prepare(policy, plugin);
                Reporter loaded = enclave.make();
                if (!handedOver.complete(loaded)) {
                    // Whoever waited for it has gone.
                    loaded.close();
                }
                return loaded;
            });
            return new InProcessSource(file, library, reporter, patience);
        } catch (QuoteException e) {
            if (!handedOver.cancel(false)) {
                handedOver.join().close();
            }
            throw e;
        }
    }

    @Override
    public Kind kind() {
        return Kind.QL;
    }

    @Override
    public String place() {
        return Kind.QL.title() + ", " + file;
    }

    @Override
    public RawEvidence quote(ReportData reportData) throws QuoteException {
        Deadline deadline = Deadline.in(patience);
        return library.use(deadline, functions -> {
            try {
                return quoted(functions, reportData, deadline);
            } catch (QuoteException e) {
                functions.cleanUp();
                throw e;
            }
        });
    }

    /**
     * A request under way fails at its next step; whoever waits for a native call, which cannot be ended, learns of it when
     * that comes back, or has his deadline.
     */
    @Override
    public void close() {
        if (!closed.getAndSet(true)) {
            library.afterwards(reporter::close);
        }
    }

    private RawEvidence quoted(QuotingLibrary functions, ReportData reportData, Deadline deadline)
            throws QuoteException {
        functions.log().clear();
        for (int attempt = 1; ; attempt++) {
            try {
                Bytes target = awaited(deadline, functions::targetInfo);
                ReportToQuote report = awaited(deadline, () -> ReportToQuote.by(reporter, target, reportData));
                int size = awaited(deadline, functions::quoteSize);
                Bytes padded = awaited(deadline, () -> functions.quote(report.bytes(), size));
                return report.quotedIn(
                        padded, file.toString(), "update libsgx-dcap-ql, and report it with this message if it stays");
            } catch (QuoteException e) {
                if (attempt == ATTEMPTS || !Quote3Error.asksForNewReport(e)) {
                    throw e;
                }
            }
        }
    }

    /** A step that is made only while somebody still waits for it. */
    private <T> T awaited(Deadline deadline, Step<T> step) throws QuoteException {
        if (closed.get()) {
            throw new QuoteException(Reason.ABSENT, place() + " was closed on this side", "open the source again");
        }
        if (deadline.hasPassed()) {
            throw new QuoteException(
                    Reason.TIMEOUT, place() + " was not done by the deadline", "ask again, and allow more time");
        }
        return step.make();
    }

    /** Loading the enclave, or one of the four steps to a quote. */
    @FunctionalInterface
    interface Step<T> {
        T make() throws QuoteException;
    }
}
