package dev.assay.platform.azure;

/**
 * Claims and report of an {@link HclReport} do not belong to each other: it was renewed while it was read, or somebody
 * changed it.
 */
public final class TornReportException extends Exception {

    private static final long serialVersionUID = 1L;

    TornReportException(String message) {
        super(message);
    }
}
