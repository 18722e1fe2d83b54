package dev.assay.platform.snp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.assay.bytes.Bytes;
import dev.assay.platform.linux.DelegatingKernel;
import dev.assay.platform.linux.Errno;
import dev.assay.platform.linux.KernelException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A kernel with {@code /dev/sev-guest}. Offsets are those of {@code sev-guest.h} and AMD 56860. */
final class FakeSevKernel extends DelegatingKernel {

    final Set<Integer> open = ConcurrentHashMap.newKeySet();
    final AtomicInteger mostAtOnce = new AtomicInteger();
    private final AtomicInteger next = new AtomicInteger(1_000_000);

    Optional<Errno> openFails = Optional.empty();
    Optional<Errno> callFails = Optional.empty();
    long result;
    long status;
    long size = 1184;
    final AtomicInteger requests = new AtomicInteger();
    volatile int lastVmpl;
    final CountDownLatch answering = new CountDownLatch(1);
    volatile boolean hangs;
    UnaryOperator<Bytes> tampering = UnaryOperator.identity();

    @Override
    public int open(String path, int flags) throws KernelException {
        if (openFails.isPresent() || !path.endsWith("/dev/sev-guest")) {
            throw new KernelException(
                    "open " + path, openFails.orElse(Errno.ENOENT).number());
        }
        int descriptor = next.incrementAndGet();
        open.add(descriptor);
        mostAtOnce.accumulateAndGet(open.size(), Math::max);
        return descriptor;
    }

    @Override
    public void close(int descriptor) {
        if (!open.remove(descriptor)) {
            throw new AssertionError("closed twice: " + descriptor);
        }
    }

    @Override
    @SuppressWarnings("restricted")
    public int ioctl(int descriptor, long request, MemorySegment call) throws KernelException {
        if (!open.contains(descriptor) || request != 0xC0205300L || call.byteSize() != 32) {
            throw new KernelException("ioctl", Errno.ENOTTY.number());
        }
        requests.incrementAndGet();
        if (hangs) {
            awaitUninterruptibly();
        }
        if (call.get(JAVA_BYTE, 0) == 0) {
            throw new KernelException("ioctl", Errno.EINVAL.number());
        }
        call.set(JAVA_LONG, 24, result);
        if (callFails.isPresent()) {
            throw new KernelException("ioctl", callFails.get().number());
        }
        MemorySegment asked = MemorySegment.ofAddress(call.get(JAVA_LONG, 8)).reinterpret(96);
        MemorySegment answer = MemorySegment.ofAddress(call.get(JAVA_LONG, 16)).reinterpret(4000);
        lastVmpl = asked.get(JAVA_INT, 64);
        byte[] report = new byte[1184];
        report[0] = 3;
        report[0x30] = (byte) lastVmpl;
        MemorySegment.copy(asked, JAVA_BYTE, 0, report, 0x50, 64);
        answer.set(JAVA_INT, 0, (int) status);
        answer.set(JAVA_INT, 4, (int) size);
        MemorySegment.copy(tampering.apply(Bytes.of(report)).toArray(), 0, answer, JAVA_BYTE, 32, 1184);
        return 0;
    }

    /** As the driver waits for a hypervisor that is busy: nobody interrupts it. */
    private void awaitUninterruptibly() {
        boolean interrupted = false;
        while (answering.getCount() > 0) {
            try {
                answering.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
