package dev.assay.platform.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.assay.platform.ByteStream;
import dev.assay.platform.Deadline;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A connection through the {@link Kernel}'s own socket calls: to a vsock address or an abstract Unix name, which the
 * JDK cannot express.
 *
 * <p>The socket never blocks; what waits is {@code poll}, in short turns, so that deadlines, interrupts and a
 * {@link #close} from another thread are noticed. Past the deadline calls throw {@link SocketTimeoutException}, at the
 * end of the stream {@link EOFException}, where nobody listens {@link ConnectException}, and otherwise an
 * {@link IOException}; the cause of the last two is the {@link KernelException}.
 *
 * <p>Source: Linux, {@code include/uapi/linux/vm_sockets.h} and {@code un.h}; vsock(7), unix(7).
 */
public final class KernelStream implements ByteStream {

    /** The address of the host as seen from its guests: VMADDR_CID_HOST. */
    public static final long CID_HOST = 2;

    private static final int AF_UNIX = 1;
    private static final int SOCKADDR_VM = 16;
    private static final int SUN_PATH = 108;

    /** How long one {@code poll} may take. */
    private static final int TURN_MILLIS = 50;

    private static final int CHUNK = 16 << 10;

    private final Kernel kernel;
    private final int descriptor;
    private final String place;
    private final ReentrantLock use = new ReentrantLock();
    private final AtomicBoolean closed = new AtomicBoolean();

    private KernelStream(Kernel kernel, int descriptor, String place) {
        this.kernel = kernel;
        this.descriptor = descriptor;
        this.place = place;
    }

    /**
     * Connects to a virtual socket.
     *
     * @param cid which machine, {@link #CID_HOST} from inside a guest; 32 bits
     * @param port 32 bits
     */
    public static KernelStream vsock(Kernel kernel, long cid, long port, Deadline deadline) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(SOCKADDR_VM, 4);
            address.set(JAVA_SHORT, 0, (short) Kernel.AF_VSOCK);
            address.set(JAVA_INT, 4, (int) port);
            address.set(JAVA_INT, 8, (int) cid);
            return connect(kernel, Kernel.AF_VSOCK, address, "vsock " + cid + ":" + port, deadline);
        }
    }

    /**
     * Connects to a Unix socket in the abstract namespace.
     *
     * @param name without the NUL byte that marks it; a server that bound a padded name needs the padding here too
     */
    public static KernelStream unixAbstract(Kernel kernel, String name, Deadline deadline) throws IOException {
        byte[] path = ("\0" + name).getBytes(StandardCharsets.UTF_8);
        if (path.length > SUN_PATH) {
            throw new IOException(
                    "an abstract name of " + path.length + " bytes, a Unix socket has at most " + SUN_PATH);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(2L + path.length, 2);
            address.set(JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(path, 0, address, JAVA_BYTE, 2, path.length);
            return connect(kernel, AF_UNIX, address, "@" + name.replace("\0", ""), deadline);
        }
    }

    /**
     * Connects to any address.
     *
     * @param address a {@code sockaddr} of that family, exactly as long as it counts
     * @param place for messages
     */
    public static KernelStream connect(
            Kernel kernel, int family, MemorySegment address, String place, Deadline deadline) throws IOException {
        KernelStream stream;
        try {
            int type = Kernel.SOCK_STREAM | Kernel.SOCK_NONBLOCK | Kernel.SOCK_CLOEXEC;
            stream = new KernelStream(kernel, kernel.socket(family, type, 0), place);
        } catch (KernelException e) {
            throw failure(place, e);
        }
        boolean connected = false;
        try {
            stream.connect(address, deadline);
            connected = true;
            return stream;
        } finally {
            if (!connected) {
                stream.close();
            }
        }
    }

    private void connect(MemorySegment address, Deadline deadline) throws IOException {
        try {
            while (!startConnecting(address)) {
                // The server's queue is full, and nothing can be polled for that.
                checkTime("connect", deadline);
                LockSupport.parkNanos(5_000_000);
            }
            await(Kernel.POLLOUT, "connect", deadline);
            int error = kernel.socketError(descriptor);
            if (error != 0) {
                throw new KernelException("connect", error);
            }
        } catch (KernelException e) {
            throw e.is(Errno.ECONNREFUSED) || e.is(Errno.ECONNRESET) ? nobodyListens(e) : failure(place, e);
        }
    }

    /** Vsock says of a port without service that the connection was reset. */
    private ConnectException nobodyListens(KernelException e) {
        ConnectException refused = new ConnectException("nobody listens at " + place + " (" + e.getMessage() + ")");
        refused.initCause(e);
        return refused;
    }

    /** False if it has to be tried again. */
    private boolean startConnecting(MemorySegment address) throws KernelException {
        try {
            kernel.connect(descriptor, address);
            return true;
        } catch (KernelException e) {
            if (e.is(Errno.EAGAIN)) {
                return false;
            }
            if (e.is(Errno.EINPROGRESS) || e.is(Errno.EINTR)) {
                return true;
            }
            throw e;
        }
    }

    @Override
    public void write(ByteBuffer all, Deadline deadline) throws IOException {
        transfer(all, deadline, true);
    }

    @Override
    public void readFully(ByteBuffer into, Deadline deadline) throws IOException {
        transfer(into, deadline, false);
    }

    private void transfer(ByteBuffer data, Deadline deadline, boolean out) throws IOException {
        if (!data.hasRemaining()) {
            return;
        }
        use.lock();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment native16k = arena.allocate(Math.min(CHUNK, data.remaining()));
            while (data.hasRemaining()) {
                MemorySegment chunk = native16k.asSlice(0, Math.min(native16k.byteSize(), data.remaining()));
                if (out) {
                    writeSome(data, chunk, deadline);
                } else {
                    readSome(data, chunk, deadline);
                }
            }
        } catch (KernelException e) {
            throw failure(place, e);
        } finally {
            use.unlock();
        }
    }

    private void writeSome(ByteBuffer data, MemorySegment chunk, Deadline deadline)
            throws KernelException, IOException {
        await(Kernel.POLLOUT, "write to", deadline);
        int size = Math.toIntExact(chunk.byteSize());
        chunk.copyFrom(MemorySegment.ofBuffer(data.slice(data.position(), size)));
        try {
            data.position(data.position() + Math.toIntExact(kernel.write(descriptor, chunk)));
        } catch (KernelException e) {
            passIfAgain(e);
        }
    }

    private void readSome(ByteBuffer data, MemorySegment chunk, Deadline deadline) throws KernelException, IOException {
        await(Kernel.POLLIN, "read from", deadline);
        try {
            int count = Math.toIntExact(kernel.read(descriptor, chunk));
            if (count == 0) {
                throw new EOFException(place + " closed the connection, " + data.remaining() + " bytes were missing");
            }
            data.put(chunk.asSlice(0, count).asByteBuffer());
        } catch (KernelException e) {
            passIfAgain(e);
        }
    }

    private static void passIfAgain(KernelException e) throws KernelException {
        if (!e.is(Errno.EAGAIN) && !e.is(Errno.EINTR)) {
            throw e;
        }
    }

    /** Returns when one of {@code events} happened or the next call would say what is wrong. */
    private void await(int events, String doing, Deadline deadline) throws KernelException, IOException {
        while (true) {
            checkTime(doing, deadline);
            try {
                if (kernel.poll(descriptor, events, Math.min(TURN_MILLIS, deadline.remainingMillis())) != 0) {
                    return;
                }
            } catch (KernelException e) {
                passIfAgain(e);
            }
        }
    }

    private void checkTime(String doing, Deadline deadline) throws IOException {
        if (closed.get()) {
            throw new IOException("the connection to " + place + " was closed on this side");
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted while trying to " + doing + " " + place);
        }
        if (deadline.hasPassed()) {
            throw new SocketTimeoutException("could not " + doing + " " + place + " before the deadline");
        }
    }

    private static IOException failure(String place, KernelException e) {
        return new IOException(place + ": " + e.getMessage(), e);
    }

    /** Closes the socket; a call under way in another thread fails first. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        use.lock();
        try {
            kernel.close(descriptor);
        } finally {
            use.unlock();
        }
    }
}
