package dev.assay.provision.qcnl;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The names that the library looks for, and the one that somebody may have meant. */
final class KnownKeys {

    static final List<String> JSON = List.of(
            "pccs_url",
            "use_secure_cert",
            "collateral_service",
            "tcb_update_type",
            "pccs_api_version",
            "retry_times",
            "retry_delay",
            "local_pck_url",
            "pck_cache_expire_hours",
            "verify_collateral_cache_expire_hours",
            "custom_request_options",
            "local_cache_only");

    /** {@code TCB_UPDATE_TYPE} and custom requests exist in JSON alone. */
    static final List<String> LEGACY = JSON.stream()
            .filter(key -> !key.equals("tcb_update_type") && !key.equals("custom_request_options"))
            .map(key -> key.toUpperCase(Locale.ROOT))
            .toList();

    /** Without these, certificates come from elsewhere, or not at all. */
    private static final Set<String> VITAL = Set.of(
            "pccs_url",
            "use_secure_cert",
            "collateral_service",
            "local_pck_url",
            "custom_request_options",
            "local_cache_only");

    private static final int TYPING_ERRORS = 2;

    private KnownKeys() {}

    static boolean isVital(String key) {
        return VITAL.contains(key.toLowerCase(Locale.ROOT));
    }

    /** The known key that {@code key} resembles: other case, other dashes, one or two typing errors. */
    static Optional<String> meantBy(String key, List<String> known) {
        if (key.length() > 60) {
            return Optional.empty();
        }
        String plain = key.strip().toLowerCase(Locale.ROOT).replace('-', '_').replace(' ', '_');
        return known.stream()
                .filter(candidate -> distance(plain, candidate.toLowerCase(Locale.ROOT)) <= TYPING_ERRORS)
                .findFirst();
    }

    /** Levenshtein's. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
