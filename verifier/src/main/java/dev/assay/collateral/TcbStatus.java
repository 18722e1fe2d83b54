package dev.assay.collateral;

import java.util.Arrays;
import java.util.Optional;

/**
 * What a TCB is worth.
 *
 * @see <a href="https://api.portal.trustedservices.intel.com/content/documentation.html">Intel PCS API, TCB levels</a>
 */
public enum TcbStatus {
    /** Nothing to do. */
    UP_TO_DATE("UpToDate"),
    /** The platform is current, but the attested software must itself mitigate the advisories. */
    SW_HARDENING_NEEDED("SWHardeningNeeded"),
    /** The platform is current, but firmware settings leave it open to the advisories. */
    CONFIGURATION_NEEDED("ConfigurationNeeded"),
    /** Both of the above. */
    CONFIGURATION_AND_SW_HARDENING_NEEDED("ConfigurationAndSWHardeningNeeded"),
    /** Microcode, firmware, a module or the quoting enclave lacks security updates. */
    OUT_OF_DATE("OutOfDate"),
    /** Updates are missing and settings must be changed too. */
    OUT_OF_DATE_CONFIGURATION_NEEDED("OutOfDateConfigurationNeeded"),
    /** The platform was updated since the TD was launched; launched anew, the TD would be current. */
    TD_RELAUNCH_ADVISED("TDRelaunchAdvised"),
    /** The same, with settings to change. */
    TD_RELAUNCH_ADVISED_CONFIGURATION_NEEDED("TDRelaunchAdvisedConfigurationNeeded"),
    /** Keys of this TCB are known to be compromised. Never acceptable. */
    REVOKED("Revoked");

    private final String text;

    TcbStatus(String text) {
        this.text = text;
    }

    /** The status that Intel's documents spell {@code text}. */
    public static Optional<TcbStatus> of(String text) {
        return Arrays.stream(values())
                .filter(status -> status.text.equals(text))
                .findFirst();
    }

    /** Whether firmware settings must change. */
    public boolean needsConfiguration() {
        return this == CONFIGURATION_NEEDED
                || this == CONFIGURATION_AND_SW_HARDENING_NEEDED
                || this == OUT_OF_DATE_CONFIGURATION_NEEDED
                || this == TD_RELAUNCH_ADVISED_CONFIGURATION_NEEDED;
    }

    /** Whether updates are missing in what the quote was made on. */
    public boolean isOutOfDate() {
        return this == OUT_OF_DATE || this == OUT_OF_DATE_CONFIGURATION_NEEDED;
    }

    /** Intel's spelling. */
    @Override
    public String toString() {
        return text;
    }
}
