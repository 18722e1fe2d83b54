package dev.assay.provision.http;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that does with each connection what a test says, after it has read the request. */
public final class RawServer implements AutoCloseable {

    /** What happens on a connection. */
    public interface Behaviour {
        void on(int connection, Socket socket, OutputStream out) throws IOException, InterruptedException;
    }

    private final ServerSocket listener;
    public final AtomicInteger connections = new AtomicInteger();
    public volatile boolean brokenOff;

    public RawServer(Behaviour behaviour) {
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(() -> {
            while (!listener.isClosed()) {
                try {
                    Socket socket = listener.accept();
                    int number = connections.incrementAndGet();
                    daemon(() -> serve(behaviour, number, socket));
                } catch (IOException closed) {
                    return;
                }
            }
        });
    }

    private void serve(Behaviour behaviour, int number, Socket socket) {
        try (socket) {
            readRequest(socket);
            behaviour.on(number, socket, socket.getOutputStream());
        } catch (IOException | InterruptedException e) {
            brokenOff = true;
        }
    }

    private static void readRequest(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                return;
            }
            head.append((char) next);
        }
    }

    public static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort() + path);
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "raw server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
