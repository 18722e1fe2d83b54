package dev.assay.platform.tdx;

import dev.assay.platform.Detected;
import dev.assay.platform.Host;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteSource;
import java.time.Duration;

/** TD reports, quoted by the host's quote generation service. */
public final class QgsQuotes {

    private QgsQuotes() {}

    /**
     * What there is of it on {@code host}.
     *
     * @param patience how long a quote may take
     */
    public static Detected detect(Host host, Duration patience) {
        return new Detected.Absent(
                QuoteSource.Kind.QGS,
                "/dev/tdx_guest",
                new QuoteException(
                        QuoteException.Reason.ABSENT, "not built yet on " + host.root(), "wait " + patience));
    }
}
