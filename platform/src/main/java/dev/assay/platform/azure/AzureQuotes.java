package dev.assay.platform.azure;

import dev.assay.platform.Deadline;
import dev.assay.platform.Detected;
import dev.assay.platform.Host;
import dev.assay.platform.files.FileClerk;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import dev.assay.quote.QuoteSource;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Quotes behind Azure's paravisor.
 *
 * <p><b>Your part.</b> What is attested is the paravisor and what it says about the guest: measurements in the quote are
 * the paravisor's, and a policy has to be about those. A report is renewed every 2 s at most, so that is how often a quote
 * about fresh report data is to be had, and 5 s of patience are the least that makes sense. Report data goes through one
 * index that the whole machine shares: another tool that writes there makes requests take longer, or fail as BUSY.
 *
 * <p>A machine is Azure's by what its firmware says, which costs others the reading of one file. Source of the asset tag:
 * Azure/WALinuxAgent and canonical/cloud-init, {@code DataSourceAzure.py}.
 */
public final class AzureQuotes {

    private static final String VENDOR = "/sys/class/dmi/id/sys_vendor";
    private static final String TAG = "/sys/class/dmi/id/chassis_asset_tag";

    private static final String HYPER_V = "Microsoft Corporation";
    private static final String AZURE = "7783-7084-3265-9085-8269-3286-77";

    /** Detection waits no longer for a TPM that hangs. */
    private static final Duration LOOK = Duration.ofSeconds(2);

    private AzureQuotes() {}

    /**
     * What there is of it on {@code host}.
     *
     * @param patience how long a quote may take; 5 s and more, since a report is renewed every 2 s at most
     */
    public static Detected detect(Host host, Duration patience) {
        return detect(host, patience, QuoteService.ADDRESS);
    }

    /**
     * The same with another metadata service.
     *
     * @param service its address, with a slash at the end
     */
    public static Detected detect(Host host, Duration patience, URI service) {
        if (!says(host.path(VENDOR), HYPER_V)) {
            return absent("this is no virtual machine of Azure's: " + VENDOR + " is not '" + HYPER_V + "'");
        }
        if (!says(host.path(TAG), AZURE)) {
            return absent("this virtual machine runs on Hyper-V, not on Azure: " + TAG + " is not " + AZURE);
        }
        ParavisorReports reports = new ParavisorReports(host.path(ParavisorReports.PLACE));
        try {
            HclReport.Hardware hardware = FileClerk.lookingAt(reports.device())
                    .serve(Deadline.in(patience).orIn(LOOK), reports::hardware);
            return new Detected.Usable(
                    QuoteSource.Kind.AZURE,
                    ParavisorReports.PLACE,
                    hardware.title() + " behind Azure's paravisor",
                    () -> new AzureSource(reports, service, patience));
        } catch (QuoteException e) {
            return e.reason() == Reason.ABSENT
                    ? new Detected.Absent(QuoteSource.Kind.AZURE, ParavisorReports.PLACE, e)
                    : new Detected.Broken(QuoteSource.Kind.AZURE, ParavisorReports.PLACE, e);
        }
    }

    private static Detected absent(String problem) {
        return new Detected.Absent(
                QuoteSource.Kind.AZURE,
                ParavisorReports.PLACE,
                new QuoteException(
                        Reason.ABSENT,
                        problem,
                        "nothing to do, unless this is Azure: then make /sys/class/dmi readable here"));
    }

    /** Whether a file of sysfs, of one line, is {@code expected}. */
    private static boolean says(Path file, String expected) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(128), StandardCharsets.UTF_8)
                    .strip()
                    .equals(expected);
        } catch (IOException e) {
            return false;
        }
    }
}
