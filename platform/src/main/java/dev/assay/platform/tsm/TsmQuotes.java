package dev.assay.platform.tsm;

import dev.assay.platform.Detected;
import dev.assay.platform.Host;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteSource;
import java.time.Duration;

/** Quotes from Linux' configfs-tsm. */
public final class TsmQuotes {

    private TsmQuotes() {}

    /**
     * What there is of it on {@code host}.
     *
     * @param patience how long a quote may take
     */
    public static Detected detect(Host host, Duration patience) {
        return new Detected.Absent(
                QuoteSource.Kind.TSM,
                "/sys/kernel/config/tsm/report",
                new QuoteException(
                        QuoteException.Reason.ABSENT, "not built yet on " + host.root(), "wait " + patience));
    }
}
