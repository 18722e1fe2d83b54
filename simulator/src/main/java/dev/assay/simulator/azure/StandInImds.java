package dev.assay.simulator.azure;

import dev.assay.bytes.Bytes;
import dev.assay.simulator.FaultQueue;
import dev.assay.simulator.pcs.PcsPlatform;
import dev.assay.simulator.qgs.TestDomain;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The metadata service of a test platform: {@code POST /acc/tdquote} with a TDREPORT answers a quote about it, if the
 * report was made on that platform.
 *
 * <p>The quote comes in base64url without padding, and with zeros behind it, as it was seen to. Source:
 * kinvolk/azure-cvm-tooling, az-cvm-vtpm/az-tdx-vtpm/src/imds.rs; intel/trustauthority-client-for-go, go-aztdx.
 */
public final class StandInImds implements AutoCloseable {

    private static final Pattern REQUEST = Pattern.compile("\\{\"report\":\"([A-Za-z0-9_-]+)\"}");
    private static final int PADDING = 100;

    private final PcsPlatform platform;
    private final InstantSource clock;
    private final ServerSocket server;
    private final ExecutorService threads;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final FaultQueue<ImdsFault> faults = new FaultQueue<>();
    private final List<String> requests = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    private StandInImds(PcsPlatform platform, InstantSource clock, ServerSocket server) {
        this.platform = platform;
        this.clock = clock;
        this.server = server;
        this.threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "stand-in IMDS");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Starts on a free port of 127.0.0.1.
     *
     * @param platform makes the quotes
     * @param clock when they are made
     */
    public static StandInImds start(PcsPlatform platform, InstantSource clock) throws IOException {
        ServerSocket socket = new ServerSocket(0, 256, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        StandInImds imds = new StandInImds(platform, clock, socket);
        imds.threads.execute(imds::acceptAll);
        return imds;
    }

    /** What stands in the place of {@code http://169.254.169.254/}. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");
    }

    /** The next {@code count} answers go wrong, after those for which this was asked before. */
    public void inject(ImdsFault fault, int count) {
        faults.inject(fault, count);
    }

    /** From now on all answers are right. */
    public void clear() {
        faults.clear();
    }

    /** First line and headers of every request, in the order of arrival. */
    public synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    /** How many connections are open. */
    public int connections() {
        return open.size();
    }

    @Override
    public void close() {
        try {
            closed.countDown();
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
            threads.shutdownNow();
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
                open.add(socket);
                threads.execute(() -> converse(socket));
            } catch (SocketException | RejectedExecutionException stopped) {
                return;
            } catch (IOException e) {
                throw new UncheckedIOException("the stand-in IMDS can no longer accept connections", e);
            }
        }
    }

    private void converse(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            boolean goOn = true;
            while (goOn) {
                String head = head(in);
                goOn = !head.isEmpty() && answer(head, in, out);
            }
        } catch (IOException gone) {
            // The client hung up, which is its own affair.
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
        }
    }

    /** Up to the empty line; empty at the end. */
    private static String head(DataInputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0 || head.length() > 8192) {
                return "";
            }
            head.append((char) next);
        }
        return head.toString();
    }

    /** Whether the connection goes on. */
    private boolean answer(String head, DataInputStream in, OutputStream out) throws IOException, InterruptedException {
        ImdsFault fault = next(head);
        String body = new String(
                in.readNBytes(
                        header(head, "content-length").map(Integer::parseInt).orElse(0)),
                StandardCharsets.UTF_8);
        if (fault instanceof ImdsFault.HungUp) {
            return false;
        }
        if (fault instanceof ImdsFault.Silence) {
            return in.read() >= 0;
        }
        if (fault instanceof ImdsFault.Late late) {
            closed.await(late.delay().toMillis(), TimeUnit.MILLISECONDS);
        }
        if (fault instanceof ImdsFault.Endless) {
            endless(out);
        }
        if (fault instanceof ImdsFault.Status status) {
            return send(out, status.status(), "", status.body());
        }
        if (fault instanceof ImdsFault.Redirect redirect) {
            return send(out, 302, "Location: " + redirect.to() + "\r\n", "");
        }
        if (fault instanceof ImdsFault.Body other) {
            return send(out, 200, "", other.body());
        }
        if (!head.startsWith("POST /acc/tdquote HTTP/1.1\r\n")) {
            return send(out, 404, "", "{\"error\":\"Not found\"}");
        }
        if (header(head, "content-type").filter("application/json"::equals).isEmpty()) {
            return send(out, 415, "", "{\"error\":\"Unsupported media type\"}");
        }
        Matcher request = REQUEST.matcher(body);
        if (!request.matches()) {
            return send(out, 400, "", "{\"error\":\"Bad request. Report missing\"}");
        }
        Bytes report = Bytes.of(Base64.getUrlDecoder().decode(request.group(1)));
        if (!TestDomain.isGenuine(platform, report)) {
            return send(out, 400, "", "{\"error\":\"Bad request. Report is not valid\"}");
        }
        String answer = "{\"quote\":\""
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(quote(report, fault).toArray()) + "\"}";
        if (fault instanceof ImdsFault.Stalled) {
            out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + answer.length() + "\r\n\r\n"
                            + answer.substring(0, answer.length() / 2))
                    .getBytes(StandardCharsets.UTF_8));
            return in.read() >= 0;
        }
        return send(out, 200, "", answer);
    }

    private Bytes quote(Bytes report, @Nullable ImdsFault fault) {
        if (fault instanceof ImdsFault.SgxQuote) {
            return platform.forge(3, 1, clock.instant()).quote().encode();
        }
        Bytes quoted = fault instanceof ImdsFault.OtherReport
                ? TestDomain.on(platform).report(platform.machine().seed().bytes("other report data", 64))
                : report;
        Bytes quote = platform.forge(4, 2, clock.instant())
                .draft(draft -> draft.withBody(TestDomain.body(quoted)))
                .quote()
                .encode();
        if (fault instanceof ImdsFault.Cut cut) {
            return quote.slice(0, cut.bytes());
        }
        byte[] padding = new byte[PADDING];
        if (fault instanceof ImdsFault.Padded padded) {
            padding = new byte[padded.count()];
            Arrays.fill(padding, (byte) padded.value());
        }
        return Bytes.concat(quote, Bytes.of(padding));
    }

    private synchronized @Nullable ImdsFault next(String head) {
        requests.add(head);
        return faults.next().orElse(null);
    }

    private static Optional<String> header(String head, String name) {
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst();
    }

    private static boolean send(OutputStream out, int status, String headers, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        out.write(("HTTP/1.1 " + status + " Status\r\n" + headers
                        + "Content-Type: application/json; charset=utf-8\r\nContent-Length: " + bytes.length
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        out.write(bytes);
        out.flush();
        return true;
    }

    /** Until the client has enough. */
    private static void endless(OutputStream out) throws IOException {
        out.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        byte[] white = " ".repeat(4096).getBytes(StandardCharsets.UTF_8);
        while (true) {
            out.write(white);
        }
    }
}
