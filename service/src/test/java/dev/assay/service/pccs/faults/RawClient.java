package dev.assay.service.pccs.faults;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says to a server exactly what it is told to say, right or wrong. */
final class RawClient implements AutoCloseable {

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");

    private final Socket socket;

    private RawClient(Socket socket) {
        this.socket = socket;
    }

    static RawClient to(URI server) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), 5_000);
        socket.setTcpNoDelay(true);
        return new RawClient(socket);
    }

    /**
     * All that the server says to {@code request} before it hangs up or has been silent for a while.
     *
     * @param silence a server that keeps the connection says no more after this time
     */
    static Said ask(URI server, String request, Duration silence) throws IOException {
        try (RawClient client = to(server)) {
            try {
                client.send(request);
            } catch (IOException refused) {
                // It may have answered and hung up before it had read everything.
            }
            return client.listen(silence);
        }
    }

    /**
     * What a server said.
     *
     * @param text every byte a character
     * @param closed whether it hung up
     */
    record Said(String text, boolean closed) {
        /** The statuses of all answers. */
        List<Integer> statuses() {
            return STATUS.matcher(text)
                    .results()
                    .map(found -> Integer.valueOf(found.group(1)))
                    .toList();
        }

        int status() {
            Matcher first = STATUS.matcher(text);
            return first.find() ? Integer.parseInt(first.group(1)) : 0;
        }

        /** The first answer's header lines. */
        List<String> headers() {
            int end = text.indexOf("\r\n\r\n");
            return end < 0 ? List.of() : List.of(text.substring(0, end).split("\r\n"));
        }
    }

    void send(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    Said listen(Duration silence) throws IOException {
        socket.setSoTimeout((int) silence.toMillis());
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        byte[] piece = new byte[8192];
        boolean closed = false;
        try {
            int count = socket.getInputStream().read(piece);
            while (count >= 0) {
                heard.write(piece, 0, count);
                count = socket.getInputStream().read(piece);
            }
            closed = true;
        } catch (SocketTimeoutException silent) {
            closed = false;
        } catch (IOException reset) {
            closed = true;
        }
        return new Said(heard.toString(StandardCharsets.ISO_8859_1), closed);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
