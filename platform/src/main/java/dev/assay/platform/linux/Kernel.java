package dev.assay.platform.linux;

import java.lang.foreign.MemorySegment;

/**
 * The system calls that quoting needs and the JDK has no methods for. Numbers are Linux' on x86-64; memory that is handed
 * over must stay alive until the call returns.
 */
public interface Kernel {

    int O_RDWR = 2;
    int O_CLOEXEC = 0x80000;

    int PROT_NONE = 0;
    int PROT_READ = 1;
    int PROT_WRITE = 2;
    int PROT_EXEC = 4;

    int MAP_SHARED = 1;
    int MAP_PRIVATE = 2;
    int MAP_FIXED = 0x10;
    int MAP_ANONYMOUS = 0x20;

    int AF_VSOCK = 40;
    int SOCK_STREAM = 1;
    int SOCK_NONBLOCK = 0x800;
    int SOCK_CLOEXEC = 0x80000;

    int POLLIN = 1;
    int POLLOUT = 4;

    /** Opens a file or device; the descriptor is to be {@linkplain #close closed}. */
    int open(String path, int flags) throws KernelException;

    void close(int descriptor);

    /** The call's non-negative result. */
    int ioctl(int descriptor, long request, MemorySegment argument) throws KernelException;

    /** The same with a number in the place of an address. */
    int ioctl(int descriptor, long request, long argument) throws KernelException;

    /**
     * Maps memory.
     *
     * @param address where, 0 for anywhere
     * @param descriptor -1 without a file
     * @return {@code length} bytes at the address that was chosen; they stay mapped until {@link #munmap}
     */
    MemorySegment mmap(long address, long length, int protection, int flags, int descriptor, long offset)
            throws KernelException;

    void mprotect(MemorySegment memory, int protection) throws KernelException;

    void munmap(MemorySegment memory);

    int socket(int family, int type, int protocol) throws KernelException;

    /** EINPROGRESS is an exception too. */
    void connect(int descriptor, MemorySegment address) throws KernelException;

    /** The pending error of a socket, 0 for none. */
    int socketError(int descriptor) throws KernelException;

    /**
     * Waits for one of {@code events}.
     *
     * @return what has happened; 0 when {@code millis} are over
     */
    int poll(int descriptor, int events, int millis) throws KernelException;

    /** How many bytes were read; 0 at the end. */
    long read(int descriptor, MemorySegment into) throws KernelException;

    /** How many bytes were written. */
    long write(int descriptor, MemorySegment from) throws KernelException;

    /** The kernel of this machine. */
    static Kernel linux() {
        return LinuxKernel.INSTANCE;
    }
}
