package dev.assay.simulator.aesm;

import dev.assay.bytes.Bytes;
import java.time.Duration;

/** One way for an answer to go wrong. */
public sealed interface AesmFault {

    /** The connection stays open, and nothing comes. */
    record Silent() implements AesmFault {}

    /** The connection ends without an answer. */
    record HungUp() implements AesmFault {}

    /** The length and half the answer, then the connection ends. */
    record BrokenOff() implements AesmFault {}

    /**
     * Another length in front of the right answer.
     *
     * @param declared 0 to 4294967295
     */
    record Length(long declared) implements AesmFault {}

    /**
     * The right answer, byte by byte.
     *
     * @param pause before each
     */
    record Dripping(Duration pause) implements AesmFault {}

    /** The right answer after a while. */
    record Late(Duration delay) implements AesmFault {}

    /** Success in the answer to another request. */
    record OtherType(AesmRoute route) implements AesmFault {}

    /** What a service says that does not know the request: member 20. */
    record Unsupported(int code) implements AesmFault {}

    /** An error code and nothing else. */
    record Refusal(long code) implements AesmFault {}

    /** The right answer, but for the error code, which is left out: that means 1. */
    record WithoutCode() implements AesmFault {}

    /** Success, and nothing else. */
    record BareSuccess() implements AesmFault {}

    /** Other bytes in the place of the message. */
    record Garbage(Bytes message) implements AesmFault {}

    /** The right answer, with fields that nobody knows. */
    record UnknownFields() implements AesmFault {}

    /** The service is restarted just before it reads the request: it forgets its key and has another quoting enclave. */
    record Restart() implements AesmFault {}

    /** A quote about a report with other report data. */
    record OtherReport() implements AesmFault {}

    /** A quote about a report with the right report data of another enclave. */
    record OtherEnclave() implements AesmFault {}

    /** The first half of the quote. */
    record HalfQuote() implements AesmFault {}

    /** The quote with something behind it, whether or not there is room. */
    record Trailing(Bytes trailing) implements AesmFault {}

    /** A size that is larger than the quote will be, which then is padded. */
    record LargerSize(int more) implements AesmFault {}
}
