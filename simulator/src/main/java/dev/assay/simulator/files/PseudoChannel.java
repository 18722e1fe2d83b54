package dev.assay.simulator.files;

import dev.assay.bytes.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * An opened file. As with the JDK's own channels, a read or write that hangs ends when another thread closes the channel
 * or interrupts the reader; as with binary files of configfs there is no seeking.
 */
final class PseudoChannel extends FileChannel {

    private final PseudoFiles files;
    private final PseudoFile.Opened opened;
    private final boolean reading;
    private final boolean writing;
    private final long size;
    private final Caller caller = new Caller();
    private final Object turn = new Object();
    private long position;

    PseudoChannel(PseudoFiles files, PseudoFile file, boolean reading, boolean writing) throws PosixException {
        this.files = files;
        this.opened = file.open(reading, writing);
        this.reading = reading;
        this.writing = writing;
        this.size = file.size();
        files.opened(1);
    }

    @FunctionalInterface
    private interface Call {
        int make() throws IOException;
    }

    private int within(Call call) throws IOException {
        ensureOpen();
        synchronized (turn) {
            int count = 0;
            boolean completed = false;
            caller.enter();
            try {
                begin();
                if (isOpen()) {
                    count = call.make();
                    completed = true;
                }
            } finally {
                caller.leave();
                end(completed);
            }
            position += count;
            return count;
        }
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (!reading) {
            throw new NonReadableChannelException();
        }
        int room = into.remaining();
        int count = within(() -> opened.read(into, caller));
        return count == 0 && room > 0 ? -1 : count;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        if (!writing) {
            throw new NonWritableChannelException();
        }
        byte[] bytes = new byte[from.remaining()];
        from.duplicate().get(bytes);
        int count = within(() -> {
            opened.write(Bytes.of(bytes), caller);
            return bytes.length;
        });
        from.position(from.position() + count);
        return count;
    }

    @Override
    protected void implCloseChannel() {
        caller.close();
        opened.close();
        files.opened(-1);
    }

    @Override
    public long size() throws IOException {
        ensureOpen();
        return size;
    }

    @Override
    public long position() throws IOException {
        ensureOpen();
        synchronized (turn) {
            return position;
        }
    }

    private void ensureOpen() throws IOException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public FileChannel position(long newPosition) throws IOException {
        throw PosixError.ESPIPE.exception();
    }

    @Override
    public int read(ByteBuffer into, long from) throws IOException {
        throw PosixError.ESPIPE.exception();
    }

    @Override
    public int write(ByteBuffer from, long to) throws IOException {
        throw PosixError.ESPIPE.exception();
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) throws IOException {
        throw PosixError.EINVAL.exception();
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) throws IOException {
        throw PosixError.EINVAL.exception();
    }

    @Override
    public FileChannel truncate(long newSize) {
        return this;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        throw PosixError.EINVAL.exception();
    }

    @Override
    public long transferTo(long from, long count, WritableByteChannel target) throws IOException {
        throw PosixError.EINVAL.exception();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long to, long count) throws IOException {
        throw PosixError.EINVAL.exception();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long from, long count) throws IOException {
        throw PosixError.ENODEV.exception();
    }

    @Override
    public FileLock lock(long from, long count, boolean shared) {
        throw new UnsupportedOperationException("locks on pseudo files");
    }

    @Override
    public FileLock tryLock(long from, long count, boolean shared) {
        throw new UnsupportedOperationException("locks on pseudo files");
    }
}
