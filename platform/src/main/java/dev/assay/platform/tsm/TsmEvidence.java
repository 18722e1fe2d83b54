package dev.assay.platform.tsm;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.quote.Quote;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import dev.assay.quote.RawEvidence;
import dev.assay.quote.RawEvidence.Binding;
import dev.assay.quote.RawEvidence.Format;
import dev.assay.quote.ReportData;
import dev.assay.quote.Tee;

/** What an outblob has to be before it is handed on. */
final class TsmEvidence {

    /** Length and place of REPORT_DATA: AMD, SEV-SNP Firmware ABI Specification (56860), ATTESTATION_REPORT. */
    private static final int SNP_REPORT = 1184;

    private static final int SNP_REPORT_DATA = 80;

    /** Beyond this a quote is a CBOR web token. Source: Documentation/ABI/testing/configfs-tsm-report, provider. */
    private static final int LARGEST_ECDSA_QUOTE = 8192;

    private TsmEvidence() {}

    static RawEvidence of(TsmProvider provider, Bytes outblob, ReportData requested, String where)
            throws QuoteException {
        if (outblob.isEmpty()) {
            throw TsmFailure.empty(where);
        }
        return switch (provider) {
            case TDX -> quote(outblob, requested, where);
            case SNP -> report(outblob, requested, where);
        };
    }

    private static RawEvidence quote(Bytes outblob, ReportData requested, String where) throws QuoteException {
        Quote quote;
        try {
            quote = Quote.parse(outblob);
        } catch (MalformedException e) {
            boolean isToken = outblob.length() > LARGEST_ECDSA_QUOTE;
            throw new QuoteException(
                            isToken ? Reason.UNSUPPORTED : Reason.BROKEN,
                            where + " has " + outblob.length() + " bytes that are no ECDSA quote: " + e.getMessage(),
                            isToken
                                    ? "see whether this platform attests with DICE tokens, which Assay does not read"
                                    : "ask again; if it stays so, update the quote generation service on the host")
                    .causedBy(e);
        }
        if (quote.tee() != Tee.TDX) {
            throw new QuoteException(
                    Reason.BROKEN,
                    where + " is a quote of " + quote.tee() + " where the provider is tdx_guest",
                    "look for what stands in for the kernel here");
        }
        requireBound(quote.body().reportData(), requested, where);
        // Some hosts hand out buffers of fixed size; nothing signs what is behind the quote.
        return RawEvidence.quote(
                outblob.slice(0, outblob.length() - quote.trailing().length()));
    }

    private static RawEvidence report(Bytes outblob, ReportData requested, String where) throws QuoteException {
        if (outblob.length() != SNP_REPORT) {
            throw new QuoteException(
                    Reason.BROKEN,
                    where + " has " + outblob.length() + " bytes, a report of SEV-SNP has " + SNP_REPORT,
                    "report it with uname -r");
        }
        requireBound(outblob.slice(SNP_REPORT_DATA, ReportData.SIZE), requested, where);
        return new RawEvidence(Format.SNP_REPORT, outblob, new Binding.Direct());
    }

    private static void requireBound(Bytes found, ReportData requested, String where) throws QuoteException {
        if (!found.equals(requested.bytes())) {
            throw new QuoteException(
                    Reason.MISMATCH,
                    where + " is about report data " + found + ", requested was " + requested,
                    "find out who else uses the entry, or who stands between this process and the kernel");
        }
    }
}
