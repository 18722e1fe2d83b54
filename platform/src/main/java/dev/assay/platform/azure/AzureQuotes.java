package dev.assay.platform.azure;

import dev.assay.platform.Detected;
import dev.assay.platform.Host;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteSource;
import java.time.Duration;

/** Quotes behind Azure's paravisor. */
public final class AzureQuotes {

    private AzureQuotes() {}

    /**
     * What there is of it on {@code host}.
     *
     * @param patience how long a quote may take
     */
    public static Detected detect(Host host, Duration patience) {
        return new Detected.Absent(
                QuoteSource.Kind.AZURE,
                "/dev/tpmrm0",
                new QuoteException(
                        QuoteException.Reason.ABSENT, "not built yet on " + host.root(), "wait " + patience));
    }
}
