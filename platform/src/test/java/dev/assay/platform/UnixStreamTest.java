package dev.assay.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UnixStreamTest {

    private static final Duration SHORT = Duration.ofMillis(150);
    private static final Duration LONG = Duration.ofSeconds(20);

    private Path folder;
    private Path path;
    private ServerSocketChannel server;

    @BeforeEach
    void listen() throws IOException {
        folder = Files.createTempDirectory("un");
        path = folder.resolve("s");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path), 1);
    }

    @AfterEach
    void clean() throws IOException {
        server.close();
        Files.deleteIfExists(path);
        Files.delete(folder);
    }

    @Test
    void carriesMoreThanTheSocketBuffers() throws Exception {
        byte[] sent = new byte[4 << 20];
        for (int i = 0; i < sent.length; i++) {
            sent[i] = (byte) ((i * 31) >>> 3);
        }
        Thread echo = Thread.ofVirtual().start(() -> {
            try (SocketChannel peer = server.accept()) {
                ByteBuffer all = ByteBuffer.allocate(sent.length);
                while (all.hasRemaining() && peer.read(all) >= 0) {
                    // until it is full
                }
                all.flip();
                while (all.hasRemaining()) {
                    peer.write(all);
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        ByteBuffer received = ByteBuffer.allocate(sent.length);
        try (UnixStream stream = UnixStream.connect(path, Deadline.in(LONG))) {
            stream.write(ByteBuffer.wrap(sent), Deadline.in(LONG));
            stream.readFully(received, Deadline.in(LONG));
        }
        echo.join();
        assertThat(received.array()).isEqualTo(sent);
    }

    @Test
    void saysAfterHowManyBytesTheOtherSideEnded() throws Exception {
        try (UnixStream stream = UnixStream.connect(path, Deadline.in(LONG))) {
            try (SocketChannel peer = server.accept()) {
                peer.write(ByteBuffer.wrap(new byte[3]));
            }
            assertThatThrownBy(() -> stream.readFully(ByteBuffer.allocate(8), Deadline.in(LONG)))
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining("after 3 of 8 bytes");
        }
    }

    @Test
    void waitsForSilenceUntilTheDeadline() throws Exception {
        try (UnixStream stream = UnixStream.connect(path, Deadline.in(LONG));
                SocketChannel peer = server.accept()) {
            assertThat(peer.isOpen()).isTrue();
            long start = System.nanoTime();
            assertThatThrownBy(() -> stream.readFully(ByteBuffer.allocate(8), Deadline.in(SHORT)))
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessageContaining("0 of 8 bytes received");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(SHORT, Duration.ofSeconds(5));
        }
    }

    @Test
    void anInterruptEndsTheWaitAndIsKept() throws Exception {
        try (UnixStream stream = UnixStream.connect(path, Deadline.in(LONG));
                SocketChannel peer = server.accept()) {
            assertThat(peer.isOpen()).isTrue();
            Thread.currentThread().interrupt();
            long start = System.nanoTime();
            assertThatThrownBy(() -> stream.readFully(ByteBuffer.allocate(8), Deadline.in(LONG)))
                    .isInstanceOf(InterruptedIOException.class)
                    .hasMessageContaining("0 of 8 bytes received");
            assertThat(Thread.interrupted()).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void closingFromAnotherThreadEndsTheWait() throws Exception {
        UnixStream stream = UnixStream.connect(path, Deadline.in(LONG));
        try (SocketChannel peer = server.accept()) {
            assertThat(peer.isOpen()).isTrue();
            Thread closing = Thread.ofVirtual().start(() -> {
                LockSupport.parkNanos(SHORT.toNanos());
                stream.close();
            });
            long start = System.nanoTime();
            assertThatThrownBy(() -> stream.readFully(ByteBuffer.allocate(8), Deadline.in(LONG)))
                    .isInstanceOf(IOException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            closing.join();
        }
    }

    @Test
    void waitsForAReaderUntilTheDeadline() throws Exception {
        try (UnixStream stream = UnixStream.connect(path, Deadline.in(LONG));
                SocketChannel peer = server.accept()) {
            assertThat(peer.isOpen()).isTrue();
            assertThatThrownBy(() -> stream.write(ByteBuffer.allocate(64 << 20), Deadline.in(SHORT)))
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessageContaining("bytes sent");
        }
    }

    @Test
    void waitsForAPlaceInTheQueueUntilTheDeadline() throws Exception {
        List<UnixStream> queue = new ArrayList<>();
        try {
            assertThatThrownBy(() -> {
                        while (queue.size() < 10) {
                            queue.add(UnixStream.connect(path, Deadline.in(SHORT)));
                        }
                    })
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessageContaining("stayed full");
            assertThat(queue).isNotEmpty();
        } finally {
            queue.forEach(UnixStream::close);
        }
    }

    @Test
    void takesAPlaceInTheQueueAsSoonAsThereIsOne() throws Exception {
        List<UnixStream> queue = new ArrayList<>();
        Thread acceptor = Thread.ofVirtual().unstarted(() -> {
            try {
                Thread.sleep(100);
                while (true) {
                    server.accept().close();
                }
            } catch (IOException | InterruptedException e) {
                // The test is over.
            }
        });
        acceptor.start();
        try {
            for (int i = 0; i < 10; i++) {
                queue.add(UnixStream.connect(path, Deadline.in(LONG)));
            }
        } finally {
            queue.forEach(UnixStream::close);
            acceptor.interrupt();
            acceptor.join();
        }
        assertThat(queue).hasSize(10);
    }

    @Test
    void saysThatAPathIsTooLongByItsBytes() {
        Path umlauts = folder.resolve("ü".repeat(50));
        assertThatThrownBy(() -> UnixStream.connect(umlauts, Deadline.in(LONG)))
                .hasMessageContaining("too long for a socket");
    }

    @Test
    void tellsAMissingSocketFromOneWhoseServiceHasEnded() throws IOException {
        server.close();
        assertThatThrownBy(() -> UnixStream.connect(path, Deadline.in(LONG))).isInstanceOf(ConnectException.class);
        Files.delete(path);
        assertThatThrownBy(() -> UnixStream.connect(path, Deadline.in(LONG)))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining(path.toString());
    }

    @Test
    void givesEveryDescriptorBack() throws Exception {
        long before = descriptors();
        for (int i = 0; i < 300; i++) {
            try (UnixStream stream = UnixStream.connect(path, Deadline.in(LONG))) {
                server.accept().close();
                assertThatThrownBy(() -> stream.readFully(ByteBuffer.allocate(4), Deadline.in(LONG)))
                        .isInstanceOf(EOFException.class);
            }
        }
        server.close();
        for (int i = 0; i < 300; i++) {
            assertThatThrownBy(() -> UnixStream.connect(path, Deadline.in(LONG)))
                    .isInstanceOf(ConnectException.class);
        }
        assertThat(descriptors()).isLessThanOrEqualTo(before + 8);
    }

    @Test
    void readsWhatCameBeforeTheEnd() throws Exception {
        try (UnixStream stream = UnixStream.connect(path, Deadline.in(LONG))) {
            try (SocketChannel peer = server.accept()) {
                peer.write(ByteBuffer.wrap("whole".getBytes(StandardCharsets.US_ASCII)));
            }
            ByteBuffer word = ByteBuffer.allocate(5);
            stream.readFully(word, Deadline.in(LONG));
            assertThat(new String(word.array(), StandardCharsets.US_ASCII)).isEqualTo("whole");
        }
    }

    private static long descriptors() throws IOException {
        try (var open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }
}
