package dev.assay.platform.snp;

import dev.assay.platform.Detected;
import dev.assay.platform.Host;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteSource;
import java.time.Duration;

/** Reports of SEV-SNP guests. */
public final class SnpReports {

    private SnpReports() {}

    /**
     * What there is of it on {@code host}.
     *
     * @param patience how long a quote may take
     */
    public static Detected detect(Host host, Duration patience) {
        return new Detected.Absent(
                QuoteSource.Kind.SNP,
                "/dev/sev-guest",
                new QuoteException(
                        QuoteException.Reason.ABSENT, "not built yet on " + host.root(), "wait " + patience));
    }
}
