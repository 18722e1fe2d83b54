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

    @Override
    public int open(String path, int flags) throws KernelException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Libc.STATE);
            return number("open " + path, state, (int) Libc.OPEN.invokeExact(state, arena.allocateFrom(path), flags));
        } catch (KernelException e) {
            throw e;
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @Override
    public void close(int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            int ignored = (int) Libc.CLOSE.invokeExact(arena.allocate(Libc.STATE), descriptor);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @Override
    public int ioctl(int descriptor, long request, MemorySegment argument) throws KernelException {
        return ioctl(descriptor, request, argument.address());
    }

    @Override
    public int ioctl(int descriptor, long request, long argument) throws KernelException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Libc.STATE);
            return number("ioctl 0x" + Long.toHexString(request), state, (int)
                    Libc.IOCTL.invokeExact(state, descriptor, request, argument));
        } catch (KernelException e) {
            throw e;
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @Override
    @SuppressWarnings("restricted")
    public MemorySegment mmap(long address, long length, int protection, int flags, int descriptor, long offset)
            throws KernelException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Libc.STATE);
            long chosen = (long) Libc.MMAP.invokeExact(state, address, length, protection, flags, descriptor, offset);
            if (chosen == -1) {
                throw new KernelException("mmap of " + length + " bytes", (int) Libc.ERRNO.get(state, 0L));
            }
            return MemorySegment.ofAddress(chosen).reinterpret(length);
        } catch (KernelException e) {
            throw e;
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @Override
    public void mprotect(MemorySegment memory, int protection) throws KernelException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Libc.STATE);
            int ignored = number("mprotect", state, (int)
                    Libc.MPROTECT.invokeExact(state, memory.address(), memory.byteSize(), protection));
        } catch (KernelException e) {
            throw e;
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @Override
    public void munmap(MemorySegment memory) {
        try (Arena arena = Arena.ofConfined()) {
            int ignored =
                    (int) Libc.MUNMAP.invokeExact(arena.allocate(Libc.STATE), memory.address(), memory.byteSize());
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @Override
    public int socket(int family, int type, int protocol) throws KernelException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Libc.STATE);
            return number("socket", state, (int) Libc.SOCKET.invokeExact(state, family, type, protocol));
        } catch (KernelException e) {
            throw e;
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @Override
    public void connect(int descriptor, MemorySegment address) throws KernelException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Libc.STATE);
            int ignored = number("connect", state, (int)
                    Libc.CONNECT.invokeExact(state, descriptor, address, Math.toIntExact(address.byteSize())));
        } catch (KernelException e) {
            throw e;
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @Override
    public int socketError(int descriptor) throws KernelException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Libc.STATE);
            MemorySegment value = arena.allocate(JAVA_INT);
            MemorySegment size = arena.allocateFrom(JAVA_INT, Math.toIntExact(JAVA_INT.byteSize()));
            int ignored = number("getsockopt", state, (int)
                    Libc.GETSOCKOPT.invokeExact(state, descriptor, SOL_SOCKET, SO_ERROR, value, size));
            return value.get(JAVA_INT, 0);
        } catch (KernelException e) {
            throw e;
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @Override
    public int poll(int descriptor, int events, int millis) throws KernelException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Libc.STATE);
            MemorySegment wanted = arena.allocate(8, 4);
            wanted.set(JAVA_INT, 0, descriptor);
            wanted.set(JAVA_SHORT, 4, (short) events);
            int ignored = number("poll", state, (int) Libc.POLL.invokeExact(state, wanted, 1L, millis));
            return Short.toUnsignedInt(wanted.get(JAVA_SHORT, 6));
        } catch (KernelException e) {
            throw e;
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @Override
    public long read(int descriptor, MemorySegment into) throws KernelException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Libc.STATE);
            return number("read", state, (long) Libc.READ.invokeExact(state, descriptor, into, into.byteSize()));
        } catch (KernelException e) {
            throw e;
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @Override
    public long write(int descriptor, MemorySegment from) throws KernelException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Libc.STATE);
            return number("write", state, (long) Libc.WRITE.invokeExact(state, descriptor, from, from.byteSize()));
        } catch (KernelException e) {
            throw e;
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    private static int number(String call, MemorySegment state, int result) throws KernelException {
        return Math.toIntExact(number(call, state, (long) result));
    }

    private static long number(String call, MemorySegment state, long result) throws KernelException {
        if (result < 0) {
            throw new KernelException(call, (int) Libc.ERRNO.get(state, 0L));
        }
        return result;
    }

    /** A method handle declares Throwable; these have nothing to throw. */
    private static IllegalStateException impossible(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        if (e instanceof RuntimeException failure) {
            throw failure;
        }
        return new IllegalStateException(e);
    }
}
