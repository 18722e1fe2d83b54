package dev.assay.platform.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The calls themselves, on things that do no harm. */
class LinuxKernelTest {

    private static final int READ_WRITE = Kernel.PROT_READ | Kernel.PROT_WRITE;
    private static final int NO_FILE = Kernel.MAP_PRIVATE | Kernel.MAP_ANONYMOUS;

    private final Kernel kernel = Kernel.linux();

    @BeforeEach
    void onLinux() {
        assumeThat(System.getProperty("os.name") + " " + System.getProperty("os.arch"))
                .isEqualTo("Linux amd64");
    }

    @Test
    void anErrorIsToldByItsNumberAndName() throws KernelException {
        int descriptor = kernel.open("/dev/null", Kernel.O_RDWR | Kernel.O_CLOEXEC);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment argument = arena.allocate(4096);
            assertThatThrownBy(() -> kernel.ioctl(descriptor, 0x4008A400L, argument))
                    .isInstanceOfSatisfying(KernelException.class, e -> {
                        assertThat(e.is(Errno.ENOTTY)).isTrue();
                        assertThat(e).hasMessage("ioctl 0x4008a400: ENOTTY, not a device of this kind");
                    });
        } finally {
            kernel.close(descriptor);
        }
        assertThatThrownBy(() -> kernel.ioctl(descriptor, 0x4008A400L, 0))
                .isInstanceOfSatisfying(
                        KernelException.class,
                        e -> assertThat(e.is(Errno.EBADF)).isTrue());
        assertThatThrownBy(() -> kernel.open("/dev/sgx_there_is_no_such_thing", Kernel.O_RDWR))
                .isInstanceOfSatisfying(
                        KernelException.class,
                        e -> assertThat(e.is(Errno.ENOENT)).isTrue());
    }

    @Test
    void readsAndWritesAFile(@TempDir Path folder) throws IOException, KernelException {
        Path file = Files.writeString(folder.resolve("file"), "once upon a time");
        int descriptor = kernel.open(file.toString(), Kernel.O_RDWR | Kernel.O_CLOEXEC);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(5);
            assertThat(kernel.read(descriptor, buffer)).isEqualTo(5);
            assertThat(new String(buffer.toArray(JAVA_BYTE), StandardCharsets.US_ASCII))
                    .isEqualTo("once ");
            assertThat(kernel.write(descriptor, buffer)).isEqualTo(5);
            assertThat(kernel.poll(descriptor, Kernel.POLLIN, 0)).isEqualTo(Kernel.POLLIN);
        } finally {
            kernel.close(descriptor);
        }
        assertThat(kernel.poll(descriptor, Kernel.POLLIN, 0)).as("POLLNVAL").isEqualTo(0x20);
        assertThat(file).hasContent("once once a time");
    }

    @Test
    void mapsMemoryAndGivesItBack() throws KernelException, IOException {
        MemorySegment memory = kernel.mmap(0, 3 * 4096, READ_WRITE, NO_FILE, -1, 0);
        assertThat(memory.byteSize()).isEqualTo(3 * 4096);
        assertThat(memory.address() % 4096).isZero();
        memory.set(JAVA_LONG, 4096, 4711);
        assertThat(memory.get(JAVA_LONG, 4096)).isEqualTo(4711);
        kernel.mprotect(memory, Kernel.PROT_NONE);
        assertThat(mapped(memory)).contains("---p");
        kernel.munmap(memory);
        assertThat(mapped(memory)).isEmpty();
    }

    @Test
    void mapsOverAReservation() throws KernelException {
        MemorySegment reserved = kernel.mmap(0, 4 * 4096, Kernel.PROT_NONE, NO_FILE, -1, 0);
        long window = reserved.address() + 4096;
        MemorySegment inside = kernel.mmap(window, 4096, READ_WRITE, NO_FILE | Kernel.MAP_FIXED, -1, 0);
        assertThat(inside.address()).isEqualTo(window);
        inside.set(JAVA_INT, 0, 42);
        kernel.munmap(reserved);
        assertThatThrownBy(() -> kernel.mmap(window + 1, 4096, READ_WRITE, NO_FILE | Kernel.MAP_FIXED, -1, 0))
                .isInstanceOfSatisfying(
                        KernelException.class,
                        e -> assertThat(e.is(Errno.EINVAL)).isTrue());
    }

    /** A processor's own words, by machine code of ours: leaf 0 has its vendor. */
    @Test
    void runsMachineCodeThatWasWrittenBefore() throws Throwable {
        byte[] cpuid = HexFormat.of().parseHex("534989d089f889f10fa2418900418958044189480841" + "89500c5bc3");
        MemorySegment page = kernel.mmap(0, 4096, READ_WRITE, NO_FILE, -1, 0);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment.copy(MemorySegment.ofArray(cpuid), 0, page, 0, cpuid.length);
            kernel.mprotect(page, Kernel.PROT_READ | Kernel.PROT_EXEC);
            MemorySegment answer = arena.allocate(16, 4);
            Linker.nativeLinker()
                    .downcallHandle(page, FunctionDescriptor.ofVoid(JAVA_INT, JAVA_INT, ValueLayout.ADDRESS))
                    .invokeExact(0, 0, answer);
            ByteBuffer vendor = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
            vendor.putInt(answer.get(JAVA_INT, 4))
                    .putInt(answer.get(JAVA_INT, 12))
                    .putInt(answer.get(JAVA_INT, 8));
            String name = new String(vendor.array(), StandardCharsets.US_ASCII);
            assertThat(Files.readString(Path.of("/proc/cpuinfo"))).contains("vendor_id\t: " + name);
        } finally {
            kernel.munmap(page);
        }
    }

    private static String mapped(MemorySegment memory) throws IOException {
        String start = Long.toHexString(memory.address()) + "-";
        return Files.readAllLines(Path.of("/proc/self/maps")).stream()
                .filter(line -> line.startsWith(start))
                .findFirst()
                .orElse("");
    }
}
