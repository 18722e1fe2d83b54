package dev.assay.platform.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** The calls as libc has them, errno read before anything else can change it. */
final class LinuxKernel implements Kernel {

    static final LinuxKernel INSTANCE = new LinuxKernel();

    private static final int SOL_SOCKET = 1;
    private static final int SO_ERROR = 4;

    private LinuxKernel() {}

    /** Linked at the first call: linking takes longer than all that a machine without devices is asked. */
    private static final class Libc {
        private static final Linker LINKER = Linker.nativeLinker();
        static final StructLayout STATE = Linker.Option.captureStateLayout();
        static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
        private static final AddressLayout POINTER = ADDRESS;

        static final MethodHandle OPEN =
                call("open", FunctionDescriptor.of(JAVA_INT, POINTER, JAVA_INT), Linker.Option.firstVariadicArg(2));
        static final MethodHandle CLOSE = call("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
        static final MethodHandle IOCTL = call(
                "ioctl",
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG),
                Linker.Option.firstVariadicArg(2));
        static final MethodHandle MMAP = call(
                "mmap",
                FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
        static final MethodHandle MPROTECT =
                call("mprotect", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
        static final MethodHandle MUNMAP = call("munmap", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
        static final MethodHandle SOCKET =
                call("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
        static final MethodHandle CONNECT =
                call("connect", FunctionDescriptor.of(JAVA_INT, JAVA_INT, POINTER, JAVA_INT));
        static final MethodHandle GETSOCKOPT =
                call("getsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, POINTER, POINTER));
        static final MethodHandle POLL = call("poll", FunctionDescriptor.of(JAVA_INT, POINTER, JAVA_LONG, JAVA_INT));
        static final MethodHandle READ = call("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, POINTER, JAVA_LONG));
        static final MethodHandle WRITE = call("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, POINTER, JAVA_LONG));

        private Libc() {}

        @SuppressWarnings("restricted")
        private static MethodHandle call(String name, FunctionDescriptor signature, Linker.Option... more) {
            Linker.Option[] options = new Linker.Option[more.length + 1];
            System.arraycopy(more, 0, options, 0, more.length);
            options[more.length] = Linker.Option.captureCallState("errno");
            return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), signature, options);
        }
    }

    /** A call of libc's; memory of {@code arena} lives until it is over, {@code state} takes errno. */
    @FunctionalInterface
    private interface Call {
        long make(Arena arena, MemorySegment state) throws Throwable;
    }

    @Override
    public int open(String path, int flags) throws KernelException {
        return number(
                "open " + path, (arena, state) -> (int) Libc.OPEN.invokeExact(state, arena.allocateFrom(path), flags));
    }

    @Override
    public void close(int descriptor) {
        unheard("close", (arena, state) -> (int) Libc.CLOSE.invokeExact(state, descriptor));
    }

    @Override
    public int ioctl(int descriptor, long request, MemorySegment argument) throws KernelException {
        return ioctl(descriptor, request, argument.address());
    }

    @Override
    public int ioctl(int descriptor, long request, long argument) throws KernelException {
        return number("ioctl 0x" + Long.toHexString(request), (arena, state) ->
                (int) Libc.IOCTL.invokeExact(state, descriptor, request, argument));
    }

    @Override
    @SuppressWarnings("restricted")
    public MemorySegment mmap(long address, long length, int protection, int flags, int descriptor, long offset)
            throws KernelException {
        long chosen = made("mmap of " + length + " bytes", (arena, state) ->
                (long) Libc.MMAP.invokeExact(state, address, length, protection, flags, descriptor, offset));
        return MemorySegment.ofAddress(chosen).reinterpret(length);
    }

    @Override
    public void mprotect(MemorySegment memory, int protection) throws KernelException {
        long ignored = made("mprotect", (arena, state) ->
                (int) Libc.MPROTECT.invokeExact(state, memory.address(), memory.byteSize(), protection));
    }

    @Override
    public void munmap(MemorySegment memory) {
        unheard("munmap", (arena, state) -> (int) Libc.MUNMAP.invokeExact(state, memory.address(), memory.byteSize()));
    }

    @Override
    public int socket(int family, int type, int protocol) throws KernelException {
        return number("socket", (arena, state) -> (int) Libc.SOCKET.invokeExact(state, family, type, protocol));
    }

    @Override
    public void connect(int descriptor, MemorySegment address) throws KernelException {
        int size = Math.toIntExact(address.byteSize());
        long ignored =
                made("connect", (arena, state) -> (int) Libc.CONNECT.invokeExact(state, descriptor, address, size));
    }

    @Override
    public int socketError(int descriptor) throws KernelException {
        return number("getsockopt", (arena, state) -> {
            MemorySegment value = arena.allocate(JAVA_INT);
            MemorySegment size = arena.allocateFrom(JAVA_INT, Math.toIntExact(JAVA_INT.byteSize()));
            int result = (int) Libc.GETSOCKOPT.invokeExact(state, descriptor, SOL_SOCKET, SO_ERROR, value, size);
            return result < 0 ? result : value.get(JAVA_INT, 0);
        });
    }

    @Override
    public int poll(int descriptor, int events, int millis) throws KernelException {
        return number("poll", (arena, state) -> {
            MemorySegment wanted = arena.allocate(8, 4);
            wanted.set(JAVA_INT, 0, descriptor);
            wanted.set(JAVA_SHORT, 4, (short) events);
            int result = (int) Libc.POLL.invokeExact(state, wanted, 1L, millis);
            return result < 0 ? result : Short.toUnsignedInt(wanted.get(JAVA_SHORT, 6));
        });
    }

    @Override
    public long read(int descriptor, MemorySegment into) throws KernelException {
        return made("read", (arena, state) -> (long) Libc.READ.invokeExact(state, descriptor, into, into.byteSize()));
    }

    @Override
    public long write(int descriptor, MemorySegment from) throws KernelException {
        return made("write", (arena, state) -> (long) Libc.WRITE.invokeExact(state, descriptor, from, from.byteSize()));
    }

    private static int number(String name, Call call) throws KernelException {
        return Math.toIntExact(made(name, call));
    }

    /** The call's result; errors are negative, for addresses too: those of processes are in the lower half. */
    private static long made(String name, Call call) throws KernelException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Libc.STATE);
            long result = call.make(arena, state);
            if (result < 0) {
                throw new KernelException(name, (int) Libc.ERRNO.get(state, 0L));
            }
            return result;
        } catch (KernelException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a method handle declares Throwable, and libc throws nothing", e);
        }
    }

    /** For giving back: nothing can be done about a failure, and what was given back is not to be used in any case. */
    private static void unheard(String name, Call call) {
        try {
            long ignored = made(name, call);
        } catch (KernelException e) {
            // As said.
        }
    }
}
