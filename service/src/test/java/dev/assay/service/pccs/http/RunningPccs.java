package dev.assay.service.pccs.http;

import dev.assay.service.pccs.Mode;
import dev.assay.service.pccs.Pccs;
import dev.assay.service.pccs.PccsOptions;
import dev.assay.service.pccs.StartException;
import dev.assay.verify.TrustAnchor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A cache over TLS on loopback, without an upstream, and a client that says exactly what it is told to say. */
final class RunningPccs implements AutoCloseable {

    static final String ADMIN = "an administrator's token";
    static final String USER = "a user's token";

    private final Pccs pccs;

    private RunningPccs(Pccs pccs) {
        this.pccs = pccs;
    }

    static RunningPccs start(Path folder, boolean thim) throws StartException, GeneralSecurityException {
        return new RunningPccs(Pccs.start(new PccsOptions(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new PccsOptions.Database.Folder(folder),
                Mode.OFFLINE,
                URI.create("http://127.0.0.1:1/sgx/certification/v4/"),
                TrustAnchor.intel(),
                new PccsOptions.Tls.Own(folder.resolve("tls")),
                new PccsOptions.Tokens(Optional.of(sha512(ADMIN)), Optional.of(sha512(USER))),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new PccsOptions.Schedule("0 0 1 * * *", Duration.ofDays(3)),
                PccsOptions.Limits.defaults(),
                thim)));
    }

    /** Puts Intel's real documents and three platforms. */
    void fill() throws IOException {
        String json = Files.readString(Path.of("..", "vectors", "pccs-golden", "bodies", "full.json"));
        Reply reply = send("PUT /sgx/certification/v4/platformcollateral HTTP/1.1\r\nHost: localhost\r\nadmin-token: "
                + ADMIN + "\r\nContent-Length: " + json.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + json);
        if (reply.status() != 200) {
            throw new IllegalStateException("the documents were not taken: " + reply.head());
        }
    }

    /** An answer as it came. */
    record Reply(String head, String body) {
        int status() {
            return Integer.parseInt(head.substring(9, 12));
        }

        /** The value of a header, empty without it. */
        String header(String name) {
            return head.lines()
                    .filter(line -> line.regionMatches(true, 0, name + ": ", 0, name.length() + 2))
                    .map(line -> line.substring(name.length() + 2))
                    .findFirst()
                    .orElse("");
        }
    }

    Reply get(String target, String... headers) throws IOException {
        return send(request("GET", target, headers));
    }

    static String request(String method, String target, String... headers) {
        String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        return method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n" + more + "Connection: close\r\n\r\n";
    }

    /** Sends these characters, each one byte, and takes one answer. */
    Reply send(String raw) throws IOException {
        try (SSLSocket socket = connect()) {
            socket.getOutputStream().write(raw.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return read(socket, raw.startsWith("HEAD "));
        }
    }

    static Reply read(SSLSocket socket, boolean head) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            int c = socket.getInputStream().read();
            if (c < 0) {
                throw new IOException("closed after: " + text);
            }
            text.append((char) c);
        }
        Reply start = new Reply(text.toString(), "");
        String length = start.header("Content-Length");
        int count = head || length.isEmpty() ? 0 : Integer.parseInt(length);
        byte[] body = socket.getInputStream().readNBytes(count);
        return new Reply(start.head(), new String(body, StandardCharsets.ISO_8859_1));
    }

    SSLSocket connect() throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustsAnybody()}, new SecureRandom());
            SSLSocket socket = (SSLSocket) context.getSocketFactory()
                    .createSocket("127.0.0.1", pccs.address().getPort());
            socket.setSoTimeout(20_000);
            return socket;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static String sha512(String text) throws GeneralSecurityException {
        byte[] hash = MessageDigest.getInstance("SHA-512").digest(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash);
    }

    @Override
    public void close() {
        pccs.close();
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
