package dev.assay.platform;

import dev.assay.platform.aesm.AesmQuotes;
import dev.assay.platform.azure.AzureQuotes;
import dev.assay.platform.gramine.GramineQuotes;
import dev.assay.platform.ql.InProcessQuotes;
import dev.assay.platform.snp.SnpReports;
import dev.assay.platform.tdx.QgsQuotes;
import dev.assay.platform.tsm.TsmQuotes;
import dev.assay.quote.QuoteSource.Kind;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * Finds out which quoting interfaces there are, which of them work, and why the others do not.
 *
 * <p>The order, best first, and its reasons:
 *
 * <ol>
 *   <li>Gramine: what runs under it is itself the enclave to be attested; all else that it sees is the host's.
 *   <li>configfs-tsm: a trust domain's own kernel, which is part of what is attested, with a check against others who ask
 *       at the same time; before {@code /dev/tdx_guest}, for which the quote must be fetched from the host by another way.
 *   <li>Azure: only where a paravisor keeps both from the guest.
 *   <li>AESM: its enclaves, its right to {@code /dev/sgx_provision} and its faults are those of another process; before
 *       Intel's library, which brings all three into this one.
 *   <li>SEV-SNP: a report that Assay does not verify yet.
 * </ol>
 *
 * <p>An interface that is broken does not move those behind it: {@link Detection#best} passes it over.
 */
public final class QuoteSources {

    /** For all interfaces together; each has two seconds of its own when something hangs. */
    private static final Duration DETECTION = Duration.ofSeconds(4);

    private static final List<Look> LOOKS = List.of(
            new Look(Kind.GRAMINE, "/dev/attestation", GramineQuotes::detect),
            new Look(Kind.TSM, "/sys/kernel/config/tsm/report", TsmQuotes::detect),
            new Look(Kind.QGS, "/dev/tdx_guest", QgsQuotes::detect),
            new Look(Kind.AZURE, "/dev/tpmrm0", AzureQuotes::detect),
            new Look(Kind.AESM, "/var/run/aesmd/aesm.socket", AesmQuotes::detect),
            new Look(Kind.QL, "libsgx_dcap_ql.so.1", InProcessQuotes::detect),
            new Look(Kind.SNP, "/dev/sev-guest", SnpReports::detect));

    private QuoteSources() {}

    /**
     * Looks for every interface that Assay knows. It leaves everything as it was, takes a few milliseconds where there is
     * nothing, and at most four seconds where something hangs.
     *
     * @param patience how long a quote may take
     */
    public static Detection detect(Host host, Duration patience) {
        return detect(LOOKS, host, patience, DETECTION);
    }

    static Detection detect(List<Look> looks, Host host, Duration patience, Duration detection) {
        Deadline deadline = Deadline.in(detection);
        List<CompletableFuture<Detected>> begun =
                looks.stream().map(look -> look.begin(host, patience)).toList();
        List<String> traces = Traces.of(host);
        List<Detected> found = IntStream.range(0, looks.size())
                .mapToObj(i -> looks.get(i).end(begun.get(i), deadline))
                .toList();
        return new Detection(found, traces);
    }
}
