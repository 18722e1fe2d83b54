package dev.assay.platform.linux;

import java.lang.foreign.MemorySegment;

/** The machine's own kernel, to be overridden where a device has to be stood in for. */
public class DelegatingKernel implements Kernel {

    private final Kernel linux = Kernel.linux();

    @Override
    public int open(String path, int flags) throws KernelException {
        return linux.open(path, flags);
    }

    @Override
    public void close(int descriptor) {
        linux.close(descriptor);
    }

    @Override
    public int ioctl(int descriptor, long request, MemorySegment argument) throws KernelException {
        return linux.ioctl(descriptor, request, argument);
    }

    @Override
    public int ioctl(int descriptor, long request, long argument) throws KernelException {
        return linux.ioctl(descriptor, request, argument);
    }

    @Override
    public MemorySegment mmap(long address, long length, int protection, int flags, int descriptor, long offset)
            throws KernelException {
        return linux.mmap(address, length, protection, flags, descriptor, offset);
    }

    @Override
    public void mprotect(MemorySegment memory, int protection) throws KernelException {
        linux.mprotect(memory, protection);
    }

    @Override
    public void munmap(MemorySegment memory) {
        linux.munmap(memory);
    }

    @Override
    public int socket(int family, int type, int protocol) throws KernelException {
        return linux.socket(family, type, protocol);
    }

    @Override
    public void connect(int descriptor, MemorySegment address) throws KernelException {
        linux.connect(descriptor, address);
    }

    @Override
    public int socketError(int descriptor) throws KernelException {
        return linux.socketError(descriptor);
    }

    @Override
    public int poll(int descriptor, int events, int millis) throws KernelException {
        return linux.poll(descriptor, events, millis);
    }

    @Override
    public long read(int descriptor, MemorySegment into) throws KernelException {
        return linux.read(descriptor, into);
    }

    @Override
    public long write(int descriptor, MemorySegment from) throws KernelException {
        return linux.write(descriptor, from);
    }
}
