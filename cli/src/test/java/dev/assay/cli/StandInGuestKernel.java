package dev.assay.cli;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.bytes.Bytes;
import dev.assay.platform.linux.Kernel;
import dev.assay.simulator.qgs.TestDomain;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A kernel with {@code /dev/tdx_guest} and {@code /dev/sev-guest}; no other call is expected of whoever
 * quotes here. Offsets are those of Linux' {@code tdx-guest.h} and {@code sev-guest.h}.
 */
final class StandInGuestKernel {

    private static final int FIRST = 1_000_000;
    private static final long TDX_GET_REPORT = 0xC4405401L;
    private static final long SNP_GET_REPORT = 0xC0205300L;

    private final TestDomain domain;
    private final Set<Integer> devices = ConcurrentHashMap.newKeySet();
    private final AtomicInteger next = new AtomicInteger(FIRST);

    StandInGuestKernel(TestDomain domain) {
        this.domain = domain;
    }

    Kernel kernel() {
        return (Kernel) Proxy.newProxyInstance(
                Kernel.class.getClassLoader(),
                new Class<?>[] {Kernel.class},
                (proxy, method, given) -> switch (method.getName()) {
                    case "open" -> open();
                    case "close" -> {
                        devices.remove((int) given[0]);
                        yield null;
                    }
                    case "ioctl" -> {
                        assertThat(devices).contains((int) given[0]);
                        yield report((long) given[1], (MemorySegment) given[2]);
                    }
                    default -> throw new AssertionError("system call " + method.getName());
                });
    }

    int openDevices() {
        return devices.size();
    }

    private int open() {
        int descriptor = next.incrementAndGet();
        devices.add(descriptor);
        return descriptor;
    }

    private int report(long request, MemorySegment argument) {
        if (request == TDX_GET_REPORT) {
            Bytes reportData = Bytes.of(argument.asSlice(0, 64).toArray(JAVA_BYTE));
            MemorySegment.copy(domain.report(reportData).toArray(), 0, argument, JAVA_BYTE, 64, 1024);
            return 0;
        }
        if (request != SNP_GET_REPORT) {
            throw new AssertionError("ioctl 0x" + Long.toHexString(request));
        }
        MemorySegment asked = at(argument.get(JAVA_LONG, 8), 96);
        MemorySegment answer = at(argument.get(JAVA_LONG, 16), 4000);
        byte[] report = new byte[1184];
        report[0] = 3;
        MemorySegment.copy(asked, JAVA_BYTE, 0, report, 0x50, 64);
        answer.set(JAVA_INT, 0, 0);
        answer.set(JAVA_INT, 4, report.length);
        MemorySegment.copy(report, 0, answer, JAVA_BYTE, 32, report.length);
        return 0;
    }

    @SuppressWarnings("restricted")
    private static MemorySegment at(long address, long size) {
        return MemorySegment.ofAddress(address).reinterpret(size);
    }
}
