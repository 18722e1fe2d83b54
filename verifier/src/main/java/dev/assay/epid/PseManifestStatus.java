package dev.assay.epid;

import java.util.Arrays;
import java.util.Optional;

/** What the attestation service found about the platform services (trusted time, counters). Names are Intel's. */
public enum PseManifestStatus {
    /** The properties of the platform services are right and current. */
    OK,
    /** Not examined, since the quote itself was not good. */
    UNKNOWN,
    /** The evidence of the platform services is wrong. */
    INVALID,
    /** The platform services lack security updates. */
    OUT_OF_DATE,
    /** The platform services are revoked. */
    REVOKED,
    /** Made with an outdated list of revoked signatures. */
    RL_VERSION_MISMATCH;

    /** The status that a report spells {@code text}. */
    public static Optional<PseManifestStatus> of(String text) {
        return Arrays.stream(values())
                .filter(status -> status.name().equals(text))
                .findFirst();
    }
}
