package dev.assay.platform.tdx;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.platform.Deadline;
import dev.assay.platform.Turnstile;
import dev.assay.quote.Quote;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import dev.assay.quote.QuoteSource;
import dev.assay.quote.RawEvidence;
import dev.assay.quote.ReportData;
import dev.assay.quote.TdReport;
import java.time.Duration;
import java.util.Optional;

/** TDREPORT from the device, quote from the service; it holds nothing open between requests. */
final class QgsSource implements QuoteSource {

    /** More than wait in any sensible program; a request takes milliseconds once the service has its certificates. */
    private static final int QUEUE = 4096;

    private final TdxGuestDevice device;
    private final QgsClient client;
    private final Duration patience;
    private final Turnstile turnstile;

    QgsSource(TdxGuestDevice device, QgsClient client, Duration patience) {
        this.device = device;
        this.client = client;
        this.patience = patience;
        this.turnstile = new Turnstile(place(), QUEUE);
    }

    static String place(QgsAddress address) {
        return TdxGuestDevice.PATH + " and " + address.place();
    }

    @Override
    public Kind kind() {
        return Kind.QGS;
    }

    @Override
    public String place() {
        return place(client.address());
    }

    @Override
    public RawEvidence quote(ReportData reportData) throws QuoteException {
        Deadline deadline = Deadline.in(patience);
        return turnstile.pass(deadline, () -> {
            LocalTdReport report = device.report(reportData);
            Bytes quote = client.quote(report, deadline);
            return RawEvidence.quote(checked(quote, report));
        });
    }

    /** The quote without what the service appended: buffers of Intel's library are larger than their quotes. */
    private Bytes checked(Bytes bytes, LocalTdReport report) throws QuoteException {
        Quote quote;
        try {
            quote = Quote.parse(bytes);
        } catch (MalformedException e) {
            throw new QuoteException(
                            Reason.BROKEN,
                            place() + " gave " + bytes.length() + " bytes that are no quote: " + e.getMessage(),
                            "update the host's tdx-qgs and libsgx-tdx-logic packages, then systemctl restart qgsd")
                    .causedBy(e);
        }
        if (!(quote.body() instanceof TdReport quoted)) {
            throw new QuoteException(
                    Reason.MISMATCH,
                    place() + " gave a quote about an SGX enclave, asked for was one about this trust domain",
                    "make sure that Intel's qgsd answers there, and nothing between that answers in its place");
        }
        Optional<String> difference = report.differenceTo(quoted);
        if (difference.isPresent()) {
            throw new QuoteException(
                    Reason.MISMATCH,
                    place() + " gave a quote about another report: it has " + difference.get(),
                    "make sure that Intel's qgsd answers there, and nothing between that answers in its place");
        }
        return bytes.slice(0, bytes.length() - quote.trailing().length());
    }

    @Override
    public void close() {
        turnstile.close();
        client.tether().close();
    }
}
