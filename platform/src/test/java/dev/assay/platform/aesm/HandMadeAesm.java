package dev.assay.platform.aesm;

import dev.assay.bytes.Bytes;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Answers every connection with the same bytes, and keeps what it was sent. */
final class HandMadeAesm implements AutoCloseable {

    private final Path folder;
    private final Path socket;
    private final ServerSocketChannel server;
    private final Bytes answer;
    private final BlockingQueue<Bytes> received = new LinkedBlockingQueue<>();

    HandMadeAesm(Bytes answer) throws IOException {
        this.answer = answer;
        folder = Files.createTempDirectory("hm");
        socket = folder.resolve("s");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        Thread.ofVirtual().start(this::serve);
    }

    AesmClient client() {
        return AesmClient.at(socket);
    }

    /** The frame that came first. */
    Bytes received() throws InterruptedException {
        return received.poll(10, TimeUnit.SECONDS);
    }

    private void serve() {
        try {
            while (true) {
                try (SocketChannel channel = server.accept()) {
                    ByteBuffer request = ByteBuffer.allocate(1 << 16);
                    // Until the declared length is there.
                    while (request.position() < 4 || request.position() < 4 + Integer.reverseBytes(request.getInt(0))) {
                        if (channel.read(request) < 0) {
                            break;
                        }
                    }
                    received.add(Bytes.of(request.array()).slice(0, request.position()));
                    channel.write(answer.asBuffer());
                }
            }
        } catch (IOException e) {
            // Closed: the test is over.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(socket);
        Files.delete(folder);
    }
}
