package dev.assay.simulator.qgs;

import dev.assay.simulator.FaultQueue;
import dev.assay.simulator.pcs.PcsPlatform;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A quote generation service on a Unix socket. It answers one request a connection, as the real one does; what it answers
 * {@link QgsAnswers} composes.
 *
 * <p>Source: Intel DCAP, {@code QuoteGeneration/quote_wrapper/qgs/qgs_server.cpp}.
 */
public final class StandInQgs implements AutoCloseable {

    private static final int REQUEST_LIMIT = 1 << 20;

    private final ServerSocketChannel server;
    private final Path socket;
    private final QgsAnswers answers;
    private final ExecutorService threads;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private final FaultQueue<QgsFault> faults = new FaultQueue<>();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile byte[] lastRequest = {};

    private StandInQgs(ServerSocketChannel server, Path socket, QgsAnswers answers) {
        this.server = server;
        this.socket = socket;
        this.answers = answers;
        this.threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "stand-in QGS");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Starts a service.
     *
     * @param socket where to listen; the path must be short, and is taken away on {@link #close}
     * @param platform whose quoting enclave signs
     */
    public static StandInQgs start(Path socket, PcsPlatform platform) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket), 128);
        StandInQgs qgs = new StandInQgs(server, socket, new QgsAnswers(platform));
        qgs.threads.execute(qgs::accept);
        return qgs;
    }

    public Path socket() {
        return socket;
    }

    /** The next {@code count} answers go wrong, after those for which this was asked before. */
    public void inject(QgsFault fault, int count) {
        faults.inject(fault, count);
    }

    /** How often somebody has connected. */
    public int connections() {
        return connections.get();
    }

    /** The last request, with its frame; empty if there was none. */
    public byte[] lastRequest() {
        return lastRequest.clone();
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel connection = server.accept();
                connections.incrementAndGet();
                open.add(connection);
                threads.execute(() -> serve(connection));
            } catch (IOException e) {
                // Closed, or a client that went away before it was taken.
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    private void serve(SocketChannel connection) {
        try (connection) {
            ByteBuffer prefix = ByteBuffer.allocate(4);
            if (!readFully(connection, prefix)) {
                return;
            }
            int length = prefix.getInt(0);
            if (length < 0 || length > REQUEST_LIMIT) {
                return;
            }
            ByteBuffer frame = ByteBuffer.allocate(4 + length).putInt(length);
            if (!readFully(connection, frame)) {
                return;
            }
            lastRequest = frame.array();
            answer(connection, frame.array());
        } catch (IOException e) {
            // The client has gone, which is its right.
        } finally {
            open.remove(connection);
        }
    }

    private void answer(SocketChannel connection, byte[] request) throws IOException {
        QgsFault fault = faults.next().orElse(null);
        if (fault instanceof QgsFault.HungUp) {
            return;
        }
        if (fault instanceof QgsFault.Silence) {
            readFully(connection, ByteBuffer.allocate(1));
            return;
        }
        Optional<byte[]> answer = answers.to(request, fault);
        if (answer.isEmpty()) {
            return;
        }
        ByteBuffer bytes = ByteBuffer.wrap(answer.get());
        if (fault instanceof QgsFault.BrokenOff brokenOff) {
            bytes.limit(Math.min(bytes.limit(), brokenOff.after()));
        }
        if (fault instanceof QgsFault.Late late) {
            LockSupport.parkNanos(late.delay().toNanos());
        }
        if (fault instanceof QgsFault.Dripping dripping) {
            drip(connection, bytes, dripping);
        }
        while (bytes.hasRemaining()) {
            connection.write(bytes);
        }
    }

    private static void drip(SocketChannel connection, ByteBuffer bytes, QgsFault.Dripping drops) throws IOException {
        while (bytes.hasRemaining()) {
            LockSupport.parkNanos(drops.pause().toNanos());
            ByteBuffer drop = bytes.slice(bytes.position(), Math.min(drops.piece(), bytes.remaining()));
            bytes.position(bytes.position() + drop.remaining());
            while (drop.hasRemaining()) {
                connection.write(drop);
            }
        }
    }

    private static boolean readFully(SocketChannel connection, ByteBuffer into) throws IOException {
        while (into.hasRemaining()) {
            if (connection.read(into) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Ends every connection and takes the socket away. */
    @Override
    public void close() throws IOException {
        server.close();
        for (SocketChannel connection : open) {
            connection.close();
        }
        threads.shutdownNow();
        Files.deleteIfExists(socket);
    }
}
