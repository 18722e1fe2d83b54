package dev.assay.platform;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;

/**
 * A connection to another process on this machine or to the host below it, on which nothing waits longer than it was
 * told to.
 *
 * <p>Both methods do all of what they are asked or fail; a connection on which one failed is of no more use. One thread
 * uses it at a time; {@link #close} may come from another, and makes a call under way fail with an {@link IOException}.
 */
public interface ByteStream extends AutoCloseable {

    /**
     * Sends all that remains in {@code all}.
     *
     * @throws SocketTimeoutException if the other side did not take it before {@code deadline}
     */
    void write(ByteBuffer all, Deadline deadline) throws IOException;

    /**
     * Receives until {@code into} is full.
     *
     * @throws SocketTimeoutException if that took until {@code deadline}
     * @throws java.io.EOFException if the other side ended the connection before; the message says after how many bytes
     */
    void readFully(ByteBuffer into, Deadline deadline) throws IOException;

    /** Ends the connection; never fails. From another thread it makes fail what waits there. */
    @Override
    void close();
}
