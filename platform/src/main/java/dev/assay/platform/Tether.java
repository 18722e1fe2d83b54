package dev.assay.platform;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * Holds the connection that a source has open, so that whoever closes the source ends it: what waits there then fails at
 * once and not at its deadline.
 */
public final class Tether implements AutoCloseable {

    private @Nullable ByteStream held;
    private boolean closed;

    /** It holds nothing yet. */
    public Tether() {}

    /**
     * Holds {@code opened} in the place of the one before, which is over.
     *
     * @throws ClosedChannelException if it comes too late; {@code opened} is closed then
     */
    public synchronized ByteStream hold(ByteStream opened) throws IOException {
        if (closed) {
            opened.close();
            throw new ClosedChannelException();
        }
        held = opened;
        return opened;
    }

    /** Ends the connection, and each that comes after it; never fails. */
    @Override
    public synchronized void close() {
        closed = true;
        if (held != null) {
            held.close();
        }
    }
}
