package dev.assay.platform.tdx;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.platform.Host;
import dev.assay.platform.linux.Errno;
import dev.assay.platform.linux.Kernel;
import dev.assay.platform.linux.KernelException;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import dev.assay.quote.ReportData;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;

/**
 * The kernel's device that makes TD reports, {@code /dev/tdx_guest}. Making one takes microseconds and changes nothing,
 * so the device is opened for each.
 *
 * <p>Source: Linux, {@code include/uapi/linux/tdx-guest.h} and {@code drivers/virt/coco/tdx-guest/tdx-guest.c}.
 *
 * @param host the machine
 */
record TdxGuestDevice(Host host) {

    static final String PATH = "/dev/tdx_guest";

    /** {@code _IOWR('T', 1, struct tdx_report_req)}, which is 64 bytes of report data, then room for the report. */
    static final long GET_REPORT0 = 0xC4405401L;

    private static final int REQUEST_SIZE = ReportData.SIZE + LocalTdReport.SIZE;

    boolean exists() {
        return Files.exists(host.path(PATH));
    }

    /** A fresh report that has {@code reportData}. */
    LocalTdReport report(ReportData reportData) throws QuoteException {
        Kernel kernel = host.kernel();
        int device = open(kernel);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(REQUEST_SIZE, 8);
            MemorySegment.copy(reportData.bytes().toArray(), 0, request, JAVA_BYTE, 0, ReportData.SIZE);
            kernel.ioctl(device, GET_REPORT0, request);
            Bytes answer = Bytes.of(
                    request.asSlice(ReportData.SIZE, LocalTdReport.SIZE).toArray(JAVA_BYTE));
            return checked(answer, reportData);
        } catch (KernelException e) {
            throw refused(e);
        } finally {
            kernel.close(device);
        }
    }

    private int open(Kernel kernel) throws QuoteException {
        try {
            return kernel.open(host.path(PATH).toString(), Kernel.O_RDWR | Kernel.O_CLOEXEC);
        } catch (KernelException e) {
            throw notOpened(e).causedBy(e);
        }
    }

    private static LocalTdReport checked(Bytes answer, ReportData asked) throws QuoteException {
        LocalTdReport report;
        try {
            report = LocalTdReport.parse(answer);
        } catch (MalformedException e) {
            throw new QuoteException(
                            Reason.BROKEN,
                            PATH + " gave something else than a TD report: " + e.getMessage(),
                            "make sure that " + PATH + " is the kernel's device (ls -l " + PATH
                                    + " shows a character device of major 10); update the guest's kernel")
                    .causedBy(e);
        }
        if (!report.reportData().equals(asked.bytes())) {
            throw new QuoteException(
                    Reason.MISMATCH,
                    PATH + " made a report with report data " + report.reportData() + ", asked for was " + asked,
                    "make sure that " + PATH + " is the kernel's own device, then report the guest's kernel version"
                            + " (uname -r)");
        }
        return report;
    }

    private static QuoteException notOpened(KernelException e) {
        String problem = "cannot open " + PATH + ": " + e.getMessage();
        if (e.is(Errno.EACCES) || e.is(Errno.EPERM)) {
            return new QuoteException(
                    Reason.DENIED,
                    problem,
                    "run as root, or let a group use it: echo 'KERNEL==\"tdx_guest\", GROUP=\"tdx\", MODE=\"0660\"'"
                            + " > /etc/udev/rules.d/90-tdx.rules, then udevadm trigger;"
                            + " in a container also pass --device " + PATH);
        }
        if (e.is(Errno.ENOENT)) {
            return missing(problem);
        }
        if (e.is(Errno.ENXIO) || e.is(Errno.ENODEV)) {
            return new QuoteException(
                    Reason.BROKEN,
                    problem,
                    "the node is there without its driver: run modprobe tdx_guest; dmesg must say 'tdx: Guest detected'");
        }
        if (e.is(Errno.EMFILE)) {
            return new QuoteException(Reason.BUSY, problem, "raise this process' limit of open files (ulimit -n)");
        }
        return new QuoteException(Reason.BROKEN, problem, "look into dmesg of this guest for 'tdx'");
    }

    /** The device is not there. */
    static QuoteException missing(String problem) {
        return new QuoteException(
                Reason.ABSENT,
                problem,
                "on a TDX guest run modprobe tdx_guest (cloud kernels of Ubuntu have it in linux-modules-extra-$(uname -r));"
                        + " on Azure there is no such device: use Azure's own interface");
    }

    private static QuoteException refused(KernelException e) {
        String problem = PATH + " made no report: " + e.getMessage();
        QuoteException failure;
        if (e.is(Errno.ENOTTY) || e.is(Errno.ENOSYS)) {
            failure = new QuoteException(
                    Reason.UNSUPPORTED,
                    problem,
                    "the device knows no TDX_CMD_GET_REPORT0: use a guest kernel from Linux 6.2 on, without Intel's"
                            + " earlier out-of-tree driver");
        } else if (e.is(Errno.EINTR) || e.is(Errno.EAGAIN) || e.is(Errno.EBUSY)) {
            failure = new QuoteException(Reason.BUSY, problem, "ask again");
        } else if (e.is(Errno.EIO) || e.is(Errno.ENXIO) || e.is(Errno.EINVAL)) {
            failure = new QuoteException(
                    Reason.REFUSED,
                    problem,
                    "the TDX module refused TDG.MR.REPORT: look into dmesg of this guest, and update the host's TDX module");
        } else {
            failure = new QuoteException(Reason.BROKEN, problem, "look into dmesg of this guest for 'tdx'");
        }
        return failure.causedBy(e);
    }
}
