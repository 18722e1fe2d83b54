package dev.assay.platform.sgx;

import dev.assay.bytes.Bytes;
import dev.assay.platform.Host;
import dev.assay.quote.QuoteException;
import dev.assay.quote.ReportData;

/** Makes SGX reports for another enclave on the same machine: what a quoting enclave needs before it can quote. */
public interface Reporter extends AutoCloseable {

    /** Length of a TARGETINFO in bytes. */
    int TARGET_INFO_SIZE = 512;

    /** Length of a REPORT in bytes: its body, key id and MAC. */
    int REPORT_SIZE = 432;

    /**
     * A REPORT that the enclave of {@code targetInfo} can check.
     *
     * @param targetInfo 512 bytes
     * @return 432 bytes
     */
    Bytes report(Bytes targetInfo, ReportData reportData) throws QuoteException;

    @Override
    void close();

    /** Gets ready on a machine what makes the reports that are quoted there. */
    @FunctionalInterface
    interface Opening {
        /** To be closed by the source that it is opened for. */
        Reporter open(Host host) throws QuoteException;
    }
}
