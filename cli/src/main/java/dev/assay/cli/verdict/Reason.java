package dev.assay.cli.verdict;

import dev.assay.bytes.MalformedException;
import dev.assay.cli.input.InputException;
import dev.assay.verify.ReasonCode;
import dev.assay.verify.Rejection;

/**
 * Why an answer is not an acceptance: a rejection of the verifier's, or one of the command line's own.
 *
 * @param code a {@link ReasonCode}, or one of the constants here
 * @param where document, field or option
 * @param found what stands there
 * @param expected what would have passed
 * @param advice what to do about it
 */
public record Reason(String code, String where, String found, String expected, String advice) {

    /** The quote in an RA-TLS certificate was not made over the certificate's key. */
    public static final String RA_TLS_KEY = "RA_TLS_KEY";

    /** A line of a batch does not say what to verify, or says it wrongly. */
    public static final String LINE_MALFORMED = "LINE_MALFORMED";

    /** A file that a line of a batch names cannot be read. */
    public static final String FILE_UNREADABLE = "FILE_UNREADABLE";

    /** A defect of this program's; the other lines of a batch are answered all the same. */
    public static final String INTERNAL_ERROR = "INTERNAL_ERROR";

    /** The evidence is about other report data than were asked for: an old one, or somebody else's. */
    public static final String REPORT_DATA_MISMATCH = "REPORT_DATA_MISMATCH";

    /** Evidence of a kind that is obtained and not verified. */
    public static final String EVIDENCE_UNSUPPORTED = "EVIDENCE_UNSUPPORTED";

    /** Before the kind of a {@link dev.assay.quote.QuoteException}, where there is no quote. */
    public static final String QUOTE_SOURCE = "QUOTE_SOURCE_";

    /** The same about another place. */
    Reason at(String place) {
        return new Reason(code, place, found, expected, advice);
    }

    /** The same with what fetching it came to. */
    Reason because(String why) {
        return new Reason(
                code, where, why, expected, "mend the source or name another by --pccs; --collateral needs none");
    }

    /** Whether fetching the piece was tried; then {@link #found} says what came of it. */
    boolean wasFetched() {
        return isMissingPiece() && !found.equals("nothing");
    }

    /** Whether a piece of collateral is missing, and nothing worse. */
    public boolean isMissingPiece() {
        return code.equals(ReasonCode.COLLATERAL_MISSING.name());
    }

    /** The evidence says {@code found} and not what it was asked to. */
    public static Reason otherReportData(String found, String expected) {
        return otherReportData(
                found,
                expected,
                "attest again; if it stays so, something between here and the hardware answers with evidence of others");
    }

    /** A quote that answers another question than its reader's. */
    public static Reason unasked(String found, String expected) {
        return otherReportData(
                found,
                expected,
                "have the machine attest again with this nonce; a quote over other data is old, or somebody else's");
    }

    /** The same, where the source of the evidence has noticed it, and knows better what to do. */
    public static Reason otherReportData(String found, String expected, String advice) {
        return new Reason(REPORT_DATA_MISMATCH, "report data", found, expected, advice);
    }

    /** An attestation report of SEV-SNP. */
    public static Reason snpReport(int length) {
        return new Reason(
                EVIDENCE_UNSUPPORTED,
                "evidence",
                "an attestation report of AMD SEV-SNP, " + length + " bytes",
                "a quote of SGX or TDX",
                "keep the report by --out and verify it with AMD's tools; Assay does not verify SEV-SNP reports yet");
    }

    public static Reason of(Rejection rejection) {
        return new Reason(
                rejection.code().name(),
                rejection.where(),
                rejection.found(),
                rejection.expected(),
                rejection.advice());
    }

    /** An input is there, but not what it should be. */
    public static Reason of(ReasonCode code, MalformedException e, String advice) {
        return new Reason(code.name(), e.field() + " at offset " + e.offset(), e.found(), e.expected(), advice);
    }

    /** An input cannot be read. */
    public static Reason of(InputException e) {
        return new Reason(FILE_UNREADABLE, "file", e.problem(), "a file that can be read", e.next());
    }

    /** This program failed. */
    public static Reason of(Throwable bug) {
        return new Reason(
                INTERNAL_ERROR,
                "assay",
                bug.toString(),
                "an answer",
                "verify this quote alone with --verbose, and report it");
    }
}
