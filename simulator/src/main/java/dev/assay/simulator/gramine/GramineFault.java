package dev.assay.simulator.gramine;

import dev.assay.bytes.Bytes;
import dev.assay.simulator.files.PosixError;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** One way for a quote or report to go wrong. */
public sealed interface GramineFault {

    /** Opening the file fails: Gramine makes its content then, and says EACCES whatever the reason was. */
    record Fails(PosixError error) implements GramineFault {}

    /** Writing the report data fails. */
    record WriteFails(PosixError error) implements GramineFault {}

    /** The content ends early. */
    record Truncated(int length) implements GramineFault {}

    /** The content is something else. */
    record Replaced(Bytes content) implements GramineFault {}

    /** Somebody else in the process writes other report data in between. */
    record Overwritten() implements GramineFault {}

    /** Opening takes a while. */
    record Slow(Duration delay) implements GramineFault {}

    /** Opening hangs until the latch is opened; there is nothing yet that could be closed. */
    record Stuck(CountDownLatch until) implements GramineFault {}
}
