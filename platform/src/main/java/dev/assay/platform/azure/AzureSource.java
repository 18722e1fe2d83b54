package dev.assay.platform.azure;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.platform.Deadline;
import dev.assay.platform.Turnstile;
import dev.assay.platform.files.FileClerk;
import dev.assay.platform.files.Requests;
import dev.assay.platform.tdx.LocalTdReport;
import dev.assay.quote.Quote;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import dev.assay.quote.QuoteSource;
import dev.assay.quote.RawEvidence;
import dev.assay.quote.ReportData;
import dev.assay.quote.TdReport;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Writes report data and reads the report, one request after another, and has the report quoted. */
final class AzureSource implements QuoteSource {

    /** At one report in two seconds, more would wait for longer than anybody does. */
    private static final int QUEUE = 256;

    private final ParavisorReports reports;
    private final QuoteService service;
    private final Duration patience;
    private final Requests requests;
    private final Turnstile turnstile = new Turnstile(ParavisorReports.PLACE, QUEUE);

    AzureSource(ParavisorReports reports, URI service, Duration patience) {
        this.reports = reports;
        this.requests = new Requests(FileClerk.at(reports.device()), place());
        this.service = new QuoteService(service);
        this.patience = patience;
    }

    @Override
    public Kind kind() {
        return Kind.AZURE;
    }

    @Override
    public String place() {
        return Kind.AZURE.title() + " at " + ParavisorReports.PLACE;
    }

    @Override
    public RawEvidence quote(ReportData reportData) throws QuoteException {
        Deadline deadline = Deadline.in(patience);
        HclReport report =
                turnstile.pass(deadline, () -> requests.serve(deadline, visit -> reports.with(reportData, visit)));
        RawEvidence evidence = switch (report.hardware()) {
            case SNP -> new RawEvidence(RawEvidence.Format.SNP_REPORT, report.report(), binding(report));
            case TDX -> new RawEvidence(RawEvidence.Format.QUOTE, quoted(report, deadline), binding(report));
        };
        if (!evidence.binding().binds(report.reportData(), reportData)) {
            throw new QuoteException(
                    Reason.MISMATCH,
                    "the report of " + place() + " has other user data than was asked for",
                    "ask again; if it stays so, restart the virtual machine");
        }
        return evidence;
    }

    @Override
    public void close() {
        requests.close();
        service.close();
    }

    private static RawEvidence.Binding binding(HclReport report) {
        return new RawEvidence.Binding.Paravisor(report.claims());
    }

    /** The quote about the report and no other, without the zeros that the service has behind it. */
    private Bytes quoted(HclReport report, Deadline deadline) throws QuoteException {
        LocalTdReport asked = local(report);
        Bytes sent = service.quote(report.report(), deadline);
        Quote quote = parse(sent);
        if (!quote.trailing().isZero()) {
            throw broken("sent " + quote.trailing().length() + " bytes behind the quote that are not zero");
        }
        if (!(quote.body() instanceof TdReport quoted)) {
            throw broken("sent a quote about an SGX enclave, asked for was one about a TD");
        }
        Optional<String> difference = asked.differenceTo(quoted);
        if (difference.isPresent()) {
            throw new QuoteException(
                    Reason.MISMATCH,
                    "Azure's metadata service sent a quote about another report than the TPM's: " + difference.get(),
                    "ask again; if it stays so, see what answers at 169.254.169.254");
        }
        return sent.slice(0, sent.length() - quote.trailing().length());
    }

    private static LocalTdReport local(HclReport report) throws QuoteException {
        try {
            return LocalTdReport.parse(report.report());
        } catch (MalformedException e) {
            throw ParavisorReports.malformed(e);
        }
    }

    private static Quote parse(Bytes sent) throws QuoteException {
        try {
            return Quote.parse(sent);
        } catch (MalformedException e) {
            throw broken("sent a quote that cannot be read: " + e.getMessage()).causedBy(e);
        }
    }

    private static QuoteException broken(String what) {
        return new QuoteException(
                Reason.BROKEN, "Azure's metadata service " + what, "ask again; if it stays so, update Assay");
    }
}
