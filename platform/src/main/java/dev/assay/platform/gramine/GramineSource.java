package dev.assay.platform.gramine;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.quote.Quote;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import dev.assay.quote.QuoteSource;
import dev.assay.quote.RawEvidence;
import dev.assay.quote.ReportData;
import dev.assay.quote.Tee;
import java.nio.file.Path;
import java.time.Duration;

/** Writes report data, reads the quote. */
final class GramineSource implements QuoteSource {

    /** Gramine itself has room for 8192 bytes. */
    private static final int QUOTE_LIMIT = 65_536;

    private final GramineFiles files;
    private final String place;

    GramineSource(Path folder, Duration patience) {
        this.files = new GramineFiles(folder, patience);
        this.place = "Gramine at " + folder;
    }

    @Override
    public Kind kind() {
        return Kind.GRAMINE;
    }

    @Override
    public String place() {
        return place;
    }

    @Override
    public RawEvidence quote(ReportData reportData) throws QuoteException {
        Bytes read = files.serve(visit -> {
            files.write(visit, "user_report_data", reportData.bytes());
            return files.read(visit, "quote", QUOTE_LIMIT);
        });
        if (read.isEmpty()) {
            throw new QuoteException(
                    Reason.BROKEN,
                    files.path("quote") + " is empty",
                    "look into Gramine's log: loader.log_level = \"debug\" in the manifest");
        }
        Quote quote;
        try {
            quote = Quote.parse(read);
        } catch (MalformedException e) {
            throw new QuoteException(
                            Reason.BROKEN,
                            files.path("quote") + " has " + read.length() + " bytes that are no ECDSA quote: "
                                    + e.getMessage(),
                            "see whether the manifest says sgx.remote_attestation = \"dcap\"")
                    .causedBy(e);
        }
        if (quote.tee() != Tee.SGX) {
            throw new QuoteException(
                    Reason.BROKEN,
                    files.path("quote") + " is a quote of " + quote.tee() + ", Gramine's are of SGX",
                    "look for what was mounted over /dev/attestation in the manifest");
        }
        files.requireBound("quote", quote.body().reportData(), reportData);
        return RawEvidence.quote(read.slice(0, read.length() - quote.trailing().length()));
    }

    @Override
    public void close() {
        files.close();
    }
}
