package dev.assay.service.pccs.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.service.pccs.Mode;
import dev.assay.service.pccs.Pccs;
import dev.assay.service.pccs.PccsOptions;
import dev.assay.service.tls.ServerIdentity;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server's certificate is replaced while clients ask. */
@Timeout(60)
class CertificateUnderLoadTest {

    /** Longer than the server takes to look at its files again. */
    private static final Duration LOOK = Duration.ofMillis(2_500);

    private static final String REQUEST =
            "GET /sgx/certification/v4/rootcacrl HTTP/1.1\r\nHost: localhost\r\n%s\r\n\r\n";

    private final AtomicBoolean over = new AtomicBoolean();
    private final LongAdder kept = new LongAdder();
    private final LongAdder fresh = new LongAdder();

    @TempDir
    Path folder;

    @Test
    void noRequestFailsAndNewConnectionsSeeTheNewCertificate() throws Exception {
        make("first");
        make("second");
        copy("first", "certificate.pem");
        copy("first", "key.pem");
        PccsOptions.Tls files = new PccsOptions.Tls.Files(folder.resolve("certificate.pem"), folder.resolve("key.pem"));
        try (World world = World.start();
                Pccs pccs = Pccs.start(world.options(
                        new PccsOptions.Database.Folder(folder.resolve("data")), Mode.LAZY, world.upstream(), files));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Object>> clients = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                clients.add(threads.submit(() -> keepAsking(pccs.address())));
                clients.add(threads.submit(() -> askAnew(pccs.address())));
            }
            try {
                Certificate first = served(pccs.address());
                copy("second", "certificate.pem");
                Thread.sleep(LOOK);
                assertThat(served(pccs.address())).as("with another's key").isEqualTo(first);
                copy("second", "key.pem");
                Thread.sleep(LOOK);
                assertThat(served(pccs.address())).as("with the pair").isNotEqualTo(first);
            } finally {
                over.set(true);
            }
            for (Future<Object> client : clients) {
                client.get();
            }
        }
        assertThat(kept.sum()).isGreaterThan(100);
        assertThat(fresh.sum()).isGreaterThan(20);
        System.getLogger(CertificateUnderLoadTest.class.getName())
                .log(
                        System.Logger.Level.INFO,
                        "{0} requests on kept connections, {1} on new ones, none failed",
                        kept.sum(),
                        fresh.sum());
    }

    private void make(String name) throws Exception {
        Path own = Files.createDirectories(folder.resolve(name));
        ServerIdentity.own(own, new InetSocketAddress("127.0.0.1", 0), LOOK, InstantSource.system())
                .close();
    }

    private void copy(String from, String name) throws IOException {
        Path part = folder.resolve(name + ".part");
        Files.copy(folder.resolve(from).resolve(name), part, StandardCopyOption.REPLACE_EXISTING);
        Files.move(part, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private Object keepAsking(URI server) throws Exception {
        try (SSLSocket socket = connect(server)) {
            while (!over.get()) {
                ask(socket, "X: y");
                kept.increment();
                Thread.sleep(5);
            }
        }
        return "";
    }

    private Object askAnew(URI server) throws Exception {
        while (!over.get()) {
            try (SSLSocket socket = connect(server)) {
                ask(socket, "Connection: close");
                fresh.increment();
            }
            Thread.sleep(20);
        }
        return "";
    }

    static Certificate served(URI server) throws Exception {
        try (SSLSocket socket = connect(server)) {
            ask(socket, "Connection: close");
            return socket.getSession().getPeerCertificates()[0];
        }
    }

    private static void ask(SSLSocket socket, String header) throws IOException {
        socket.getOutputStream().write(REQUEST.formatted(header).getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = socket.getInputStream().read();
            assertThat(c).as("connection closed after: " + head).isNotNegative();
            head.append((char) c);
        }
        assertThat(head.toString()).startsWith("HTTP/1.1 200 ");
        int length = head.toString()
                .lines()
                .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length: "))
                .mapToInt(line -> Integer.parseInt(line.substring("content-length: ".length())))
                .findFirst()
                .orElseThrow();
        assertThat(socket.getInputStream().readNBytes(length)).hasSize(length);
    }

    private static SSLSocket connect(URI server) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustsAnybody()}, new SecureRandom());
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(server.getHost(), server.getPort());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static final class TrustsAnybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
