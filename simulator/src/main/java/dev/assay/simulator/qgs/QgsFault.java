package dev.assay.simulator.qgs;

import java.time.Duration;

/** One way for an answer to go wrong. */
public sealed interface QgsFault {

    /** The connection stays open and nothing comes. */
    record Silence() implements QgsFault {}

    /** The connection ends before anything was answered, as the real service does when it cannot load its enclave. */
    record HungUp() implements QgsFault {}

    /**
     * The connection ends within the answer.
     *
     * @param after how many bytes, the frame's length among them
     */
    record BrokenOff(int after) implements QgsFault {}

    /**
     * The right answer behind another length.
     *
     * @param length 32 bits; 0xffffffff is 4 GiB less one
     */
    record Length(long length) implements QgsFault {}

    /** The right answer behind its length in little-endian order, as AESM frames. */
    record SwappedLength() implements QgsFault {}

    /** The bare quote, without header and frame, as it is to who asked with a bare report. */
    record BareQuote() implements QgsFault {}

    /** The right answer with another type in its header. */
    record Type(long type) implements QgsFault {}

    /** The right answer with another size in its header. */
    record HeaderSize(long size) implements QgsFault {}

    /** The right answer with another major version. */
    record Major(int major) implements QgsFault {}

    /** An error code instead of a quote; 0x12001 to 0x12007 are Intel's. */
    record Refusal(long code) implements QgsFault {}

    /** Success, and no quote. */
    record EmptyQuote() implements QgsFault {}

    /** The quote cut in half, with sizes that fit. */
    record CutShort() implements QgsFault {}

    /** A quote about another report of the same domain, with other report data. */
    record OtherReportData() implements QgsFault {}

    /** A quote about another domain that has the same report data. */
    record OtherDomain() implements QgsFault {}

    /** A quote about an SGX enclave. */
    record SgxQuote() implements QgsFault {}

    /** The right answer with zeros behind the quote, inside its size. */
    record Padded(int zeros) implements QgsFault {}

    /** The right answer, but only after a while. */
    record Late(Duration delay) implements QgsFault {}

    /**
     * The right answer, piece by piece.
     *
     * @param piece in bytes
     * @param pause before each piece
     */
    record Dripping(int piece, Duration pause) implements QgsFault {}
}
