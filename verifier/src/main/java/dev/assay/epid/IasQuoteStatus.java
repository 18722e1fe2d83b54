package dev.assay.epid;

import java.util.Arrays;
import java.util.Optional;

/** What the attestation service found when it verified an EPID quote. Names are Intel's. */
public enum IasQuoteStatus {
    /** The signature is right and the platform is up to date. */
    OK(true),
    /** The signature is wrong: nothing in the quote can be believed. */
    SIGNATURE_INVALID(false),
    /** The platform's EPID group is revoked; {@link IasReport#revocationReason} says why. */
    GROUP_REVOKED(false),
    /** The platform's key is revoked by a signature that it made. */
    SIGNATURE_REVOKED(false),
    /** The platform's key is revoked. */
    KEY_REVOKED(false),
    /** The quote was made with an outdated list of revoked signatures and says nothing; it had to be made again. */
    SIGRL_VERSION_MISMATCH(false),
    /** The signature is right; the platform lacks security updates. */
    GROUP_OUT_OF_DATE(true),
    /** The signature is right; firmware settings leave the platform open to the advisories. */
    CONFIGURATION_NEEDED(true),
    /** The signature is right; the enclave itself must mitigate the advisories. */
    SW_HARDENING_NEEDED(true),
    /** Both of the two above. */
    CONFIGURATION_AND_SW_HARDENING_NEEDED(true);

    private final boolean vouches;

    IasQuoteStatus(boolean vouches) {
        this.vouches = vouches;
    }

    /** The status that a report spells {@code text}. */
    public static Optional<IasQuoteStatus> of(String text) {
        return Arrays.stream(values())
                .filter(status -> status.name().equals(text))
                .findFirst();
    }

    /**
     * Whether Intel stands behind the quote: its signature is right and its key is not revoked. That the platform is
     * good enough for a purpose is more than this.
     */
    public boolean vouchesForQuote() {
        return vouches;
    }
}
