package dev.assay.platform.sgx;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.platform.linux.Errno;
import dev.assay.platform.linux.Kernel;
import dev.assay.platform.linux.KernelException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Linux' SGX driver and the processor behind it, as far as launching goes; written from torvalds/linux
 * arch/x86/kernel/cpu/sgx/ioctl.c and encl.c and from Intel's manual, not from the loader. What a driver would not notice
 * and a correct caller never does is an assertion error.
 */
final class FakeSgxKernel implements Kernel {

    private static final long PAGE = 4096;

    /** Not a multiple of an enclave's size, so that the caller has to look for one. */
    private static final long FIRST_ADDRESS = 0x7e00_0000_1000L;

    private static final long PROVISION_KEY = 0x10;

    private record Mapping(long length, int protection, int descriptor) {}

    private final Map<Integer, String> open = new TreeMap<>();
    private final Map<Integer, FakeEnclave> enclaves = new TreeMap<>();
    private final TreeMap<Long, Mapping> reservations = new TreeMap<>();
    private final TreeMap<Long, Mapping> mapped = new TreeMap<>();
    private final Map<LaunchStep, Integer> failures = new EnumMap<>(LaunchStep.class);
    private final Map<LaunchStep, Integer> times = new EnumMap<>(LaunchStep.class);
    private final List<String> calls = new ArrayList<>();
    private int nextDescriptor = 40;
    private long nextAddress = FIRST_ADDRESS;
    private long addedBytes = PAGE;

    /** From now on {@code step} fails. */
    FakeSgxKernel failing(LaunchStep step, int errno) {
        return failing(step, errno, Integer.MAX_VALUE);
    }

    /** The same, for a number of times. */
    FakeSgxKernel failing(LaunchStep step, int errno, int count) {
        failures.put(step, errno);
        times.put(step, count);
        return this;
    }

    /** From now on ADD_PAGES says that it added so much. */
    FakeSgxKernel counting(long bytes) {
        addedBytes = bytes;
        return this;
    }

    /** What was called, in order: name, numbers, and what the memory behind them held, in hex. */
    List<String> calls() {
        return calls;
    }

    /** Descriptors and mappings that nobody gave back. */
    int leaks() {
        return open.size() + reservations.size() + mapped.size();
    }

    /** The only enclave that is loaded. */
    FakeEnclave enclave() {
        assertThat(enclaves).hasSize(1);
        return enclaves.values().iterator().next();
    }

    /** With what the page at {@code address} is mapped; 0 for not at all. */
    int protection(long address) {
        Mapping mapping = mapped.get(address);
        return mapping == null ? 0 : mapping.protection;
    }

    private void check(LaunchStep step) throws KernelException {
        int left = times.getOrDefault(step, 0);
        if (left > 0) {
            times.put(step, left - 1);
            throw new KernelException("fake " + step, failures.get(step));
        }
    }

    @Override
    public int open(String path, int flags) throws KernelException {
        boolean provision = path.endsWith("provision");
        check(provision ? LaunchStep.OPEN_PROVISION : LaunchStep.OPEN);
        assertThat(flags).isEqualTo(O_RDWR | O_CLOEXEC);
        int descriptor = nextDescriptor++;
        open.put(descriptor, provision ? "provision" : "enclave");
        if (!provision) {
            enclaves.put(descriptor, new FakeEnclave());
        }
        calls.add("open " + path.replaceFirst(".*/dev/", "/dev/"));
        return descriptor;
    }

    @Override
    public void close(int descriptor) {
        assertThat(open.remove(descriptor))
                .as("descriptor %d is open", descriptor)
                .isNotNull();
        enclaves.remove(descriptor);
        calls.add("close");
    }

    @Override
    public int ioctl(int descriptor, long request, MemorySegment argument) throws KernelException {
        FakeEnclave enclave = enclaves.get(descriptor);
        if (enclave == null) {
            throw new KernelException("ioctl", Errno.ENOTTY.number());
        }
        assertThat((request >> 8) & 0xff).isEqualTo(0xa4);
        assertThat(argument.byteSize()).isGreaterThanOrEqualTo((request >> 16) & 0x3fff);
        switch ((int) request) {
            case 0x4008A400 -> {
                check(LaunchStep.CREATE);
                byte[] secs = user(argument.get(JAVA_LONG, 0), 4096);
                log("CREATE", secs);
                enclave.create(secs);
                assertThat(within(reservations, enclave.base(), enclave.size()))
                        .as("the enclave's addresses are reserved")
                        .isTrue();
            }
            case 0xC030A401 -> add(enclave, argument);
            case 0x4008A402 -> {
                check(LaunchStep.INIT);
                byte[] sigStruct = user(argument.get(JAVA_LONG, 0), 1808);
                log("INIT", sigStruct);
                enclave.initialise(sigStruct);
            }
            case 0x4008A403 -> {
                check(LaunchStep.PROVISION);
                if (!"provision".equals(open.get((int) argument.get(JAVA_LONG, 0)))) {
                    throw new KernelException("ioctl", Errno.EINVAL.number());
                }
                calls.add("PROVISION");
                enclave.allow(PROVISION_KEY);
            }
            default -> throw new KernelException("ioctl", Errno.ENOTTY.number());
        }
        return 0;
    }

    private void add(FakeEnclave enclave, MemorySegment argument) throws KernelException {
        check(LaunchStep.ADD_PAGES);
        long source = argument.get(JAVA_LONG, 0);
        long offset = argument.get(JAVA_LONG, 8);
        long length = argument.get(JAVA_LONG, 16);
        byte[] secInfo = user(argument.get(JAVA_LONG, 24), 64);
        long flags = argument.get(JAVA_LONG, 32);
        if (source % PAGE != 0 || length == 0 || length % PAGE != 0 || (flags & ~1L) != 0) {
            throw new KernelException("ioctl", Errno.EINVAL.number());
        }
        calls.add(
                "ADD %x %x %d %s".formatted(offset, length, flags, hex(secInfo).replaceFirst("(00)*$", "")));
        for (long at = 0; at < length; at += PAGE) {
            enclave.add(offset + at, secInfo, user(source + at, 4096), flags == 1);
        }
        argument.set(JAVA_LONG, 40, addedBytes);
    }

    @Override
    public int ioctl(int descriptor, long request, long argument) {
        throw new AssertionError("no SGX ioctl takes a number");
    }

    @Override
    public MemorySegment mmap(long address, long length, int protection, int flags, int descriptor, long offset)
            throws KernelException {
        if (descriptor == -1) {
            check(LaunchStep.RESERVE);
            assertThat(flags).isEqualTo(MAP_PRIVATE | MAP_ANONYMOUS);
            assertThat(protection).isEqualTo(PROT_NONE);
            assertThat(address).isZero();
            long chosen = nextAddress;
            nextAddress += length + PAGE;
            reservations.put(chosen, new Mapping(length, protection, -1));
            calls.add("reserve " + length);
            return MemorySegment.ofAddress(chosen).reinterpret(length);
        }
        check(LaunchStep.MAP);
        assertThat(flags).isEqualTo(MAP_SHARED | MAP_FIXED);
        assertThat(within(reservations, address, length))
                .as("over one's own reservation")
                .isTrue();
        FakeEnclave enclave = enclaves.get(descriptor);
        for (long at = 0; at < length; at += PAGE) {
            if ((protection & ~enclave.mostRights(address + at)) != 0) {
                throw new KernelException("mmap", Errno.EACCES.number());
            }
            mapped.put(address + at, new Mapping(PAGE, protection, descriptor));
        }
        calls.add("map +%x %x %d".formatted(address - enclave.base(), length, protection));
        return MemorySegment.ofAddress(address).reinterpret(length);
    }

    @Override
    public void munmap(MemorySegment memory) {
        Mapping reservation = reservations.remove(memory.address());
        assertThat(reservation).as("a reservation that is there").isNotNull();
        assertThat(memory.byteSize()).isEqualTo(reservation.length);
        mapped.subMap(memory.address(), memory.address() + memory.byteSize()).clear();
        calls.add("unmap " + memory.byteSize());
    }

    private static boolean within(NavigableMap<Long, Mapping> ranges, long address, long length) {
        Map.Entry<Long, Mapping> range = ranges.floorEntry(address);
        return range != null && address + length <= range.getKey() + range.getValue().length;
    }

    private static byte[] user(long address, int length) {
        return MemorySegment.ofAddress(address).reinterpret(length).toArray(JAVA_BYTE);
    }

    private void log(String call, byte[] content) {
        calls.add(call + " " + hex(content));
    }

    private static String hex(byte[] content) {
        return HexFormat.of().formatHex(content);
    }

    @Override
    public void mprotect(MemorySegment memory, int protection) {
        throw new AssertionError("nothing of an enclave is re-protected");
    }

    @Override
    public int socket(int family, int type, int protocol) {
        throw new AssertionError("no sockets here");
    }

    @Override
    public void connect(int descriptor, MemorySegment address) {
        throw new AssertionError("no sockets here");
    }

    @Override
    public int socketError(int descriptor) {
        throw new AssertionError("no sockets here");
    }

    @Override
    public int poll(int descriptor, int events, int millis) {
        throw new AssertionError("no sockets here");
    }

    @Override
    public long read(int descriptor, MemorySegment into) {
        throw new AssertionError("an SGX device is not read");
    }

    @Override
    public long write(int descriptor, MemorySegment from) {
        throw new AssertionError("an SGX device is not written to");
    }
}
