package dev.assay.simulator.pcs;

import dev.assay.bytes.Bytes;
import dev.assay.simulator.PlannedFaults;
import dev.assay.simulator.Seed;
import dev.assay.simulator.TestCertificate;
import dev.assay.simulator.TestPki;
import dev.assay.simulator.pcs.PcsEdition.Making;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Serves a {@link PcsCatalog} on loopback as Intel's Provisioning Certification Service serves its own documents: the same
 * routes, parameters, statuses, headers and encodings. It also is the registration service and the host of the root CA CRL.
 *
 * <p>It takes whole addresses in requests too, so it can be the proxy of a client that speaks plain HTTP.
 */
public final class StandInPcs implements AutoCloseable {

    private static final int IDLE_MILLIS = 60_000;

    private final PcsCatalog catalog;
    private final PcsApi api;
    private final InstantSource clock;
    private final ServerSocket server;
    private final String scheme;
    private final PlannedFaults<PcsRoute, PcsFault> faults = PlannedFaults.of(PcsRoute.class);
    private final PcsRequestLog log = new PcsRequestLog();
    private final AtomicLong connections = new AtomicLong();
    private final AtomicLong answers = new AtomicLong();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads;

    private StandInPcs(PcsCatalog catalog, InstantSource clock, ServerSocket server, String scheme) {
        this.catalog = catalog;
        this.api = new PcsApi(catalog);
        this.clock = clock;
        this.server = server;
        this.scheme = scheme;
        this.threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "stand-in PCS");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Starts on a free port, without TLS.
     *
     * @param clock for the dates of answers and of the log; documents have the dates of the catalog
     */
    public static StandInPcs start(PcsCatalog catalog, InstantSource clock) throws IOException {
        return start(catalog, clock, 0);
    }

    /** Starts on the given port, without TLS. */
    public static StandInPcs start(PcsCatalog catalog, InstantSource clock, int port) throws IOException {
        return serve(catalog, clock, new ServerSocket(port, 256, loopback()), "http");
    }

    /** Starts on the given port, 0 for a free one, with TLS. */
    public static StandInPcs start(PcsCatalog catalog, InstantSource clock, int port, TestTls tls) throws IOException {
        return serve(
                catalog,
                clock,
                tls.serverContext().getServerSocketFactory().createServerSocket(port, 256, loopback()),
                "https");
    }

    private static StandInPcs serve(PcsCatalog catalog, InstantSource clock, ServerSocket server, String scheme) {
        StandInPcs pcs = new StandInPcs(catalog, clock, server, scheme);
        pcs.threads.execute(pcs::acceptAll);
        return pcs;
    }

    private static InetAddress loopback() throws IOException {
        return InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1});
    }

    public PcsCatalog catalog() {
        return catalog;
    }

    public PlannedFaults<PcsRoute, PcsFault> faults() {
        return faults;
    }

    public PcsRequestLog requests() {
        return log;
    }

    public int port() {
        return server.getLocalPort();
    }

    /** How many connections were opened so far. */
    public long connections() {
        return connections.get();
    }

    /** What clients take as the service's address, as in {@code http://127.0.0.1:4711/sgx/certification/v4/}. */
    public URI sgxUrl() {
        return url("/sgx/certification/v4/");
    }

    /** The same for TDX, as in {@code http://127.0.0.1:4711/tdx/certification/v4/}. */
    public URI tdxUrl() {
        return url("/tdx/certification/v4/");
    }

    /** The address of the root CA CRL. */
    public URI rootCaCrlUrl() {
        return url(PcsRoute.ROOT_CA_CRL.path());
    }

    /** The address of a route, without parameters. */
    public URI url(PcsRoute route) {
        return url(route.path());
    }

    private URI url(String path) {
        return URI.create(scheme + "://127.0.0.1:" + port() + path);
    }

    /** Stops listening and hangs up on everybody. */
    @Override
    public void close() {
        try {
            server.close();
            threads.shutdownNow();
            for (Socket socket : open) {
                socket.close();
            }
            threads.awaitTermination(5, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void acceptAll() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                open.add(socket);
                threads.execute(() -> converse(socket));
            } catch (SocketException | RejectedExecutionException closed) {
                return;
            } catch (IOException e) {
                throw new UncheckedIOException("the stand-in PCS can no longer accept connections", e);
            }
        }
    }

    private void converse(Socket socket) {
        try (socket) {
            socket.setSoTimeout(IDLE_MILLIS);
            socket.setTcpNoDelay(true);
            PcsConnection connection = new PcsConnection(socket, clock);
            boolean goOn = true;
            while (goOn) {
                Optional<PcsRequest> request = connection.read();
                goOn = request.isPresent() && answer(request.get(), connection);
            }
        } catch (IOException gone) {
            // The client hung up, was silent for too long or spoke something else: all of it its own affair.
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
        }
    }

    /** Whether the connection goes on. */
    private boolean answer(PcsRequest request, PcsConnection connection) throws IOException, InterruptedException {
        Optional<PcsFault> fault = request.route().flatMap(faults::next);
        log.add(request);
        if (fault.isEmpty()) {
            connection.send(right(request, Making.RIGHT, false), isHead(request), false);
            return !wantsToClose(request);
        }
        return spoil(fault.get(), request, connection) && !wantsToClose(request);
    }

    private boolean spoil(PcsFault fault, PcsRequest request, PcsConnection connection)
            throws IOException, InterruptedException {
        if (fault instanceof PcsFault.HungUp) {
            return false;
        }
        Making making = new Making(
                fault instanceof PcsFault.Old old ? old.age() : Duration.ZERO, fault instanceof PcsFault.WrongSigner);
        PcsAnswer answer = SpoiledAnswer.apply(
                fault, right(request, making, fault instanceof PcsFault.Misfiled), ForeignPki.CHAIN);
        if (fault instanceof PcsFault.BrokenOff) {
            connection.breakOff(answer);
            return false;
        }
        if (fault instanceof PcsFault.Dripping dripping) {
            connection.drip(answer, dripping.piece(), dripping.pause());
            return true;
        }
        if (fault instanceof PcsFault.Late late) {
            Thread.sleep(late.delay().toMillis());
        }
        connection.send(answer, isHead(request), fault instanceof PcsFault.LowerCaseHeaders);
        return true;
    }

    private PcsAnswer right(PcsRequest request, Making making, boolean misfiled) {
        String requestId =
                Seed.of(answers.incrementAndGet()).bytes("Request-ID", 16).hex();
        return api.answer(request, making, misfiled).with("Request-ID", requestId);
    }

    /** Minted when the first fault needs it: it costs as much as the catalog's own authorities. */
    private static final class ForeignPki {

        static final Bytes CHAIN =
                TestCertificate.pem(TestPki.of(Seed.of(0).child("foreign PKI")).tcbSigningChain());
    }

    private static boolean isHead(PcsRequest request) {
        return request.method().equals("HEAD");
    }

    private static boolean wantsToClose(PcsRequest request) {
        return request.header("connection").orElse("").toLowerCase(Locale.ROOT).contains("close");
    }
}
