package dev.assay.simulator.tsm;

import dev.assay.bytes.Bytes;
import dev.assay.simulator.files.PosixError;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** One way for an entry to go wrong. */
public sealed interface TsmFault {

    /** mkdir fails, so there is no entry. */
    record MkdirFails(PosixError error) implements TsmFault {}

    /** rmdir fails, the first {@code times} times. */
    record RmdirFails(PosixError error, int times) implements TsmFault {}

    /** Opening inblob for writing fails. */
    record InblobRefused(PosixError error) implements TsmFault {}

    /** Report data is not taken; nobody is told, for configfs tells nobody. */
    record InblobIgnored() implements TsmFault {}

    /** Somebody else writes other report data before outblob is read. */
    record Raced() implements TsmFault {}

    /** Reading outblob fails. */
    record OutblobFails(PosixError error) implements TsmFault {}

    /** outblob ends early. */
    record Truncated(int length) implements TsmFault {}

    /** outblob has zeros behind the quote. */
    record Padded(int zeros) implements TsmFault {}

    /** outblob never ends. */
    record Endless() implements TsmFault {}

    /** outblob is something else. */
    record Replaced(Bytes outblob) implements TsmFault {}

    /** outblob is a good quote about other report data, though nobody wrote any. */
    record OtherReportData() implements TsmFault {}

    /** The first read of outblob takes a while. */
    record Slow(Duration delay) implements TsmFault {}

    /** The first read of outblob hangs until it is interrupted. */
    record Hanging() implements TsmFault {}

    /** The first read of outblob hangs, and no signal ends it, until the latch is opened. */
    record Stuck(CountDownLatch until) implements TsmFault {}

    /** What {@code generation} shows is this text. */
    record Generation(String text) implements TsmFault {}
}
