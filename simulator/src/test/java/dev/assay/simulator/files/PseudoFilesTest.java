package dev.assay.simulator.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.bytes.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class PseudoFilesTest {

    private final PseudoFiles files = new PseudoFiles();
    private final PseudoFolder folder = files.folder("/sys/toy");

    private Path path(String name) {
        return files.root().resolve("sys/toy").resolve(name);
    }

    @AfterEach
    void nothingIsLeftOpen() {
        assertThat(files.openFiles()).isZero();
    }

    @Test
    void readsWhatIsMadeAtTheFirstReadOfEachOpening() throws IOException {
        AtomicInteger reads = new AtomicInteger();
        folder.with("count", PseudoFile.reading(caller -> Bytes.ofUtf8(reads.incrementAndGet() + "\n")));

        try (FileChannel channel = FileChannel.open(path("count"))) {
            assertThat(reads).hasValue(0);
            ByteBuffer one = ByteBuffer.allocate(1);
            assertThat(channel.read(one)).isEqualTo(1);
            assertThat(channel.read(ByteBuffer.allocate(9))).isEqualTo(1);
            assertThat(channel.read(ByteBuffer.allocate(9))).isEqualTo(-1);
            assertThat(channel.size()).isEqualTo(4096);
        }
        assertThat(Files.readString(path("count"))).isEqualTo("2\n");
        assertThat(Files.readAllBytes(path("count")))
                .isEqualTo(Bytes.ofUtf8("3\n").toArray());
    }

    @Test
    void takesEachWriteAsAnOperationOfItsOwn() throws IOException {
        List<String> taken = new ArrayList<>();
        folder.with("knob", PseudoFile.writing((bytes, caller) -> taken.add(bytes.utf8())));

        try (FileChannel channel = FileChannel.open(path("knob"), StandardOpenOption.WRITE)) {
            channel.write(Bytes.ofUtf8("one").asBuffer());
            channel.write(Bytes.ofUtf8("two").asBuffer());
        }
        Files.writeString(path("knob"), "three");

        assertThat(taken).containsExactly("one", "two", "three");
    }

    @Test
    void gathersWritesUntilTheFileIsClosedAndHidesWhatTheyLeadTo() throws IOException {
        List<String> taken = new ArrayList<>();
        folder.with("blob", PseudoFile.gathering(6, (bytes, caller) -> {
            taken.add(bytes.utf8());
            throw PosixError.EBUSY.exception();
        }));

        try (FileChannel channel = FileChannel.open(path("blob"), StandardOpenOption.WRITE)) {
            channel.write(Bytes.ofUtf8("one").asBuffer());
            channel.write(Bytes.ofUtf8("two").asBuffer());
            assertThat(taken).isEmpty();
            assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("File too large");
        }
        assertThat(taken).containsExactly("onetwo");
    }

    @Test
    void answersCommandsOnOneChannel() throws IOException {
        files.folder("/dev")
                .with("tpmrm0", PseudoFile.device(() -> (command, caller) -> Bytes.ofUtf8("re: " + command.utf8())));
        Path device = files.root().resolve("dev/tpmrm0");

        try (FileChannel channel = FileChannel.open(device, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            assertThat(channel.read(ByteBuffer.allocate(9))).isEqualTo(-1);
            channel.write(Bytes.ofUtf8("hello").asBuffer());
            assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1))).hasMessage("Device or resource busy");
            ByteBuffer answer = ByteBuffer.allocate(64);
            channel.read(answer);
            assertThat(Bytes.of(answer.array()).slice(0, answer.position()).utf8())
                    .isEqualTo("re: hello");
        }
        assertThat(Files.isRegularFile(device)).isFalse();
        assertThat(Files.exists(device)).isTrue();
        assertThat(Files.size(device)).isZero();
    }

    @Test
    void makesAndRemovesEntriesWithTheirFiles() throws IOException {
        files.folder(
                "/sys/entries",
                PseudoFolder.growing(
                        name -> PseudoFolder.entry().with("name", PseudoFile.reading(caller -> Bytes.ofUtf8(name)))));
        Path entry = files.root().resolve("sys/entries/a");

        Files.createDirectory(entry);
        assertThat(Files.isDirectory(entry)).isTrue();
        assertThat(Files.readString(entry.resolve("name"))).isEqualTo("a");
        assertThatThrownBy(() -> Files.createDirectory(entry)).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> Files.delete(entry.resolve("name"))).isInstanceOf(FileSystemException.class);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(entry.getParent())) {
            assertThat(entries).containsExactly(entry);
        }
        Files.delete(entry);
        assertThat(Files.exists(entry)).isFalse();
        assertThatThrownBy(() -> Files.delete(entry)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void refusesAsTheKernelDoes() {
        folder.with("secret", PseudoFile.refusing(PosixError.EACCES));
        folder.with("busy", PseudoFile.refusing(PosixError.EBUSY));
        folder.with("broken", PseudoFile.reading(caller -> {
            throw PosixError.EIO.exception();
        }));

        assertThatThrownBy(() -> Files.readString(path("secret"))).isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> Files.readString(path("busy")))
                .isExactlyInstanceOf(FileSystemException.class)
                .hasMessageEndingWith("busy: Device or resource busy");
        assertThatThrownBy(() -> Files.readString(path("broken")))
                .isInstanceOf(IOException.class)
                .hasMessage("Input/output error");
        assertThatThrownBy(() -> Files.readString(path("absent"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> Files.createDirectory(path("new")))
                .isInstanceOf(FileSystemException.class)
                .hasMessageEndingWith("Operation not permitted");
        assertThatThrownBy(() -> Files.writeString(path("broken"), "x")).isInstanceOf(AccessDeniedException.class);
    }

    @Test
    void refusesToWriteWhatWasOpenedForReading() throws IOException {
        folder.with("file", PseudoFile.of(caller -> Bytes.EMPTY, (bytes, caller) -> {}));
        try (FileChannel channel = FileChannel.open(path("file"))) {
            assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1)))
                    .isInstanceOf(NonWritableChannelException.class);
        }
    }

    @Test
    void endsAHangingReadWhenAnotherThreadClosesTheFile() throws Exception {
        CountDownLatch reached = hanging();
        FileChannel channel = FileChannel.open(path("hanging"));
        Future<Integer> reader = inAnotherThread(channel);
        reached.await();

        channel.close();

        assertThatThrownBy(reader::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(AsynchronousCloseException.class);
        assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1))).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void endsAHangingReadWhenItsReaderIsInterrupted() throws Exception {
        CountDownLatch reached = hanging();
        try (FileChannel channel = FileChannel.open(path("hanging"))) {
            Future<Integer> reader = inAnotherThread(channel);
            reached.await();

            assertThat(thread).isNotNull();
            thread.interrupt();

            assertThatThrownBy(reader::get).hasCauseInstanceOf(ClosedByInterruptException.class);
            assertThat(channel.isOpen()).isFalse();
        }
    }

    @Test
    void goesOnWhenAPauseIsOver() throws IOException {
        folder.with("slow", PseudoFile.reading(caller -> {
            caller.pause(Duration.ofMillis(20));
            return Bytes.ofUtf8("done");
        }));
        long start = System.nanoTime();
        assertThat(Files.readString(path("slow"))).isEqualTo("done");
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(20_000_000);
    }

    private volatile Thread thread;

    private CountDownLatch hanging() {
        CountDownLatch reached = new CountDownLatch(1);
        folder.with("hanging", PseudoFile.reading(caller -> {
            reached.countDown();
            throw caller.hang();
        }));
        return reached;
    }

    private Future<Integer> inAnotherThread(FileChannel channel) {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            return executor.submit(() -> {
                thread = Thread.currentThread();
                return channel.read(ByteBuffer.allocate(1));
            });
        } finally {
            executor.shutdown();
        }
    }
}
