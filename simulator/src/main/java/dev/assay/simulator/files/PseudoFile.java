package dev.assay.simulator.files;

import dev.assay.bytes.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/** A file whose contents are made when they are asked for. The factories are the kinds that Linux and Gramine have. */
public non-sealed interface PseudoFile extends PseudoNode {

    /**
     * open(2); each opening has its own state.
     *
     * @throws PosixException if this client may not, or not in this way
     */
    Opened open(boolean reading, boolean writing) throws PosixException;

    /** What fstat tells, which has nothing to do with the contents. */
    default long size() {
        return 4096;
    }

    /** Whether it is a device and no regular file. */
    default boolean isDevice() {
        return false;
    }

    /** A file that was opened, and is closed once. */
    interface Opened {

        /** read(2): how many bytes were put {@code into} the buffer; 0 at the end. */
        int read(ByteBuffer into, Caller caller) throws IOException;

        /** write(2), one operation each. */
        void write(Bytes bytes, Caller caller) throws IOException;

        /** The last close; nobody sees a failure. */
        default void close() {}
    }

    /** What is read. */
    @FunctionalInterface
    interface Content {
        Bytes make(Caller caller) throws IOException;
    }

    /** What takes a write. */
    @FunctionalInterface
    interface Sink {
        void take(Bytes bytes, Caller caller) throws IOException;
    }

    /** What answers commands. */
    @FunctionalInterface
    interface Exchange {
        Bytes answer(Bytes command, Caller caller) throws IOException;
    }

    /** A file of sysfs or configfs that can be read: its content is made at the first read of an opening, and kept. */
    static PseudoFile reading(Content content) {
        return (reading, writing) -> {
            requireNot(writing);
            return new OpenedFiles.Reading(content);
        };
    }

    /** A file that has its content from the moment of its opening, as Gramine's have. */
    static PseudoFile loading(Content content) {
        return (reading, writing) -> {
            requireNot(writing);
            Bytes loaded = OpenedFiles.load(content);
            return new OpenedFiles.Reading(caller -> loaded);
        };
    }

    /** A file that can be written only: each write reaches {@code sink} by itself. */
    static PseudoFile writing(Sink sink) {
        return (reading, writing) -> {
            requireNot(reading);
            return new OpenedFiles.ReadingAndWriting(caller -> Bytes.EMPTY, sink);
        };
    }

    /** Both {@link #reading} and {@link #writing}. */
    static PseudoFile of(Content content, Sink sink) {
        return (reading, writing) -> new OpenedFiles.ReadingAndWriting(content, sink);
    }

    /**
     * A binary attribute of configfs that can be written: what is written reaches {@code sink} when the file is closed,
     * whose failure nobody sees. Source: Linux, {@code fs/configfs/file.c}, configfs_release_bin_file.
     *
     * @param limit in bytes; a write beyond it fails with EFBIG
     */
    static PseudoFile gathering(int limit, Sink sink) {
        return (reading, writing) -> {
            requireNot(reading);
            return new OpenedFiles.Gathering(limit, sink);
        };
    }

    /**
     * A character device that takes a command and then has its answer, as a TPM does. A second command before the answer
     * was read fails with EBUSY.
     *
     * @param exchanges one for each opening
     */
    static PseudoFile device(Supplier<Exchange> exchanges) {
        return new PseudoFile() {
            @Override
            public Opened open(boolean reading, boolean writing) {
                return new OpenedFiles.Conversation(exchanges.get());
            }

            @Override
            public long size() {
                return 0;
            }

            @Override
            public boolean isDevice() {
                return true;
            }
        };
    }

    /** A file that cannot be opened. */
    static PseudoFile refusing(PosixError error) {
        return (reading, writing) -> {
            throw error.exception();
        };
    }

    private static void requireNot(boolean asked) throws PosixException {
        if (asked) {
            throw PosixError.EACCES.exception();
        }
    }
}
