package dev.assay.platform.files;

import dev.assay.bytes.Bytes;
import dev.assay.platform.Deadline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One request's work on files: every call says what it is at, and ends with an exception when the request is given up.
 */
public final class Visit {

    private static final int CHUNK = 16_384;

    private final Deadline deadline;
    private volatile String step = "starting";
    private boolean abandoned;
    private @Nullable Channel open;
    private @Nullable Runnable whenAbandoned;

    Visit(Deadline deadline) {
        this.deadline = deadline;
    }

    public Deadline deadline() {
        return deadline;
    }

    /** What was begun last, as in {@code reading /sys/x}. */
    public String step() {
        return step;
    }

    /** To be told when what follows hangs. */
    public void begin(String what) {
        step = what;
    }

    /**
     * A whole file, read to its end: the sizes that such files report mean nothing.
     *
     * @param limit in bytes
     * @throws OverlongException if there are more
     */
    public Bytes read(Path file, int limit) throws IOException {
        begin("reading " + file);
        try (FileChannel channel = hold(FileChannel.open(file, StandardOpenOption.READ))) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            ByteBuffer chunk = ByteBuffer.allocate(Math.min(CHUNK, limit + 1));
            while (channel.read(chunk) > 0) {
                all.write(chunk.array(), 0, chunk.position());
                if (all.size() > limit) {
                    throw new OverlongException(limit);
                }
                chunk.clear();
            }
            return Bytes.of(all.toByteArray());
        } finally {
            leave();
        }
    }

    /** All bytes in one call, and closes the file, which for some files is what does it. */
    public void write(Path file, Bytes bytes) throws IOException {
        begin("writing " + file);
        try (FileChannel channel = hold(FileChannel.open(file, StandardOpenOption.WRITE))) {
            int written = channel.write(ByteBuffer.wrap(bytes.toArray()));
            if (written != bytes.length()) {
                throw new IOException(written + " of " + bytes.length() + " bytes were taken");
            }
        } finally {
            leave();
        }
    }

    /** Waits before another attempt. */
    public synchronized void pause(Duration time) throws IOException {
        long end = System.nanoTime() + time.toNanos();
        try {
            for (long left = time.toNanos(); left > 0 && !abandoned; left = end - System.nanoTime()) {
                wait(1 + left / 1_000_000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClosedChannelException();
        }
        requireWanted();
    }

    /**
     * Has {@code channel} closed when the request is given up, until another is held; closing it otherwise is the caller's.
     *
     * @throws ClosedChannelException if it has been given up; the channel is closed then
     */
    public synchronized <C extends Channel> C hold(C channel) throws IOException {
        try {
            requireWanted();
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        open = channel;
        return channel;
    }

    private synchronized void leave() {
        open = null;
    }

    private synchronized void requireWanted() throws IOException {
        if (abandoned) {
            throw new ClosedChannelException();
        }
    }

    /** Nobody waits any more: what is open is closed, and nothing is opened. */
    public synchronized void abandon() {
        if (abandoned) {
            return;
        }
        abandoned = true;
        notifyAll();
        if (whenAbandoned != null) {
            whenAbandoned.run();
        }
        Channel channel = open;
        if (channel != null) {
            // Closing returns only when the reader has left, which in the kernel may take as long as it likes.
            Thread.ofVirtual().name("assay-file-closer").start(() -> close(channel));
        }
    }

    synchronized void whenAbandoned(Runnable action) {
        whenAbandoned = action;
    }

    private void close(Channel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // Whoever reads it hears the same.
            begin(step + ", which could not be closed: " + FileError.describe(e));
        }
    }
}
