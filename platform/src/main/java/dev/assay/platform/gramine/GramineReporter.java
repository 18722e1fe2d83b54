package dev.assay.platform.gramine;

import dev.assay.bytes.Bytes;
import dev.assay.platform.Host;
import dev.assay.platform.sgx.Reporter;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import dev.assay.quote.ReportData;
import java.time.Duration;

/**
 * Reports of the enclave that this process runs in under Gramine: what another enclave on the same machine can check. They
 * are to be had without remote attestation, too.
 */
public final class GramineReporter implements Reporter {

    /** REPORTDATA in a report. Source: Intel SDM, volume 3D, 37.15. */
    private static final int REPORT_DATA = 320;

    private final GramineFiles files;

    private GramineReporter(GramineFiles files) {
        this.files = files;
    }

    /**
     * Where Gramine shows its files on {@code host}; whether it does shows when they are used.
     *
     * @param patience how long a report may take
     */
    public static GramineReporter at(Host host, Duration patience) {
        return new GramineReporter(new GramineFiles(host.path(GramineQuotes.FOLDER), patience));
    }

    /** The TARGETINFO of this enclave, 512 bytes: what others need who make reports for it. */
    public Bytes targetInfo() throws QuoteException {
        return sized(
                "my_target_info",
                TARGET_INFO_SIZE,
                files.serve(visit -> files.read(visit, "my_target_info", TARGET_INFO_SIZE)));
    }

    @Override
    public Bytes report(Bytes targetInfo, ReportData reportData) throws QuoteException {
        if (targetInfo.length() != TARGET_INFO_SIZE) {
            throw new IllegalArgumentException(
                    "target info of " + targetInfo.length() + " bytes, it has " + TARGET_INFO_SIZE);
        }
        Bytes report = sized("report", REPORT_SIZE, files.serve(visit -> {
            files.write(visit, "user_report_data", reportData.bytes());
            files.write(visit, "target_info", targetInfo);
            return files.read(visit, "report", REPORT_SIZE);
        }));
        files.requireBound("report", report.slice(REPORT_DATA, ReportData.SIZE), reportData);
        return report;
    }

    private Bytes sized(String name, int size, Bytes found) throws QuoteException {
        if (found.length() != size) {
            throw new QuoteException(
                    Reason.BROKEN,
                    files.path(name) + " has " + found.length() + " bytes, expected were " + size,
                    "look for what was mounted over /dev/attestation in the manifest");
        }
        return found;
    }

    @Override
    public void close() {
        files.close();
    }
}
