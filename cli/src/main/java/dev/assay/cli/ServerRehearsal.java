package dev.assay.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A short life of a server, for {@link Rehearsal}: it starts in a folder of its own, answers a few requests, and ends. */
final class ServerRehearsal {

    private static final String LISTENING = "listening on ";
    private static final int PATIENCE = 600;
    private static final List<String> QUESTIONS = List.of(
            "/health/ready",
            "/sgx/certification/v4/tcb?fmspc=00906ea10000",
            "/sgx/certification/v4/qe/identity",
            "/sgx/certification/v4/pckcrl?ca=processor",
            "/sgx/certification/v4/pckcert?qeid=00000000000000000000000000000000&cpusvn=00000000000000000000000000000000"
                    + "&pcesvn=0000&pceid=0000",
            "/metrics");

    private ServerRehearsal() {}

    static void run(String... command) throws IOException {
        Path folder = Files.createTempDirectory("assay-rehearsal");
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Thread server = new Thread(
                () -> Main.run(
                        new PrintStream(OutputStream.nullOutputStream()),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        with(command, "--data", folder.toString())),
                "rehearsal");
        // A rehearsal that fails must end all the same: the first start waits for it.
        server.setDaemon(true);
        try {
            server.start();
            ask(address(err, server), folder.resolve("certificate.pem"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            server.interrupt();
            end(server);
            delete(folder);
        }
    }

    private static void end(Thread server) {
        try {
            server.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String[] with(String[] command, String... more) {
        return Stream.concat(Stream.of(command), Stream.of(more)).toArray(String[]::new);
    }

    private static String address(ByteArrayOutputStream err, Thread server) throws InterruptedException, IOException {
        for (int i = 0; i < PATIENCE && server.isAlive(); i++) {
            String text = err.toString(StandardCharsets.UTF_8);
            int at = text.indexOf(LISTENING);
            int end = at < 0 ? -1 : text.indexOf('\n', at);
            if (end > 0) {
                return text.substring(at + LISTENING.length(), end).strip();
            }
            Thread.sleep(50);
        }
        throw new IOException("the server does not start: " + err.toString(StandardCharsets.UTF_8));
    }

    private static void ask(String address, Path certificate) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(trusting(certificate))
                .build()) {
            for (String question : QUESTIONS) {
                client.send(
                        HttpRequest.newBuilder(URI.create(address + question)).build(),
                        HttpResponse.BodyHandlers.discarding());
            }
        }
    }

    private static SSLContext trusting(Path certificate) throws IOException {
        try (InputStream pem = Files.newInputStream(certificate)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot trust " + certificate, e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
