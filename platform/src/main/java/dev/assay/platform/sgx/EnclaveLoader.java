package dev.assay.platform.sgx;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.assay.bytes.Bytes;
import dev.assay.platform.Host;
import dev.assay.platform.linux.Errno;
import dev.assay.platform.linux.Kernel;
import dev.assay.platform.linux.KernelException;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * Launches enclaves through Linux' SGX driver: torvalds/linux arch/x86/include/uapi/asm/sgx.h. With launch control the
 * driver makes the signer's key the launch key, so no launch service is needed.
 */
public final class EnclaveLoader {

    private static final long CREATE = 0x4008A400L;
    private static final long ADD_PAGES = 0xC030A401L;
    private static final long INIT = 0x4008A402L;
    private static final long PROVISION = 0x4008A403L;

    private static final int ADD_PAGES_SIZE = 48;
    private static final int ADD_PAGES_COUNT = 40;
    private static final long MEASURE = 1;

    /** How often a call is repeated that a signal has interrupted. */
    private static final int ATTEMPTS = 100;

    private final Host host;
    private final Kernel kernel;

    private EnclaveLoader(Host host) {
        this.host = host;
        this.kernel = host.kernel();
    }

    public static EnclaveLoader on(Host host) {
        return new EnclaveLoader(host);
    }

    /**
     * Launches Assay's own small enclave, without entering it; that it is launched is the proof that this machine and this
     * user can.
     */
    public LoadedEnclave launch(LaunchOptions options) throws QuoteException {
        return load(ReportEnclaveImage.build(), EnclaveSigner.onTheSpot(), options);
    }

    /**
     * Launches an enclave; to be closed by the caller.
     *
     * @throws QuoteException with the step that failed, its meaning and a remedy; nothing stays open or mapped
     */
    public LoadedEnclave load(EnclaveImage image, EnclaveSigner signer, LaunchOptions options) throws QuoteException {
        String node = SgxDevice.enclave(host).toString();
        int descriptor = attempt(LaunchStep.OPEN, node, () -> kernel.open(node, Kernel.O_RDWR | Kernel.O_CLOEXEC));
        boolean loaded = false;
        try {
            LoadedEnclave enclave = load(node, descriptor, image, signer, options);
            loaded = true;
            return enclave;
        } finally {
            if (!loaded) {
                kernel.close(descriptor);
            }
        }
    }

    private LoadedEnclave load(
            String node, int descriptor, EnclaveImage image, EnclaveSigner signer, LaunchOptions options)
            throws QuoteException {
        // Twice the size holds a range that begins at a multiple of the size. It stays reserved as a whole, so that
        // nobody else gets addresses within, and one call unmaps everything.
        MemorySegment reservation = attempt(
                LaunchStep.RESERVE,
                node,
                () -> kernel.mmap(
                        0, 2 * image.size(), Kernel.PROT_NONE, Kernel.MAP_PRIVATE | Kernel.MAP_ANONYMOUS, -1, 0));
        boolean loaded = false;
        try (Arena arena = Arena.ofConfined()) {
            long base = (reservation.address() + image.size() - 1) & -image.size();
            create(arena, node, descriptor, new Secs(image.size(), base, image.ssaFrameSize(), options));
            for (EnclavePage page : image.pages()) {
                add(arena, node, descriptor, page);
            }
            for (EnclavePage page : image.pages()) {
                map(node, descriptor, base, page);
            }
            if (options.provisionKey()) {
                provision(arena, node, descriptor);
            }
            SigStruct sigStruct = signer.sign(Measurement.of(image), options, LocalDate.now(ZoneOffset.UTC));
            initialise(arena, node, descriptor, sigStruct);
            loaded = true;
            return new LoadedEnclave(kernel, node, descriptor, reservation, base, sigStruct);
        } finally {
            if (!loaded) {
                kernel.munmap(reservation);
            }
        }
    }

    private void create(Arena arena, String node, int descriptor, Secs secs) throws QuoteException {
        MemorySegment argument = arena.allocateFrom(
                JAVA_LONG, copied(arena, secs.encoded(), Secs.SIZE).address());
        attempt(LaunchStep.CREATE, node, () -> kernel.ioctl(descriptor, CREATE, argument));
    }

    /** The source is memory of no file, which may be executed wherever that is not forbidden altogether. */
    private void add(Arena arena, String node, int descriptor, EnclavePage page) throws QuoteException {
        MemorySegment source = copied(arena, page.content(), EnclavePage.SIZE);
        MemorySegment argument = arena.allocate(ADD_PAGES_SIZE, Long.BYTES);
        argument.setAtIndex(JAVA_LONG, 0, source.address());
        argument.setAtIndex(JAVA_LONG, 1, page.offset());
        argument.setAtIndex(JAVA_LONG, 2, EnclavePage.SIZE);
        argument.setAtIndex(
                JAVA_LONG,
                3,
                copied(arena, page.secInfo().encoded(), SecInfo.SIZE).address());
        argument.setAtIndex(JAVA_LONG, 4, page.measured() ? MEASURE : 0);
        attempt(LaunchStep.ADD_PAGES, node, () -> kernel.ioctl(descriptor, ADD_PAGES, argument));
        long added = argument.get(JAVA_LONG, ADD_PAGES_COUNT);
        if (added != EnclavePage.SIZE) {
            throw new QuoteException(
                    Reason.BROKEN,
                    node + ": the driver says that it added " + added + " bytes of a page of 4096",
                    "look whether `ls -l " + node + "` is Linux' own driver, and report it with the kernel's version");
        }
    }

    private void map(String node, int descriptor, long base, EnclavePage page) throws QuoteException {
        attempt(
                LaunchStep.MAP,
                node,
                () -> kernel.mmap(
                        base + page.offset(),
                        EnclavePage.SIZE,
                        page.secInfo().mapping(),
                        Kernel.MAP_SHARED | Kernel.MAP_FIXED,
                        descriptor,
                        0));
    }

    private void provision(Arena arena, String node, int descriptor) throws QuoteException {
        String provision = SgxDevice.provision(host).toString();
        int right = attempt(
                LaunchStep.OPEN_PROVISION, provision, () -> kernel.open(provision, Kernel.O_RDWR | Kernel.O_CLOEXEC));
        try {
            MemorySegment argument = arena.allocateFrom(JAVA_LONG, right);
            attempt(LaunchStep.PROVISION, node, () -> kernel.ioctl(descriptor, PROVISION, argument));
        } finally {
            kernel.close(right);
        }
    }

    private void initialise(Arena arena, String node, int descriptor, SigStruct sigStruct) throws QuoteException {
        MemorySegment argument = arena.allocateFrom(
                JAVA_LONG, copied(arena, sigStruct.encoded(), EnclavePage.SIZE).address());
        attempt(LaunchStep.INIT, node, () -> kernel.ioctl(descriptor, INIT, argument));
    }

    private static MemorySegment copied(Arena arena, Bytes content, int alignment) {
        MemorySegment copy = arena.allocate(content.length(), alignment);
        MemorySegment.copy(MemorySegment.ofArray(content.toArray()), 0, copy, 0, content.length());
        return copy;
    }

    @FunctionalInterface
    private interface Call<T> {
        T make() throws KernelException;
    }

    private static <T> T attempt(LaunchStep step, String place, Call<T> call) throws QuoteException {
        for (int attempt = 1; ; attempt++) {
            try {
                return call.make();
            } catch (KernelException e) {
                if (!e.is(Errno.EINTR) || attempt == ATTEMPTS) {
                    throw step.explain(place, e);
                }
            }
        }
    }
}
