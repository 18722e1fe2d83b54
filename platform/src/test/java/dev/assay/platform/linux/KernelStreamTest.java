package dev.assay.platform.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.assay.platform.Deadline;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On the real kernel, against a server of the JDK's. */
class KernelStreamTest {

    private Path folder;
    private Path socket;
    private ServerSocketChannel server;

    @BeforeEach
    void listen() throws IOException {
        folder = Files.createTempDirectory(Path.of("/tmp"), "ks");
        socket = folder.resolve("s");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket), 1);
    }

    @AfterEach
    void end() throws IOException {
        server.close();
        Files.deleteIfExists(socket);
        Files.delete(folder);
    }

    private KernelStream connect(Duration patience) throws IOException {
        return connect(Kernel.linux(), patience);
    }

    private KernelStream connect(Kernel kernel, Duration patience) throws IOException {
        byte[] path = socket.toString().getBytes(StandardCharsets.UTF_8);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(path.length + 3L, 2);
            address.set(JAVA_SHORT, 0, (short) 1);
            MemorySegment.copy(path, 0, address, JAVA_BYTE, 2, path.length);
            return KernelStream.connect(kernel, 1, address, "the server", Deadline.in(patience));
        }
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofMillis(200));
    }

    private static Deadline later() {
        return Deadline.in(Duration.ofSeconds(20));
    }

    @Test
    void carriesMoreThanAnyBufferHoldsThereAndBack() throws Exception {
        byte[] sent = new byte[3 << 20];
        new Random(5).nextBytes(sent);
        try (KernelStream stream = connect(Duration.ofSeconds(5));
                SocketChannel peer = server.accept()) {
            Thread echo = Thread.ofVirtual().start(() -> echo(peer, sent.length));
            stream.write(ByteBuffer.wrap(sent), later());
            ByteBuffer received = ByteBuffer.allocate(sent.length);
            stream.readFully(received, later());
            assertThat(received.array()).isEqualTo(sent);
            echo.join();
        }
    }

    /** Takes all of it first: the client writes before it reads. */
    private static void echo(SocketChannel peer, int length) {
        ByteBuffer all = ByteBuffer.allocate(length);
        try {
            while (all.hasRemaining() && peer.read(all) >= 0) {
                Thread.onSpinWait();
            }
            all.flip();
            while (all.hasRemaining()) {
                peer.write(all);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void nothingToTransferTakesNoTime() throws Exception {
        try (KernelStream stream = connect(Duration.ofSeconds(5))) {
            stream.readFully(ByteBuffer.allocate(0), soon());
            stream.write(ByteBuffer.allocate(0), soon());
        }
    }

    @Test
    void readingAndWritingEndAtTheirDeadlines() throws Exception {
        try (KernelStream stream = connect(Duration.ofSeconds(5))) {
            long start = System.nanoTime();
            assertThatThrownBy(() -> stream.readFully(ByteBuffer.allocate(1), soon()))
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessageContaining("the server");
            assertThatThrownBy(() -> stream.write(ByteBuffer.allocate(8 << 20), soon()))
                    .isInstanceOf(SocketTimeoutException.class);
            assertThat(System.nanoTime() - start).isBetween(390_000_000L, 10_000_000_000L);
        }
    }

    @Test
    void aServerThatTakesNobodyIsWaitedForUntilTheDeadline() throws Exception {
        List<KernelStream> waiting = new ArrayList<>();
        try {
            Throwable full = null;
            for (int i = 0; i < 20 && full == null; i++) {
                full = catchThrowable(() -> waiting.add(connect(Duration.ofMillis(200))));
            }
            assertThat(full).isInstanceOf(SocketTimeoutException.class).hasMessageContaining("connect");
        } finally {
            waiting.forEach(KernelStream::close);
        }
    }

    @Test
    void theEndOfTheStreamSaysWhatIsMissing() throws Exception {
        try (KernelStream stream = connect(Duration.ofSeconds(5))) {
            try (SocketChannel peer = server.accept()) {
                peer.write(ByteBuffer.allocate(3));
            }
            ByteBuffer into = ByteBuffer.allocate(10);
            assertThatThrownBy(() -> stream.readFully(into, later()))
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining("7 bytes were missing");
            assertThat(into.position()).isEqualTo(3);
        }
    }

    @Test
    void writingToAPeerThatHasGoneFailsAndEndsNoProcess() throws Exception {
        try (KernelStream stream = connect(Duration.ofSeconds(5))) {
            server.accept().close();
            assertThatThrownBy(() -> stream.write(ByteBuffer.allocate(1 << 20), later()))
                    .isInstanceOf(IOException.class)
                    .hasCauseInstanceOf(KernelException.class);
        }
    }

    @Test
    void whereNobodyListensTheConnectionIsRefused() throws Exception {
        server.close();
        assertThatThrownBy(() -> connect(Duration.ofSeconds(5)))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("connection refused")
                .hasCauseInstanceOf(KernelException.class);
    }

    @Test
    void anAbstractNameThatNobodyHasIsRefused() {
        assertThatThrownBy(() -> KernelStream.unixAbstract(Kernel.linux(), "assay-nobody-has-this\0\0", later()))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("nobody listens at @assay-nobody-has-this (");
    }

    @Test
    void anAbstractNameLongerThanTheAddressIsRefusedBeforeItIsTried() {
        assertThatThrownBy(() -> KernelStream.unixAbstract(Kernel.linux(), "x".repeat(108), later()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("109 bytes");
    }

    @Test
    void anAbstractNameIsReached() throws Exception {
        Path python = Path.of("/usr/bin/python3");
        assumeThat(python).as("python3, to listen on an abstract name").exists();
        String name = "assay-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
        Process process = new ProcessBuilder(python.toString(), "-c", """
                        import socket, sys
                        s = socket.socket(socket.AF_UNIX)
                        s.bind('\\0' + sys.argv[1])
                        s.listen(1)
                        print('ready', flush=True)
                        c = s.accept()[0]
                        c.sendall(c.recv(5)[::-1])
                        """, name)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(process.inputReader().readLine()).isEqualTo("ready");
            try (KernelStream stream = KernelStream.unixAbstract(Kernel.linux(), name, later())) {
                stream.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}), later());
                ByteBuffer answer = ByteBuffer.allocate(5);
                stream.readFully(answer, later());
                assertThat(answer.array()).containsExactly(5, 4, 3, 2, 1);
            }
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void closingFromAnotherThreadEndsAReadAndTwiceIsAsGood() throws Exception {
        KernelStream stream = connect(Duration.ofSeconds(5));
        AtomicReference<Throwable> ended = new AtomicReference<>();
        Thread reader =
                new Thread(() -> ended.set(catchThrowable(() -> stream.readFully(ByteBuffer.allocate(1), later()))));
        reader.start();
        Thread.sleep(50);
        stream.close();
        stream.close();
        reader.join(5_000);
        assertThat(ended.get()).isInstanceOf(IOException.class).hasMessageContaining("closed on this side");
    }

    @Test
    void anInterruptEndsARead() throws Exception {
        try (KernelStream stream = connect(Duration.ofSeconds(5))) {
            AtomicReference<Throwable> ended = new AtomicReference<>();
            Thread reader = new Thread(
                    () -> ended.set(catchThrowable(() -> stream.readFully(ByteBuffer.allocate(1), later()))));
            reader.start();
            Thread.sleep(50);
            reader.interrupt();
            reader.join(5_000);
            assertThat(ended.get()).isInstanceOf(InterruptedIOException.class);
        }
    }

    /** Every other call is interrupted and all are short: nothing of it may show. */
    @Test
    void interruptedCallsAndShortWritesAreRepeated() throws Exception {
        byte[] sent = new byte[5_000];
        new Random(6).nextBytes(sent);
        Kernel restless = new DelegatingKernel() {
            private final Random random = new Random(7);

            private void interrupt(String call) throws KernelException {
                if (random.nextBoolean()) {
                    throw new KernelException(call, Errno.EINTR.number());
                }
            }

            @Override
            public int poll(int descriptor, int events, int millis) throws KernelException {
                interrupt("poll");
                return super.poll(descriptor, events, millis);
            }

            @Override
            public long read(int descriptor, MemorySegment into) throws KernelException {
                interrupt("read");
                return super.read(descriptor, into.asSlice(0, Math.min(7, into.byteSize())));
            }

            @Override
            public long write(int descriptor, MemorySegment from) throws KernelException {
                interrupt("write");
                return super.write(descriptor, from.asSlice(0, Math.min(9, from.byteSize())));
            }
        };
        try (KernelStream stream = connect(restless, Duration.ofSeconds(5));
                SocketChannel peer = server.accept()) {
            Thread echo = Thread.ofVirtual().start(() -> echo(peer, sent.length));
            stream.write(ByteBuffer.wrap(sent), later());
            ByteBuffer received = ByteBuffer.allocate(sent.length);
            stream.readFully(received, later());
            assertThat(received.array()).isEqualTo(sent);
            echo.join();
        }
    }

    @Test
    void failedConnectionsLeaveNoDescriptor() throws Exception {
        server.close();
        long before = descriptors();
        for (int i = 0; i < 500; i++) {
            assertThat(catchThrowable(() -> connect(Duration.ofSeconds(5)))).isNotNull();
        }
        assertThat(descriptors()).isLessThanOrEqualTo(before + 5);
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    /** Whatever this machine makes of vsock, the answer comes in time and says what it is. */
    @Test
    void vsockToAPortWithoutServiceFailsInTimeAndWithAReason() throws Exception {
        assumeThat(Path.of("/dev/vsock")).as("a machine with vsock").exists();
        // The first call links libc, which takes its time once.
        assertThat(catchThrowable(() -> KernelStream.unixAbstract(Kernel.linux(), "assay-nobody", later())))
                .isNotNull();
        long start = System.nanoTime();
        Throwable failed = catchThrowable(() -> KernelStream.vsock(
                        Kernel.linux(), KernelStream.CID_HOST, 3_999_999_999L, Deadline.in(Duration.ofSeconds(1)))
                .close());
        assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
        assertThat(failed).isInstanceOf(IOException.class).hasMessageContaining("vsock 2:3999999999");
    }
}
