package dev.assay.provision.http;

import dev.assay.bytes.Bytes;
import dev.assay.quote.CertificationData.PlatformReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The parameters by which caching services find a PCK certificate: numbers as little-endian hex. */
final class PckQuery {

    /** Intel's oldest samples leave the PCE-ID out; there is but one PCE. */
    private static final Bytes PCE_ID = Bytes.literal("0000");

    private PckQuery() {}

    /** As Intel's client writes them. */
    static String[] upperCase(PlatformReference platform, Bytes qeId) {
        String[] query = lowerCase(platform, qeId);
        for (int i = 1; i < query.length; i += 2) {
            query[i] = query[i].toUpperCase(Locale.ROOT);
        }
        return query;
    }

    /** As Azure's client writes them; {@code more} names and values follow. */
    static String[] lowerCase(PlatformReference platform, Bytes qeId, String... more) {
        List<String> query = new ArrayList<>(List.of(
                "qeid", qeId.hex(),
                "cpusvn", platform.cpuSvn().hex(),
                "pcesvn",
                        platform.encoded()
                                .slice(platform.ppid().length() + 16, 2)
                                .hex(),
                "pceid", platform.pceId().orElse(PCE_ID).hex()));
        // Only what RSA-3072 has encrypted can be passed on to Intel.
        if (platform.type() == 3) {
            query.addAll(List.of("encrypted_ppid", platform.ppid().hex()));
        }
        query.addAll(List.of(more));
        return query.toArray(String[]::new);
    }

    static String title(PlatformReference platform, Bytes qeId) {
        return "PCK certificate of QE-ID " + qeId.hex() + " at CPUSVN "
                + platform.cpuSvn().hex() + ", PCESVN " + platform.pceSvn();
    }
}
