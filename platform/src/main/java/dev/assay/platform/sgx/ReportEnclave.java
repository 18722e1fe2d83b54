package dev.assay.platform.sgx;

import dev.assay.bytes.Bytes;
import dev.assay.platform.Host;
import dev.assay.quote.QuoteException;
import dev.assay.quote.ReportData;

/** Assay's own enclave, whose one ability is to make a report. */
public final class ReportEnclave implements Reporter {

    private ReportEnclave() {}

    /** Builds, signs and loads it; to be closed by the caller. */
    public static ReportEnclave load(Host host) throws QuoteException {
        throw new QuoteException(QuoteException.Reason.ABSENT, "not built yet on " + host.root(), "wait");
    }

    @Override
    public Bytes report(Bytes targetInfo, ReportData reportData) throws QuoteException {
        throw new QuoteException(QuoteException.Reason.ABSENT, "not built yet", "wait");
    }

    @Override
    public void close() {}
}
