package dev.assay.service.pccs.golden;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A server on a free port of loopback, a virtual thread a connection, that leaves the talking to others. */
final class WireServer implements AutoCloseable {

    /** What happens on a connection, from its first byte to its end. */
    interface Talk {
        void on(Socket socket) throws IOException;
    }

    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private WireServer(ServerSocket listener) {
        this.listener = listener;
    }

    static WireServer start(Talk talk) throws IOException {
        WireServer server = new WireServer(new ServerSocket(0, 200, InetAddress.getLoopbackAddress()));
        Thread.ofVirtual().start(() -> server.accept(talk));
        return server;
    }

    private void accept(Talk talk) {
        while (!listener.isClosed()) {
            Socket socket;
            try {
                socket = listener.accept();
            } catch (IOException e) {
                return;
            }
            open.add(socket);
            Thread.ofVirtual().start(() -> {
                try (socket) {
                    socket.setTcpNoDelay(true);
                    talk.on(socket);
                } catch (SocketException e) {
                    // The other end is gone; so is what it wanted.
                } catch (IOException e) {
                    System.err.println("WireServer: " + e);
                } finally {
                    open.remove(socket);
                }
            });
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
