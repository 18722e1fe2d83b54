package dev.assay.verify;

/**
 * One reason for which a quote is not accepted.
 *
 * @param code machine-readable
 * @param where document or field, as in {@code "PCK CRL"} or {@code "TD report, MRSIGNERSEAM"}
 * @param found what stands there
 * @param expected what would have passed
 * @param advice what to do about it
 */
public record Rejection(ReasonCode code, String where, String found, String expected, String advice) {

    /** One sentence. */
    @Override
    public String toString() {
        return where + ": found " + found + ", expected " + expected + " [" + code + "]";
    }
}
