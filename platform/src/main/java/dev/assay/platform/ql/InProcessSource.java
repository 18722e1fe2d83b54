package dev.assay.platform.ql;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.platform.Deadline;
import dev.assay.platform.sgx.Reporter;
import dev.assay.quote.Quote;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import dev.assay.quote.QuoteSource;
import dev.assay.quote.RawEvidence;
import dev.assay.quote.ReportData;
import dev.assay.quote.Tee;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Quotes reports of an enclave of ours with the library's functions. */
final class InProcessSource implements QuoteSource {

    /** How often a quote is begun: the quoting enclave may be reloaded between target info and quote. */
    private static final int ATTEMPTS = 3;

    private final Path file;
    private final SharedLibrary library;
    private final Reporter reporter;
    private final Duration patience;
    private volatile boolean closed;

    private InProcessSource(Path file, SharedLibrary library, Reporter reporter, Duration patience) {
        this.file = file;
        this.library = library;
        this.reporter = reporter;
        this.patience = patience;
    }

    /** Makes the enclave whose reports are quoted. */
    @FunctionalInterface
    interface Enclave {
        Reporter load() throws QuoteException;
    }

    static InProcessSource open(Path file, LoadPolicy policy, Optional<Path> plugin, Enclave enclave, Duration patience)
            throws QuoteException {
        SharedLibrary library = SharedLibrary.at(file);
        Reporter reporter = library.use(Deadline.in(patience), functions -> {
            functions.log().clear();
            functions.prepare(policy, plugin);
            return enclave.load();
        });
        return new InProcessSource(file, library, reporter, patience);
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
        Bytes quoted = library.use(deadline, functions -> {
            try {
                return quoted(functions, reportData, deadline);
            } catch (QuoteException e) {
                functions.cleanUp();
                throw e;
            }
        });
        return RawEvidence.quote(checked(quoted, reportData));
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            library.afterwards(reporter::close);
        }
    }

    private Bytes quoted(QuotingLibrary functions, ReportData reportData, Deadline deadline) throws QuoteException {
        functions.log().clear();
        for (int attempt = 1; ; attempt++) {
            try {
                Bytes target = awaited(deadline, functions::targetInfo);
                Bytes report = awaited(deadline, () -> reporter.report(target, reportData));
                int size = awaited(deadline, functions::quoteSize);
                return awaited(deadline, () -> functions.quote(report, size));
            } catch (QuoteException e) {
                if (attempt == ATTEMPTS || !Quote3Error.asksForNewReport(e)) {
                    throw e;
                }
            }
        }
    }

    /** A step that is made only while somebody still waits for it. */
    private <T> T awaited(Deadline deadline, Step<T> step) throws QuoteException {
        if (closed) {
            throw new QuoteException(Reason.BROKEN, place() + " was closed", "open the source again");
        }
        if (deadline.hasPassed()) {
            throw new QuoteException(
                    Reason.TIMEOUT, place() + " was not done by the deadline", "ask again, and allow more time");
        }
        return step.make();
    }

    /** One of the four steps to a quote. */
    @FunctionalInterface
    private interface Step<T> {
        T make() throws QuoteException;
    }

    /** The quote without padding, after it was seen to be one of {@code reportData}. */
    private Bytes checked(Bytes buffer, ReportData reportData) throws QuoteException {
        Quote quote;
        try {
            quote = Quote.parse(buffer);
        } catch (MalformedException e) {
            throw new QuoteException(
                            Reason.BROKEN,
                            file + " gave no quote: " + e.getMessage(),
                            "update libsgx-dcap-ql, and report it if it stays")
                    .causedBy(e);
        }
        if (quote.tee() != Tee.SGX || !quote.trailing().isZero()) {
            throw new QuoteException(
                    Reason.BROKEN,
                    file + " gave a quote for " + quote.tee() + " with "
                            + quote.trailing().length() + " bytes behind it, expected one for SGX and zeros",
                    "update libsgx-dcap-ql, and report it if it stays");
        }
        Bytes found = quote.body().reportData();
        if (!found.equals(reportData.bytes())) {
            throw new QuoteException(
                    Reason.MISMATCH,
                    file + " gave a quote of report data " + found.hex() + ", asked for was " + reportData,
                    "do not use it: something in this process answers for the quoting enclave; ask again");
        }
        return buffer.slice(0, buffer.length() - quote.trailing().length());
    }
}
