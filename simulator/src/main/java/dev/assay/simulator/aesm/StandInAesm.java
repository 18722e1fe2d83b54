package dev.assay.simulator.aesm;

import dev.assay.bytes.Bytes;
import dev.assay.simulator.Forge;
import dev.assay.simulator.PlannedFaults;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Intel's AESM service as its clients see it: a Unix domain socket, one request a connection, a quoting enclave that wants
 * to be initialised and quotes the reports that were made for it.
 *
 * <p>Its quotes are about the report that it was handed, on the platform of a {@link Forge}: with
 * {@code platform.forge(3, 1, at)} of a {@link dev.assay.simulator.pcs.PcsPlatform} they verify with the collateral that
 * the stand-in of Intel's collateral service has. Reports are made by {@link TestReports#report}.
 */
public final class StandInAesm implements AutoCloseable {

    /** As many may wait as with the service. */
    private static final int BACKLOG = 32;

    private final Path socket;
    private final ServerSocketChannel server;
    private final AesmEnclave enclave;
    private final AesmLogic logic;
    private final PlannedFaults<AesmRoute, AesmFault> faults = PlannedFaults.of(AesmRoute.class);
    private final List<AesmRecord> records = new ArrayList<>();
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads;

    private StandInAesm(Path socket, ServerSocketChannel server, Forge forge) {
        this.socket = socket;
        this.server = server;
        this.enclave = new AesmEnclave(forge);
        this.logic = new AesmLogic(enclave);
        this.threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "stand-in AESM");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Listens at {@code socket}, which must not be there yet; folders above it are made.
     *
     * @param socket at most 107 bytes
     * @param forge the platform that quotes; its draft's report is replaced by the one that is handed over
     */
    public static StandInAesm start(Path socket, Forge forge) throws IOException {
        Files.createDirectories(socket.toAbsolutePath().getParent());
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        boolean bound = false;
        try {
            server.bind(UnixDomainSocketAddress.of(socket), BACKLOG);
            bound = true;
        } finally {
            if (!bound) {
                server.close();
            }
        }
        StandInAesm aesm = new StandInAesm(socket, server, forge);
        aesm.threads.execute(aesm::acceptAll);
        return aesm;
    }

    /** Where it listens. */
    public Path socket() {
        return socket;
    }

    public PlannedFaults<AesmRoute, AesmFault> faults() {
        return faults;
    }

    /** What it was asked so far, in the order of arrival. */
    public List<AesmRecord> records() {
        synchronized (records) {
            return List.copyOf(records);
        }
    }

    /** What it was asked for so far. */
    public List<AesmRoute> asked() {
        return records().stream().map(AesmRecord::route).toList();
    }

    /** It forgets its key and has another quoting enclave, as after an update. */
    public void restart() {
        enclave.restart();
    }

    /** Reports need not be made by {@link TestReports} any more. */
    public void takeAnyReport() {
        enclave.takeAnyReport();
    }

    /** The kinds of attestation keys that it lists and knows, 256 bytes each. */
    public void offer(List<Bytes> keyIds) {
        logic.offer(keyIds);
    }

    /**
     * The id of a kind of attestation key: 256 bytes.
     *
     * @param algorithm 0 EPID, 1 linkable EPID, 2 ECDSA P-256, 3 ECDSA P-384
     */
    public static Bytes keyId(int algorithm) {
        return AesmLogic.keyId(algorithm);
    }

    AesmLogic logic() {
        return logic;
    }

    void record(AesmRecord request) {
        synchronized (records) {
            records.add(request);
        }
    }

    private void acceptAll() {
        try {
            while (true) {
                SocketChannel channel = server.accept();
                open.add(channel);
                threads.execute(() -> serve(channel));
            }
        } catch (IOException e) {
            // Closed, which ends this service.
        }
    }

    private void serve(SocketChannel channel) {
        try (channel) {
            new AesmConnection(this, channel).serve();
        } catch (IOException e) {
            // The client has gone, or wrote what no answer is for.
        } finally {
            open.remove(channel);
        }
    }

    /** Stops; the socket stays behind, as a service leaves it that was killed. */
    public void kill() throws IOException {
        server.close();
        for (SocketChannel channel : open) {
            channel.close();
        }
        threads.shutdownNow();
    }

    /** Stops and removes the socket. */
    @Override
    public void close() {
        try {
            kill();
            Files.deleteIfExists(socket);
            boolean ended = threads.awaitTermination(5, TimeUnit.SECONDS);
            if (!ended) {
                throw new IllegalStateException("a connection of the stand-in does not end");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot stop the stand-in at " + socket, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
