package dev.assay.platform.sgx;

import dev.assay.platform.linux.Errno;
import dev.assay.platform.linux.KernelException;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is done to launch an enclave, and what it means when Linux refuses it. Read in torvalds/linux
 * arch/x86/kernel/cpu/sgx/ioctl.c, encl.c and driver.c.
 */
enum LaunchStep {
    OPEN("open the SGX device"),
    RESERVE("reserve addresses for the enclave"),
    CREATE("create the enclave (ECREATE)"),
    ADD_PAGES("add a page to the enclave (EADD)"),
    MAP("map the enclave"),
    OPEN_PROVISION("open the SGX provisioning device"),
    PROVISION("allow the enclave the provisioning key"),
    INIT("initialise the enclave (EINIT)");

    private static final String REPORT_IT = "report it with this message and the kernel's version";

    private final String title;

    LaunchStep(String title) {
        this.title = title;
    }

    private record Meaning(Reason reason, String cause, String advice) {}

    /** What {@code failure} on {@code place} means here. */
    QuoteException explain(String place, KernelException failure) {
        Optional<Errno> errno = Errno.of(failure.errno());
        Meaning meaning = errno.flatMap(this::specific)
                .or(() -> errno.flatMap(LaunchStep::general))
                .orElseGet(() -> new Meaning(Reason.REFUSED, "no cause is known for this error", REPORT_IT));
        String name = errno.map(Errno::name).orElseGet(() -> "errno " + failure.errno());
        return new QuoteException(
                        meaning.reason,
                        "SGX " + name() + " " + name,
                        place + ": could not " + title + ": " + failure.getMessage() + ": " + meaning.cause,
                        meaning.advice)
                .causedBy(failure);
    }

    private Optional<Meaning> specific(Errno errno) {
        return Optional.ofNullable(
                switch (this) {
                    case OPEN -> open(errno);
                    case RESERVE -> null;
                    case CREATE -> create(errno);
                    case ADD_PAGES -> add(errno);
                    case MAP -> map(errno);
                    case OPEN_PROVISION -> openProvision(errno);
                    case PROVISION -> provision(errno);
                    case INIT -> init(errno);
                });
    }

    private static @Nullable Meaning open(Errno errno) {
        return switch (errno) {
            case EACCES ->
                new Meaning(
                        Reason.DENIED,
                        "this user may not read and write it",
                        "find the device's group with `stat -c %G /dev/sgx_enclave`, join it with `sudo usermod -aG GROUP"
                                + " $USER` (in a container: --group-add with the group's number), and log in again");
            case EPERM ->
                new Meaning(
                        Reason.DENIED,
                        "a device policy forbids it",
                        "give the container the device: `docker run --device /dev/sgx_enclave`; in Kubernetes request"
                                + " sgx.intel.com/epc in this container's resources");
            case ENOENT, ENODEV, ENXIO ->
                new Meaning(
                        Reason.ABSENT,
                        "the name is there, the driver behind it is not",
                        "look at `dmesg | grep -i sgx` for why the driver did not start; enable SGX and launch control in the"
                                + " BIOS");
            default -> null;
        };
    }

    private static @Nullable Meaning create(Errno errno) {
        return switch (errno) {
            case EIO ->
                new Meaning(
                        Reason.REFUSED,
                        "the processor refused ECREATE: an attribute that it does not allow, an enclave larger than it"
                                + " takes, or SGX memory that was lost in a suspend",
                        "compare CPUID leaf 0x12 (`cpuid -l 0x12`) with what was asked; after a suspend or the migration of"
                                + " a virtual machine, restart it");
            case EINVAL ->
                new Meaning(
                        Reason.REFUSED,
                        "the driver refused the enclave's size or a reserved bit",
                        "run a kernel of 5.11 or later with its own driver; if it is one, " + REPORT_IT);
            default -> null;
        };
    }

    private static @Nullable Meaning add(Errno errno) {
        return switch (errno) {
            case EACCES ->
                new Meaning(
                        Reason.DENIED,
                        "the memory that the page comes from may not be executed: it lies on a file system mounted noexec,"
                                + " or a security module forbids it",
                        "look for noexec in `findmnt -T /dev/sgx_enclave` and /tmp, and at `ausearch -m avc` or `dmesg | grep"
                                + " -i apparmor`");
            case EINVAL ->
                new Meaning(
                        Reason.REFUSED,
                        "the driver refused the page's place or rights, or its interface is another one",
                        "run a kernel of 5.11 or later with its own driver; if it is one, " + REPORT_IT);
            case EIO ->
                new Meaning(
                        Reason.BUSY,
                        "EADD or EEXTEND failed: SGX memory was lost in a suspend or a migration",
                        "try again; if it persists, restart the machine");
            default -> null;
        };
    }

    private static @Nullable Meaning map(Errno errno) {
        return switch (errno) {
            case EPERM ->
                new Meaning(
                        Reason.DENIED,
                        "/dev is mounted noexec, so no code of an enclave can be mapped",
                        "run `sudo mount -o remount,exec /dev`, and take noexec out of its line in /etc/fstab or of the"
                                + " container's mount");
            case EACCES ->
                new Meaning(
                        Reason.DENIED,
                        "more rights than the pages have, or a security module forbids to execute from the device",
                        "look at `ausearch -m avc` or `dmesg | grep -i -e apparmor -e selinux`");
            default -> null;
        };
    }

    private static @Nullable Meaning openProvision(Errno errno) {
        return switch (errno) {
            case EACCES, EPERM ->
                new Meaning(
                        Reason.DENIED,
                        "this user may not use the provisioning key",
                        "run `sudo groupadd -f sgx_prv && sudo usermod -aG sgx_prv $USER`, give /dev/sgx_provision to that"
                                + " group by a udev rule, and log in again");
            case ENOENT, ENODEV, ENXIO ->
                new Meaning(
                        Reason.ABSENT,
                        "there is no provisioning device",
                        "give the container the device: `docker run --device /dev/sgx_provision`; on a host look at `dmesg |"
                                + " grep -i sgx`");
            default -> null;
        };
    }

    private static @Nullable Meaning provision(Errno errno) {
        return switch (errno) {
            case EINVAL ->
                new Meaning(
                        Reason.BROKEN,
                        "the provisioning device is not the one of this driver",
                        "look with `ls -l /dev/sgx*` whether /dev/sgx_provision and /dev/sgx_enclave are of one driver");
            default -> null;
        };
    }

    private static @Nullable Meaning init(Errno errno) {
        return switch (errno) {
            case EPERM ->
                new Meaning(
                        Reason.REFUSED,
                        "the processor refused the enclave's signature: the driver could not set the launch key to ours, or"
                                + " the measurement differs",
                        "look for `SGX Launch Control is locked` in `dmesg | grep -i sgx`, and unlock launch control in the"
                                + " BIOS; on a virtual machine ask its provider; else " + REPORT_IT);
            case EACCES ->
                new Meaning(
                        Reason.DENIED,
                        "the enclave asks for the provisioning key and was not given it",
                        "give this user /dev/sgx_provision (group sgx_prv)");
            case EINVAL ->
                new Meaning(
                        Reason.REFUSED,
                        "the driver refused the signature: its vendor, or a bit that this processor does not know; some"
                                + " kernels before 6.5 say so of good ones",
                        "run a kernel of 6.5 or later; if it is one, " + REPORT_IT);
            case EIO ->
                new Meaning(
                        Reason.BUSY,
                        "EINIT failed: SGX memory was lost in a suspend or a migration",
                        "try again; if it persists, restart the machine");
            default -> null;
        };
    }

    /** What an error means at any step. */
    private static Optional<Meaning> general(Errno errno) {
        return Optional.ofNullable(
                switch (errno) {
                    case ENOMEM ->
                        new Meaning(
                                Reason.BUSY,
                                "no memory is left, most likely no SGX memory (EPC)",
                                "end other enclaves or try later; look at sgx_epc in `cat /sys/fs/cgroup/misc.current`, and"
                                        + " at the PRMRR size in the BIOS");
                    case ENOTTY ->
                        new Meaning(
                                Reason.UNSUPPORTED,
                                "the device is not an SGX driver with Linux' interface",
                                "remove the out-of-tree driver (`sudo modprobe -r isgx`) and run a kernel of 5.11 or later");
                    case ENODEV, ENXIO ->
                        new Meaning(
                                Reason.BROKEN,
                                "the driver is gone, or SGX memory was lost in a suspend",
                                "restart the machine, and look at `dmesg | grep -i sgx`");
                    case EBUSY, EAGAIN -> new Meaning(Reason.BUSY, "somebody else is at it", "try again");
                    case EINTR -> new Meaning(Reason.BUSY, "interrupted again and again", "try again");
                    case EMFILE ->
                        new Meaning(
                                Reason.BUSY,
                                "this process has too many files open",
                                "raise its limit with `ulimit -n` or LimitNOFILE");
                    case ENOSYS ->
                        new Meaning(
                                Reason.UNSUPPORTED,
                                "this kernel has no such call",
                                "run a kernel of 5.11 or later, not an emulation of one");
                    case EPERM, EACCES ->
                        new Meaning(
                                Reason.DENIED,
                                "a security policy forbids it",
                                "look at the container's seccomp profile, `ausearch -m avc` and `dmesg | grep -i apparmor`");
                    default -> null;
                });
    }
}
