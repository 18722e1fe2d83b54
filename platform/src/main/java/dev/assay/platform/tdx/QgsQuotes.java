package dev.assay.platform.tdx;

import dev.assay.bytes.Bytes;
import dev.assay.platform.Detected;
import dev.assay.platform.Host;
import dev.assay.platform.Tether;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteSource;
import dev.assay.quote.ReportData;
import java.time.Duration;

/**
 * TD reports, quoted by the host's quote generation service: the way of guests whose kernel has no configfs-tsm.
 *
 * <p>Whether the service is there only a quote can tell: connecting without asking shows in its journal as a fault, a
 * question about collateral goes out to its PCCS, and one about the platform can cost it its attestation key
 * ({@link QgsMessage.PlatformInfoRequest}).
 */
public final class QgsQuotes {

    private static final ReportData NOTHING = ReportData.padded(Bytes.EMPTY);

    private QgsQuotes() {}

    /**
     * What there is of it on {@code host}: the device is asked for a report, which changes nothing; the service is not
     * asked.
     *
     * @param patience how long a quote may take
     */
    public static Detected detect(Host host, Duration patience) {
        TdxGuestDevice device = new TdxGuestDevice(host);
        if (!device.exists()) {
            return new Detected.Absent(
                    QuoteSource.Kind.QGS,
                    TdxGuestDevice.PATH,
                    TdxGuestDevice.missing("no " + TdxGuestDevice.PATH + " on this machine"));
        }
        String place = TdxGuestDevice.PATH;
        try {
            LocalTdReport report = device.report(NOTHING);
            QgsAddress address = QgsAddress.of(host);
            place = QgsSource.place(address);
            return new Detected.Usable(
                    QuoteSource.Kind.QGS,
                    place,
                    "the kernel made a TD report (MRTD " + report.mrTd().slice(0, 8) + "...); " + address.place()
                            + " was not asked",
                    () -> new QgsSource(device, new QgsClient(host, address, new Tether()), patience));
        } catch (QuoteException e) {
            return new Detected.Broken(QuoteSource.Kind.QGS, place, e);
        }
    }
}
