package dev.assay.service.pccs.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is closed when its client is slow, whatever it trickles: Helidon bounds only single reads. Times as Intel's
 * server has them: 60 seconds from one request to the next, 10 for the headers, 15 for the body, and 30 to take the answer.
 */
final class WatchedConnection implements ConnectionContext, ServerConnection {

    static final Duration IDLE = Duration.ofSeconds(60);

    private static final long HEADERS_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long BODY_NANOS = TimeUnit.SECONDS.toNanos(15);
    private static final long WRITE_NANOS = TimeUnit.SECONDS.toNanos(30);
    /** What is read of a body that nobody wants, so that its sender comes to read the answer; then the connection ends. */
    private static final int MOST_LEFT_OVER = 4 << 20;

    private static final long NEVER = TimeUnit.DAYS.toNanos(365);

    /**
     * Each connection holds some 70 KB of buffers for TLS, so idle ones are closed before they fill the memory: the one first
     * that has been idle for longest. Clients open a connection when they find theirs closed; Intel's opens one a request.
     */
    static final int MOST_IDLE = 192;

    private static final ThreadLocal<WatchedConnection> CURRENT = new ThreadLocal<>();

    /** Makes connections that are watched, until it is closed. */
    static final class Watch implements ServerConnectionSelector, AutoCloseable {

        private final ServerConnectionSelector http;
        private final Set<WatchedConnection> open = ConcurrentHashMap.newKeySet();
        private final Thread clock;
        private final long begin = System.nanoTime();

        Watch(ServerConnectionSelector http) {
            this.http = http;
            this.clock = Thread.ofPlatform().daemon().name("pccs-slow-clients").start(this::watch);
        }

        private void watch() {
            try {
                while (true) {
                    Thread.sleep(Duration.ofSeconds(1));
                    closeSlow();
                }
            } catch (InterruptedException e) {
                // The server is closed, and with it every connection.
                return;
            }
        }

        private void closeSlow() {
            long now = System.nanoTime();
            for (WatchedConnection connection : open) {
                if (now - connection.deadline > 0) {
                    connection.close(true);
                }
            }
        }

        /** Makes room for one more connection. */
        private void closeLongestIdle() {
            if (open.size() < MOST_IDLE) {
                return;
            }
            open.stream()
                    .filter(connection -> connection.betweenRequests)
                    .min(Comparator.comparingLong(connection -> connection.deadline - begin))
                    .ifPresent(connection -> {
                        open.remove(connection);
                        connection.close(true);
                    });
        }

        int count() {
            return open.size();
        }

        @Override
        public int bytesToIdentifyConnection() {
            return http.bytesToIdentifyConnection();
        }

        @Override
        public Support supports(BufferData data) {
            return http.supports(data);
        }

        @Override
        public Set<String> supportedApplicationProtocols() {
            return http.supportedApplicationProtocols();
        }

        @Override
        public ServerConnection connection(ConnectionContext context) {
            closeLongestIdle();
            return new WatchedConnection(context, http, open);
        }

        @Override
        public void close() {
            clock.interrupt();
        }
    }

    private final ConnectionContext context;
    private final Set<WatchedConnection> open;
    private final DataReader reader;
    private final ServerConnection http;
    private volatile boolean betweenRequests = true;
    private boolean handling;
    private boolean last;
    private int leftOver;
    private volatile long deadline;

    private WatchedConnection(ConnectionContext context, ServerConnectionSelector http, Set<WatchedConnection> open) {
        this.context = context;
        this.open = open;
        this.reader = DataReader.create(this::receive);
        this.deadline = System.nanoTime() + IDLE.toNanos();
        this.http = http.connection(this);
    }

    /** The client's address, in digits: its name would have to be asked for. */
    String peer() {
        return context.remotePeer().address() instanceof InetSocketAddress address && address.getAddress() != null
                ? address.getAddress().getHostAddress()
                : "?";
    }

    /** The connection whose request this thread handles. */
    static @Nullable WatchedConnection current() {
        return CURRENT.get();
    }

    /** The headers are there: from now on the time is ours. */
    void requestBegins() {
        betweenRequests = false;
        handling = true;
        deadline = System.nanoTime() + NEVER;
    }

    /** The client has to deliver its body. */
    void bodyBegins() {
        deadline = System.nanoTime() + BODY_NANOS;
    }

    /** The client has to take the answer. */
    void answerBegins() {
        deadline = System.nanoTime() + WRITE_NANOS;
    }

    /** The client wants no more than this request, and nothing of it is left to be read: Helidon would wait for another. */
    void isLast() {
        last = true;
    }

    void requestEnds() {
        betweenRequests = true;
        handling = false;
        leftOver = 0;
        deadline = System.nanoTime() + IDLE.toNanos();
    }

    private byte @Nullable [] receive() {
        if (last && !handling) {
            return null;
        }
        DataReader source = context.dataReader();
        try {
            source.ensureAvailable();
        } catch (DataReader.InsufficientDataAvailableException e) {
            return null;
        }
        if (betweenRequests) {
            betweenRequests = false;
            deadline = System.nanoTime() + HEADERS_NANOS;
        }
        byte[] bytes = source.readBytes(source.available());
        if (!handling) {
            leftOver += bytes.length;
        }
        return leftOver > MOST_LEFT_OVER ? null : bytes;
    }

    @Override
    public void handle(Limit limit) throws InterruptedException {
        open.add(this);
        CURRENT.set(this);
        try {
            http.handle(limit);
        } finally {
            CURRENT.remove();
            open.remove(this);
        }
    }

    @Override
    public Duration idleTime() {
        return http.idleTime();
    }

    @Override
    public void close(boolean interrupt) {
        http.close(interrupt);
    }

    @Override
    public DataReader dataReader() {
        return reader;
    }

    @Override
    public DataWriter dataWriter() {
        return context.dataWriter();
    }

    @Override
    public ListenerContext listenerContext() {
        return context.listenerContext();
    }

    @Override
    public ExecutorService executor() {
        return context.executor();
    }

    @Override
    public Router router() {
        return context.router();
    }

    @Override
    public Optional<ProxyProtocolData> proxyProtocolData() {
        return context.proxyProtocolData();
    }

    @Override
    public HelidonSocket serverSocket() {
        return context.serverSocket();
    }

    @Override
    public PeerInfo remotePeer() {
        return context.remotePeer();
    }

    @Override
    public PeerInfo localPeer() {
        return context.localPeer();
    }

    @Override
    public boolean isSecure() {
        return context.isSecure();
    }

    @Override
    public String socketId() {
        return context.socketId();
    }

    @Override
    public String childSocketId() {
        return context.childSocketId();
    }
}
