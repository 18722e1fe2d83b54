package dev.assay.platform.sgx;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.quote.Quote;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import dev.assay.quote.RawEvidence;
import dev.assay.quote.ReportData;
import dev.assay.quote.SgxReport;
import dev.assay.quote.Tee;

/**
 * A REPORT on its way to the quoting enclave, and what the quote that comes back is held to.
 *
 * @param bytes 432 bytes
 */
public record ReportToQuote(Bytes bytes) {

    /**
     * Has a report made, and looks whether it is one of {@code reportData}.
     *
     * @param targetInfo 512 bytes: of the quoting enclave
     */
    public static ReportToQuote by(Reporter reporter, Bytes targetInfo, ReportData reportData) throws QuoteException {
        Bytes made = reporter.report(targetInfo, reportData);
        if (made.length() != Reporter.REPORT_SIZE) {
            throw ownFault(Reason.BROKEN, "has " + made.length() + " bytes, a report has " + Reporter.REPORT_SIZE);
        }
        ReportToQuote report = new ReportToQuote(made);
        if (!report.body().reportData().equals(reportData.bytes())) {
            throw ownFault(
                    Reason.MISMATCH, "has report data " + report.body().reportData() + ", asked for was " + reportData);
        }
        return report;
    }

    /**
     * The quote of this report that {@code buffer} begins with; what follows has to be zeros, and is taken off.
     *
     * @param place where the buffer comes from, for messages
     * @param remedy what to try if it is no quote
     */
    public RawEvidence quotedIn(Bytes buffer, String place, String remedy) throws QuoteException {
        Quote quote;
        try {
            quote = Quote.parse(buffer);
        } catch (MalformedException e) {
            throw new QuoteException(
                            Reason.BROKEN,
                            place + " gave " + buffer.length() + " bytes that are no quote: " + e.getMessage(),
                            remedy)
                    .causedBy(e);
        }
        if (quote.tee() != Tee.SGX) {
            throw new QuoteException(
                    Reason.BROKEN, place + " gave a quote of " + quote.tee() + ", expected was one of SGX", remedy);
        }
        if (!quote.trailing().isZero()) {
            throw new QuoteException(
                    Reason.BROKEN,
                    place + " gave " + quote.trailing().length()
                            + " bytes behind the quote that are not all zero, as padding is",
                    remedy);
        }
        requireOfThis(quote, place);
        return RawEvidence.quote(
                buffer.slice(0, buffer.length() - quote.trailing().length()));
    }

    private void requireOfThis(Quote quote, String place) throws QuoteException {
        Bytes found = quote.body().reportData();
        Bytes expected = body().reportData();
        if (!found.equals(expected)) {
            throw mixedUp(place + " gave a quote with report data " + found + ", asked for was " + expected);
        }
        if (!quote.body().encoded().equals(body().encoded())) {
            throw mixedUp(
                    place + " gave a quote about another report than the one it was given, with the same report data");
        }
    }

    private SgxReport body() {
        return new SgxReport(bytes.slice(0, SgxReport.SIZE));
    }

    private static QuoteException mixedUp(String problem) {
        return new QuoteException(
                Reason.MISMATCH,
                problem,
                "do not use it, and ask again; if it stays, something between this process and the quoting enclave"
                        + " answers in its place");
    }

    private static QuoteException ownFault(Reason reason, String problem) {
        return new QuoteException(
                reason, "the report for the quoting enclave " + problem, "report it with this message");
    }
}
