package dev.assay.platform.snp;

import dev.assay.platform.Deadline;
import dev.assay.platform.Detected;
import dev.assay.platform.Host;
import dev.assay.platform.files.FileClerk;
import dev.assay.platform.files.Requests;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteSource;
import dev.assay.quote.RawEvidence;
import dev.assay.quote.ReportData;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Reports of SEV-SNP guests. Assay fetches them and checks that they have the requested report data; it does not verify
 * their signature yet, and does not fetch the certificates that a host may hand out with one (SNP_GET_EXT_REPORT here,
 * auxblob in configfs-tsm): {@link RawEvidence} has no place for them.
 */
public final class SnpReports {

    private SnpReports() {}

    /**
     * What there is of it on {@code host}. The device is opened and no report asked for: hypervisors ration them, and the
     * kernel gives up its message key when one goes wrong.
     *
     * @param patience how long a report may take. Where the hypervisor is busy the kernel asks again every 2 s for a minute,
     *     which nothing interrupts; requests are answered at their deadline nevertheless
     */
    public static Detected detect(Host host, Duration patience) {
        SevGuestDevice device = new SevGuestDevice(host);
        if (!device.exists()) {
            return new Detected.Absent(
                    QuoteSource.Kind.SNP,
                    SevGuestDevice.PATH,
                    SevGuestFailure.missing("no " + SevGuestDevice.PATH + " on this machine"));
        }
        try {
            device.tryOpening();
            return new Detected.Usable(
                    QuoteSource.Kind.SNP,
                    SevGuestDevice.PATH,
                    "the device opens, no report was asked for; Assay hands reports out raw and does not verify them yet",
                    () -> new Source(device, patience, host.path(SevGuestDevice.PATH)));
        } catch (QuoteException e) {
            return new Detected.Broken(QuoteSource.Kind.SNP, SevGuestDevice.PATH, e);
        }
    }

    /** The device is opened for each report, so there is nothing to hold. */
    private static final class Source implements QuoteSource {

        private final SevGuestDevice device;
        private final Duration patience;
        private final Requests requests;

        Source(SevGuestDevice device, Duration patience, Path path) {
            this.device = device;
            this.patience = patience;
            this.requests = new Requests(FileClerk.at(path), SevGuestDevice.PATH);
        }

        @Override
        public Kind kind() {
            return Kind.SNP;
        }

        @Override
        public String place() {
            return SevGuestDevice.PATH + " (raw, not verified yet)";
        }

        @Override
        public RawEvidence quote(ReportData reportData) throws QuoteException {
            return requests.serve(Deadline.in(patience), visit -> {
                visit.begin("asking " + SevGuestDevice.PATH + " for a report");
                return new RawEvidence(
                        RawEvidence.Format.SNP_REPORT,
                        device.report(reportData).encoded(),
                        new RawEvidence.Binding.Direct());
            });
        }

        @Override
        public void close() {
            requests.close();
        }
    }
}
