package dev.assay.service.pccs.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.assay.service.pccs.Mode;
import dev.assay.service.pccs.Pccs;
import dev.assay.service.pccs.PccsOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that take their time: a byte a second, or that never read; {@code -Dassay.faults.slow=true} waits for their end. */
@Timeout(200)
class SlowClientsTest {

    private static final int OF_EACH_KIND = 50;
    private static final String TARGET = "/sgx/certification/v4/rootcacrl";

    private final Client client = new Client();
    private final AtomicBoolean over = new AtomicBoolean();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    @TempDir
    Path folder;

    private enum Kind {
        HEADERS(Duration.ofSeconds(13)),
        BODY(Duration.ofSeconds(18)),
        ANSWER(Duration.ofSeconds(34)),
        BETWEEN_REQUESTS(Duration.ofSeconds(64));

        private final Duration longest;

        Kind(Duration longest) {
            this.longest = longest;
        }
    }

    @Test
    void disturbNobody() throws Exception {
        try (World world = World.start();
                Replica replica = Replica.start(world.settings(folder, Mode.LAZY));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            client.get(replica.address(), TARGET);
            for (Kind kind : Kind.values()) {
                // Those that send and never read are work for the server until all buffers are full.
                int many = kind == Kind.ANSWER ? 2 : OF_EACH_KIND;
                for (int i = 0; i < many; i++) {
                    threads.submit(() -> lived(kind, replica.address()));
                }
            }
            Thread.sleep(1_500);
            long slowest = 0;
            for (int i = 0; i < 100; i++) {
                long start = System.nanoTime();
                HttpResponse<byte[]> answer = client.get(replica.address(), TARGET);
                assertThat(answer.statusCode()).as(World.says(answer)).isEqualTo(200);
                slowest = Math.max(slowest, (System.nanoTime() - start) / 1_000_000);
            }
            System.getLogger(SlowClientsTest.class.getName())
                    .log(System.Logger.Level.INFO, "slowest of 100 answers among slow clients: {0} ms", slowest);
            assertThat(slowest).isLessThan(1_000);
            over.set(true);
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    @Test
    void areCutOff() throws Exception {
        assumeTrue(Boolean.getBoolean("assay.faults.slow"), "takes a minute: give -Dassay.faults.slow=true");
        try (World world = World.start();
                Pccs pccs = Pccs.start(world.options(new PccsOptions.Database.Folder(folder), Mode.LAZY));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            client.get(pccs.address(), TARGET);
            List<Future<Duration>> lives = new ArrayList<>();
            for (Kind kind : Kind.values()) {
                lives.add(threads.submit(() -> lived(kind, pccs.address())));
            }
            for (Kind kind : Kind.values()) {
                Duration lived = lives.get(kind.ordinal()).get();
                System.getLogger(SlowClientsTest.class.getName())
                        .log(System.Logger.Level.INFO, "slow with {0}: cut off after {1} ms", kind, lived.toMillis());
                assertThat(lived).as(kind.name()).isLessThan(kind.longest);
            }
        }
    }

    /** Is slow in one way, and tells how long the server let it. */
    private Duration lived(Kind kind, URI server) throws Exception {
        try (Socket socket = new Socket()) {
            open.add(socket);
            if (kind == Kind.ANSWER) {
                socket.setReceiveBufferSize(4_096);
            }
            socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), 5_000);
            socket.setSoTimeout(1_000);
            long start = System.nanoTime();
            switch (kind) {
                case HEADERS -> trickle(socket, "GET " + TARGET + " HTTP/1.1\r\nHost: localhost\r\nX: ");
                case BODY ->
                    trickle(
                            socket,
                            "POST /sgx/certification/v4/platforms HTTP/1.1\r\nHost: localhost\r\nuser-token: "
                                    + Tokens.USER + "\r\nContent-Length: 1000\r\n\r\n");
                case ANSWER -> neverRead(socket);
                case BETWEEN_REQUESTS -> {
                    send(socket, "GET " + TARGET + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
                    while (!over.get() && isOpen(socket)) {
                        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(90));
                    }
                }
            }
            return Duration.ofNanos(System.nanoTime() - start);
        }
    }

    private void trickle(Socket socket, String start) throws InterruptedException {
        try {
            send(socket, start);
            for (int i = 0; i < 90 && !over.get() && isOpen(socket); i++) {
                send(socket, " ");
            }
        } catch (IOException cutOff) {
            return;
        }
    }

    /** Waits for up to a second. */
    private static boolean isOpen(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read(new byte[8_192]) >= 0;
        } catch (SocketTimeoutException silent) {
            return true;
        } catch (IOException reset) {
            return false;
        }
    }

    private static void neverRead(Socket socket) {
        String requests = ("GET " + TARGET + " HTTP/1.1\r\nHost: localhost\r\n\r\n").repeat(100);
        try {
            while (true) {
                send(socket, requests);
            }
        } catch (IOException cutOff) {
            return;
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }
}
