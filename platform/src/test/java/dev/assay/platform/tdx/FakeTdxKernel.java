package dev.assay.platform.tdx;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.assay.bytes.Bytes;
import dev.assay.platform.linux.DelegatingKernel;
import dev.assay.platform.linux.Errno;
import dev.assay.platform.linux.Kernel;
import dev.assay.platform.linux.KernelException;
import dev.assay.simulator.qgs.TestDomain;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A kernel with {@code /dev/tdx_guest}, and with a host behind vsock that is a Unix socket; the rest is real. */
final class FakeTdxKernel extends DelegatingKernel {

    private static final int AF_UNIX = 1;
    private static final int FIRST = 1_000_000;

    private final TestDomain domain;
    private final Path host;
    private final AtomicInteger next = new AtomicInteger(FIRST);
    private final Set<Integer> devices = ConcurrentHashMap.newKeySet();
    private final Set<Integer> vsocks = ConcurrentHashMap.newKeySet();

    Optional<Errno> openFails = Optional.empty();
    Optional<Errno> reportFails = Optional.empty();
    Optional<Errno> socketFails = Optional.empty();
    Optional<Errno> connectFails = Optional.empty();
    boolean connectHangs;
    UnaryOperator<Bytes> tampering = UnaryOperator.identity();
    volatile Bytes lastAddress = Bytes.EMPTY;

    FakeTdxKernel(TestDomain domain, Path host) {
        this.domain = domain;
        this.host = host;
    }

    int openDevices() {
        return devices.size();
    }

    @Override
    public int open(String path, int flags) throws KernelException {
        if (!path.endsWith("/dev/tdx_guest")) {
            return super.open(path, flags);
        }
        if (openFails.isPresent()) {
            throw new KernelException("open " + path, openFails.get().number());
        }
        int descriptor = next.incrementAndGet();
        devices.add(descriptor);
        return descriptor;
    }

    @Override
    public void close(int descriptor) {
        vsocks.remove(descriptor);
        if (!devices.remove(descriptor)) {
            super.close(descriptor);
        }
    }

    @Override
    public int ioctl(int descriptor, long request, MemorySegment argument) throws KernelException {
        if (!devices.contains(descriptor)) {
            return super.ioctl(descriptor, request, argument);
        }
        if (request != 0xC4405401L || argument.byteSize() != 1088) {
            throw new KernelException("ioctl", Errno.ENOTTY.number());
        }
        if (reportFails.isPresent()) {
            throw new KernelException("ioctl", reportFails.get().number());
        }
        Bytes reportData = Bytes.of(argument.asSlice(0, 64).toArray(JAVA_BYTE));
        MemorySegment.copy(tampering.apply(domain.report(reportData)).toArray(), 0, argument, JAVA_BYTE, 64, 1024);
        return 0;
    }

    @Override
    public int socket(int family, int type, int protocol) throws KernelException {
        if (family != Kernel.AF_VSOCK) {
            return super.socket(family, type, protocol);
        }
        if (socketFails.isPresent()) {
            throw new KernelException("socket", socketFails.get().number());
        }
        int descriptor = super.socket(AF_UNIX, type, protocol);
        vsocks.add(descriptor);
        return descriptor;
    }

    @Override
    public void connect(int descriptor, MemorySegment address) throws KernelException {
        if (!vsocks.contains(descriptor)) {
            super.connect(descriptor, address);
            return;
        }
        lastAddress = Bytes.of(address.toArray(JAVA_BYTE));
        if (connectFails.isPresent()) {
            throw new KernelException("connect", connectFails.get().number());
        }
        if (connectHangs) {
            throw new KernelException("connect", Errno.EINPROGRESS.number());
        }
        if (address.byteSize() != 16 || address.get(JAVA_SHORT, 0) != 40 || address.get(JAVA_INT, 8) != 2) {
            throw new KernelException("connect", Errno.EINVAL.number());
        }
        byte[] path = host.toString().getBytes(StandardCharsets.UTF_8);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment unix = arena.allocate(path.length + 3L, 2);
            unix.set(JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(path, 0, unix, JAVA_BYTE, 2, path.length);
            super.connect(descriptor, unix);
        }
    }

    @Override
    public int poll(int descriptor, int events, int millis) throws KernelException {
        if (connectHangs && vsocks.contains(descriptor)) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return 0;
        }
        return super.poll(descriptor, events, millis);
    }
}
