package dev.assay.platform.aesm;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.platform.Deadline;
import dev.assay.platform.Turnstile;
import dev.assay.platform.sgx.Reporter;
import dev.assay.quote.Quote;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import dev.assay.quote.QuoteSource;
import dev.assay.quote.RawEvidence;
import dev.assay.quote.ReportData;
import dev.assay.quote.SgxReport;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Quotes of AESM: initialises its key, has a report made for its quoting enclave, and has that quoted.
 *
 * <p>Key and target stay as they are between quotes, until AESM says that it does not know them any more: it was
 * restarted, perhaps with another quoting enclave.
 */
final class AesmSource implements QuoteSource {

    /** How many requests may wait for their turn. */
    static final int QUEUE = 1024;

    /** How often AESM may forget its key during one quote. */
    private static final int RENEWALS = 2;

    private final AesmClient client;
    private final Reporter reporter;
    private final Duration patience;
    private final Turnstile turnstile;
    private @Nullable Target target;
    private volatile boolean closed;

    /** What was initialised; the passage through the turnstile guards it. */
    private record Target(AttestationKeyId key, Bytes targetInfo) {}

    /** The source closes {@code reporter}. */
    AesmSource(AesmClient client, Reporter reporter, Duration patience, int queue) {
        this.client = client;
        this.reporter = reporter;
        this.patience = patience;
        this.turnstile = new Turnstile(client.place(), queue);
    }

    @Override
    public Kind kind() {
        return Kind.AESM;
    }

    @Override
    public String place() {
        return client.place();
    }

    @Override
    public RawEvidence quote(ReportData reportData) throws QuoteException {
        Deadline deadline = Deadline.in(patience);
        return turnstile.pass(deadline, () -> {
            AesmClient bounded = client.withPatience(patience).until(deadline);
            for (int renewals = 0; ; renewals++) {
                try {
                    return once(bounded, reportData);
                } catch (QuoteException e) {
                    target = null;
                    if (!isForgetful(e)) {
                        throw e;
                    }
                    if (renewals == RENEWALS) {
                        throw givenUp(e);
                    }
                }
            }
        });
    }

    private RawEvidence once(AesmClient bounded, ReportData reportData) throws QuoteException {
        Target current = target;
        if (current == null) {
            current = initialised(bounded);
            target = current;
        }
        Bytes report = report(current.targetInfo, reportData);
        int size = bounded.quoteSizeEx(current.key);
        return checked(bounded.quoteEx(current.key, report, size), report);
    }

    private static Target initialised(AesmClient bounded) throws QuoteException {
        AttestationKeyId key = AesmKeys.ecdsa(bounded, AesmKeys.listed(bounded));
        int publicKeyIdSize = bounded.initQuoteEx(key);
        return new Target(key, bounded.initQuoteEx(key, publicKeyIdSize).targetInfo());
    }

    /** Not initialised, or (both others) initialised by somebody else with another quoting enclave. */
    private static boolean isForgetful(QuoteException e) {
        return AesmError.ATT_KEY_NOT_INITIALIZED.isIn(e)
                || AesmError.ERROR_REPORT.isIn(e)
                || AesmError.INVALID_REPORT.isIn(e);
    }

    private QuoteException givenUp(QuoteException last) {
        return new QuoteException(
                        last.reason(),
                        last.code().orElse(""),
                        "gave up after " + (RENEWALS + 1) + " attempts, each with a key initialised and a report made"
                                + " anew: " + last.getMessage(),
                        last.advice())
                .causedBy(last);
    }

    private Bytes report(Bytes targetInfo, ReportData reportData) throws QuoteException {
        Bytes report;
        synchronized (reporter) {
            if (closed) {
                throw new QuoteException(Reason.ABSENT, "the source at " + place() + " was closed", "open it again");
            }
            report = reporter.report(targetInfo, reportData);
        }
        if (report.length() != Reporter.REPORT_SIZE) {
            throw new QuoteException(
                    Reason.BROKEN,
                    "the report for " + place() + " has " + report.length() + " bytes, a report has "
                            + Reporter.REPORT_SIZE,
                    "report this to Assay");
        }
        if (!body(report).reportData().equals(reportData.bytes())) {
            throw new QuoteException(
                    Reason.MISMATCH,
                    "the report for " + place() + " has report data "
                            + body(report).reportData() + ", asked for was " + reportData,
                    "report this to Assay");
        }
        return report;
    }

    private static SgxReport body(Bytes report) {
        return new SgxReport(report.slice(0, SgxReport.SIZE));
    }

    /** The quote in {@code padded}, after it was seen that it is about {@code report} and that only zeros follow. */
    private RawEvidence checked(Bytes padded, Bytes report) throws QuoteException {
        Quote quote;
        try {
            quote = Quote.parse(padded);
        } catch (MalformedException e) {
            throw new QuoteException(
                            Reason.BROKEN,
                            place() + " sent " + padded.length() + " bytes that are no quote: " + e.getMessage(),
                            "update the SGX packages (apt upgrade), then systemctl restart aesmd")
                    .causedBy(e);
        }
        if (!quote.trailing().isZero()) {
            throw new QuoteException(
                    Reason.BROKEN,
                    place() + " sent " + quote.trailing().length()
                            + " bytes behind the quote that are not all zero, as padding is",
                    "update the SGX packages (apt upgrade), then systemctl restart aesmd");
        }
        if (!quote.body().reportData().equals(body(report).reportData())) {
            throw new QuoteException(
                    Reason.MISMATCH,
                    place() + " sent a quote with report data " + quote.body().reportData() + ", asked for was "
                            + body(report).reportData(),
                    "ask again; if it stays, somebody between this process and AESM mixes up answers");
        }
        if (!quote.body().encoded().equals(body(report).encoded())) {
            throw new QuoteException(
                    Reason.MISMATCH,
                    place() + " sent a quote about another report than the one it was given, with the same report data",
                    "ask again; if it stays, somebody between this process and AESM changes reports");
        }
        return RawEvidence.quote(
                padded.slice(0, padded.length() - quote.trailing().length()));
    }

    @Override
    public void close() {
        synchronized (reporter) {
            if (!closed) {
                closed = true;
                reporter.close();
            }
        }
    }
}
