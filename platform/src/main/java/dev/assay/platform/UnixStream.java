package dev.assay.platform;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** A connection to a Unix domain socket that has a path. */
public final class UnixStream implements ByteStream {

    /** How long to wait before asking a service again whose queue was full. */
    private static final long PAUSE_MILLIS = 10;

    /** The address has room for 108 bytes with the NUL at their end. */
    private static final int LONGEST_PATH = 107;

    private final Path path;
    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;

    private UnixStream(Path path, SocketChannel channel, Selector selector) throws IOException {
        this.path = path;
        this.channel = channel;
        this.selector = selector;
        this.key = channel.register(selector, 0);
    }

    /**
     * Connects to the service that listens at {@code path}; to be closed by the caller.
     *
     * @param path in the default file system, at most 107 bytes long
     * @throws NoSuchFileException if there is nothing
     * @throws AccessDeniedException if this process may not write to it, or not look into its folder
     * @throws ConnectException if nobody listens: a service that has ended leaves its socket behind
     * @throws SocketTimeoutException if the service's queue was full until {@code deadline}
     */
    public static UnixStream connect(Path path, Deadline deadline) throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
        if (path.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH) {
            throw new SocketException(path + " is too long for a socket, which has at most " + LONGEST_PATH + " bytes");
        }
        while (true) {
            try {
                return connectAtOnce(path, address);
            } catch (SocketException e) {
                Optional<IOException> reason = explained(path, e);
                if (reason.isPresent()) {
                    throw reason.get();
                }
                // A Unix socket connects at once or not at all (unix(7)); what is left is EAGAIN, a full queue, as a
                // rule.
                if (deadline.hasPassed()) {
                    SocketTimeoutException full = new SocketTimeoutException(
                            path + " takes no connections, as if its queue stayed full: " + e.getMessage());
                    full.initCause(e);
                    throw full;
                }
            }
            pause(path, deadline);
        }
    }

    private static UnixStream connectAtOnce(Path path, UnixDomainSocketAddress address) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        boolean connected = false;
        try {
            channel.configureBlocking(false);
            if (!channel.connect(address)) {
                throw new SocketException("no connection yet");
            }
            UnixStream stream = over(path, channel);
            connected = true;
            return stream;
        } finally {
            if (!connected) {
                channel.close();
            }
        }
    }

    private static UnixStream over(Path path, SocketChannel channel) throws IOException {
        Selector selector = Selector.open();
        boolean registered = false;
        try {
            UnixStream stream = new UnixStream(path, channel, selector);
            registered = true;
            return stream;
        } finally {
            if (!registered) {
                selector.close();
            }
        }
    }

    /** The JDK tells these apart by its choice of class only, and some not at all. */
    private static Optional<IOException> explained(Path path, SocketException e) {
        if (e instanceof ConnectException) {
            return Optional.of(e);
        }
        IOException clearer;
        if (Files.notExists(path)) {
            clearer = new NoSuchFileException(path.toString());
        } else if (e instanceof BindException || !Files.isWritable(path)) {
            clearer = new AccessDeniedException(path.toString());
        } else {
            return Optional.empty();
        }
        clearer.initCause(e);
        return Optional.of(clearer);
    }

    private static void pause(Path path, Deadline deadline) throws IOException {
        try {
            Thread.sleep(Math.min(PAUSE_MILLIS, deadline.remainingMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted =
                    new InterruptedIOException("interrupted while waiting for a place in the queue of " + path);
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    @Override
    public void write(ByteBuffer all, Deadline deadline) throws IOException {
        int total = all.remaining();
        while (all.hasRemaining()) {
            if (channel.write(all) == 0) {
                await(
                        SelectionKey.OP_WRITE,
                        deadline,
                        () -> (total - all.remaining()) + " of " + total + " bytes sent");
            }
        }
    }

    @Override
    public void readFully(ByteBuffer into, Deadline deadline) throws IOException {
        int total = into.remaining();
        while (into.hasRemaining()) {
            int count = channel.read(into);
            if (count < 0) {
                throw new EOFException(
                        path + " ended the connection after " + (total - into.remaining()) + " of " + total + " bytes");
            }
            if (count == 0) {
                await(
                        SelectionKey.OP_READ,
                        deadline,
                        () -> (total - into.remaining()) + " of " + total + " bytes received");
            } else if (deadline.hasPassed() && into.hasRemaining()) {
                // Whoever sends a byte now and then is late too.
                throw late((total - into.remaining()) + " of " + total + " bytes received");
            }
        }
    }

    /** How far a transfer has come, for messages. */
    @FunctionalInterface
    private interface Progress {
        String text();
    }

    private void await(int operation, Deadline deadline, Progress progress) throws IOException {
        int millis = deadline.remainingMillis();
        if (millis == 0) {
            throw late(progress.text());
        }
        if (Thread.currentThread().isInterrupted()) {
            // From now on the selector would return at once, each time.
            throw new InterruptedIOException("interrupted while waiting for " + path + ": " + progress.text());
        }
        try {
            key.interestOps(operation);
            selector.select(millis);
            selector.selectedKeys().clear();
        } catch (ClosedSelectorException | CancelledKeyException e) {
            AsynchronousCloseException closed = new AsynchronousCloseException();
            closed.initCause(e);
            throw closed;
        }
    }

    private SocketTimeoutException late(String progress) {
        return new SocketTimeoutException(path + " was too slow: " + progress + " when the time was over");
    }

    @Override
    public void close() {
        try (selector;
                channel) {
            key.cancel();
        } catch (IOException e) {
            // Closed is what it had to become; there is nobody to whom a failure would matter.
        }
    }
}
