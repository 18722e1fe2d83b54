package dev.assay.service.pccs.golden;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.assay.bytes.Bytes;
import dev.assay.service.pccs.golden.Wire.Message;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A connection on which requests are written byte by byte as they were recorded. */
final class RawConnection implements AutoCloseable {

    private final Socket socket;
    private final InputStream in;

    private RawConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /**
     * Connects.
     *
     * @param server its host is the one that a certificate has to name
     * @param trust for https: whom to trust; the name is checked if {@code named}
     */
    static RawConnection open(URI server, Optional<SSLContext> trust, boolean named, Duration timeout)
            throws IOException {
        Socket plain = new Socket();
        try {
            plain.connect(new InetSocketAddress(server.getHost(), server.getPort()), 5_000);
            plain.setSoTimeout((int) timeout.toMillis());
            plain.setTcpNoDelay(true);
            if (!server.getScheme().equals("https")) {
                return new RawConnection(plain);
            }
            SSLSocket tls = (SSLSocket) trust.orElseThrow()
                    .getSocketFactory()
                    .createSocket(plain, server.getHost(), server.getPort(), true);
            if (named) {
                SSLParameters parameters = tls.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                tls.setSSLParameters(parameters);
            }
            tls.startHandshake();
            return new RawConnection(tls);
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    /** Sends a request with exactly these lines and waits for the answer. */
    Answer exchange(String requestLine, List<String> headerLines, Bytes body, boolean chunked) throws IOException {
        long start = System.nanoTime();
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        head.writeBytes((requestLine + "\r\n").getBytes(UTF_8));
        for (String line : headerLines) {
            head.writeBytes((line + "\r\n").getBytes(UTF_8));
        }
        head.writeBytes("\r\n".getBytes(ISO_8859_1));
        try {
            OutputStream out = socket.getOutputStream();
            out.write(head.toByteArray());
            if (chunked) {
                for (int at = 0; at < body.length(); at += 8192) {
                    int size = Math.min(8192, body.length() - at);
                    out.write((Integer.toHexString(size) + "\r\n").getBytes(ISO_8859_1));
                    out.write(body.slice(at, size).toArray());
                    out.write("\r\n".getBytes(ISO_8859_1));
                }
                out.write("0\r\n\r\n".getBytes(ISO_8859_1));
            } else {
                out.write(body.toArray());
            }
            out.flush();
        } catch (SocketException e) {
            // The server may answer before it has read a body that it refuses; if it has not, reading fails too.
        }
        Message answer = Wire.readAnswer(in, requestLine.startsWith("HEAD "));
        return new Answer(
                Integer.parseInt(answer.startLine().split(" ", 3)[1]),
                answer.headers(),
                answer.body(),
                Duration.ofNanos(System.nanoTime() - start));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
