package dev.assay.platform.snp;

import dev.assay.platform.Deadline;
import dev.assay.platform.Detected;
import dev.assay.platform.Host;
import dev.assay.platform.Turnstile;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteSource;
import dev.assay.quote.RawEvidence;
import dev.assay.quote.ReportData;
import java.time.Duration;

/**
 * Reports of SEV-SNP guests. Assay fetches them and checks that they have the requested report data; it does not verify
 * their signature yet.
 */
public final class SnpReports {

    private static final int QUEUE = 4096;

    private SnpReports() {}

    /**
     * What there is of it on {@code host}. The device is opened and no report asked for: hypervisors ration them, and the
     * kernel gives up its message key when one goes wrong.
     *
     * @param patience how long a report may take: the kernel's call is not interrupted, waiting for one's turn is
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
                    () -> new Source(device, patience));
        } catch (QuoteException e) {
            return new Detected.Broken(QuoteSource.Kind.SNP, SevGuestDevice.PATH, e);
        }
    }

    /** The device is opened for each report, so there is nothing to hold. */
    private static final class Source implements QuoteSource {

        private final SevGuestDevice device;
        private final Duration patience;
        private final Turnstile turnstile = new Turnstile(SevGuestDevice.PATH, QUEUE);
        private volatile boolean closed;

        Source(SevGuestDevice device, Duration patience) {
            this.device = device;
            this.patience = patience;
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
            return turnstile.pass(Deadline.in(patience), () -> {
                if (closed) {
                    throw new QuoteException(
                            QuoteException.Reason.BUSY, SevGuestDevice.PATH + " was closed", "open the source again");
                }
                return new RawEvidence(
                        RawEvidence.Format.SNP_REPORT,
                        device.report(reportData).encoded(),
                        new RawEvidence.Binding.Direct());
            });
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
