package dev.assay.platform.aesm;

import dev.assay.bytes.Bytes;
import dev.assay.platform.Deadline;
import dev.assay.platform.Tether;
import dev.assay.platform.Turnstile;
import dev.assay.platform.sgx.ReportToQuote;
import dev.assay.platform.sgx.Reporter;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import dev.assay.quote.QuoteSource;
import dev.assay.quote.RawEvidence;
import dev.assay.quote.ReportData;
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
    private final Tether tether = new Tether();
    private @Nullable Target target;

    /** Guarded by the reporter, which nobody may use from then on. */
    private boolean closed;

    /** What was initialised; the passage through the turnstile guards it. */
    private record Target(AttestationKeyId key, Bytes targetInfo) {}

    /** The source closes {@code reporter}. */
    AesmSource(AesmClient client, Reporter reporter, Duration patience, int queue) {
        this.client = client.endedBy(tether);
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
        ReportToQuote report = report(current.targetInfo, reportData);
        int size = bounded.quoteSizeEx(current.key);
        Bytes padded = bounded.quoteEx(current.key, report.bytes(), size);
        return report.quotedIn(
                padded,
                place(),
                "update the SGX packages with `sudo apt upgrade`, then `sudo systemctl restart aesmd`");
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

    private ReportToQuote report(Bytes targetInfo, ReportData reportData) throws QuoteException {
        synchronized (reporter) {
            if (closed) {
                throw new QuoteException(Reason.ABSENT, place() + " was closed on this side", "open the source again");
            }
            return ReportToQuote.by(reporter, targetInfo, reportData);
        }
    }

    /** A request under way fails at once, unless it is just having its report made. */
    @Override
    public void close() {
        turnstile.close();
        tether.close();
        synchronized (reporter) {
            if (!closed) {
                closed = true;
                reporter.close();
            }
        }
    }
}
