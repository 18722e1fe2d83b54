package dev.assay.platform;

import dev.assay.platform.aesm.AesmQuotes;
import dev.assay.platform.azure.AzureQuotes;
import dev.assay.platform.gramine.GramineQuotes;
import dev.assay.platform.ql.InProcessQuotes;
import dev.assay.platform.snp.SnpReports;
import dev.assay.platform.tdx.QgsQuotes;
import dev.assay.platform.tsm.TsmQuotes;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Finds out which quoting interfaces there are, which of them work, and why the others do not. */
public final class QuoteSources {

    private QuoteSources() {}

    /** An interface, looked for on a machine. */
    @FunctionalInterface
    private interface Look {
        Detected at(Host host, Duration patience);
    }

    /**
     * Every interface that Assay knows, the best first.
     *
     * @param patience how long a quote may take
     */
    public static Detection detect(Host host, Duration patience) {
        return new Detection(
                Stream.<Look>of(
                                GramineQuotes::detect,
                                TsmQuotes::detect,
                                QgsQuotes::detect,
                                AzureQuotes::detect,
                                AesmQuotes::detect,
                                InProcessQuotes::detect,
                                SnpReports::detect)
                        .map(look -> look.at(host, patience))
                        .toList(),
                List.of());
    }
}
