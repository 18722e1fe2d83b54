package dev.assay.platform.ql;

import dev.assay.platform.Detected;
import dev.assay.platform.Host;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteSource;
import java.time.Duration;

/** Quotes of Intel's library in this process. */
public final class InProcessQuotes {

    private InProcessQuotes() {}

    /**
     * What there is of it on {@code host}.
     *
     * @param patience how long a quote may take
     */
    public static Detected detect(Host host, Duration patience) {
        return new Detected.Absent(
                QuoteSource.Kind.QL,
                "libsgx_dcap_ql.so.1",
                new QuoteException(
                        QuoteException.Reason.ABSENT, "not built yet on " + host.root(), "wait " + patience));
    }
}
