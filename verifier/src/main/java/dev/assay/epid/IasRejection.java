package dev.assay.epid;

/**
 * One reason for which a report is not accepted.
 *
 * @param reason for programs
 * @param where which part of the answer
 * @param found what is there
 * @param expected what should be there
 * @param advice what to do next
 */
public record IasRejection(Reason reason, String where, String found, String expected, String advice) {

    /** Why. */
    public enum Reason {
        /** There are not one or two certificates. */
        CHAIN_WRONG_LENGTH,
        /** The CA is not the anchor: another key or another name. */
        CA_UNTRUSTED,
        /** The signing certificate was not issued by the CA. */
        CERTIFICATE_UNTRUSTED,
        /** A certificate is not made for this: CA flag, key usage, name, key or a critical extension. */
        CERTIFICATE_UNFIT,
        /** A certificate was not valid yet when the report was made. */
        CERTIFICATE_NOT_YET_VALID,
        /** A certificate was not valid any more when the report was made. */
        CERTIFICATE_EXPIRED,
        /** The signature does not belong to these bytes. */
        SIGNATURE_WRONG,
        /** Signed, and yet no report that can be read. */
        REPORT_MALFORMED,
        /** Older than the caller accepts. */
        REPORT_TOO_OLD,
        /** Made after the caller's present. */
        REPORT_FROM_THE_FUTURE,
        /** Intel says that the quote is wrong or its key revoked. */
        QUOTE_NOT_VOUCHED_FOR
    }

    /** A sentence with everything in it. */
    @Override
    public String toString() {
        return reason + ": " + where + ": found " + found + ", expected " + expected + ". " + advice;
    }
}
