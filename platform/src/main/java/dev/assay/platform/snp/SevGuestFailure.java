package dev.assay.platform.snp;

import dev.assay.platform.linux.Errno;
import dev.assay.platform.linux.KernelException;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;

/**
 * Why {@code /dev/sev-guest} made no report, in words: the kernel's error, the hypervisor's, the firmware's, or the
 * status within the answer.
 *
 * <p>Source: Linux, {@code include/uapi/linux/sev-guest.h}, {@code psp-sev.h} and
 * {@code drivers/virt/coco/sev-guest/sev-guest.c} (snp_guest_ioctl; sev_report_new for both statuses); AMD 56860, table
 * "Status for MSG_REPORT_RSP".
 */
final class SevGuestFailure {

    private static final String PATH = SevGuestDevice.PATH;

    private static final long VMM_INVALID_LENGTH = 1;
    private static final long VMM_BUSY = 2;

    /** What the driver begins with, and leaves where the firmware was not reached. */
    private static final long NO_FIRMWARE_CALL = 0xff;

    /** SEV_RET_NO_FW_CALL, -1, which {@code psp-sev.h} has for the same. */
    private static final long NO_FIRMWARE_CALL_ON_HOST = 0xffff_ffffL;

    private static final long STATUS_INVALID_PARAMETER = 0x16;
    private static final long STATUS_INVALID_KEY_SELECTION = 0x27;

    private SevGuestFailure() {}

    static QuoteException notOpened(KernelException e) {
        String problem = "cannot open " + PATH + ": " + e.getMessage();
        QuoteException failure;
        if (e.is(Errno.EACCES) || e.is(Errno.EPERM)) {
            failure = new QuoteException(
                    Reason.DENIED,
                    problem,
                    "run as root, or let a group use it: echo 'KERNEL==\"sev-guest\", GROUP=\"sev\", MODE=\"0660\"'"
                            + " > /etc/udev/rules.d/90-sev.rules, then udevadm trigger;"
                            + " in a container also pass --device " + PATH);
        } else if (e.is(Errno.ENOENT)) {
            failure = missing(problem);
        } else if (e.is(Errno.ENXIO) || e.is(Errno.ENODEV)) {
            failure = new QuoteException(
                    Reason.BROKEN, problem, "the node is there without its driver: run modprobe sev-guest");
        } else if (e.is(Errno.EMFILE)) {
            failure = new QuoteException(Reason.BUSY, problem, "raise this process' limit of open files (ulimit -n)");
        } else {
            failure = new QuoteException(Reason.BROKEN, problem, "look into dmesg of this guest for 'SEV'");
        }
        return failure.causedBy(e);
    }

    /** The device is not there. */
    static QuoteException missing(String problem) {
        return new QuoteException(
                Reason.ABSENT,
                problem,
                "on an SEV-SNP guest run modprobe sev-guest; on Azure there is no such device, since a paravisor holds"
                        + " the report");
    }

    /**
     * The call failed.
     *
     * @param result what the call left: the hypervisor's error above, the firmware's below
     */
    static QuoteException of(KernelException e, long result) {
        long hypervisor = result >>> 32;
        long firmware = result & 0xffff_ffffL;
        QuoteException failure;
        if (hypervisor == VMM_BUSY) {
            failure = new QuoteException(
                    Reason.BUSY,
                    "SNP hypervisor 2",
                    "the hypervisor was busy for as long as the kernel waits, a minute, with requests of " + PATH,
                    "see whether dmesg says that the VMPCK was disabled, then restart the guest; otherwise ask again in a"
                            + " minute, and less often");
        } else if (hypervisor == VMM_INVALID_LENGTH) {
            failure = new QuoteException(
                    Reason.BROKEN,
                    "SNP hypervisor 1",
                    "the hypervisor took a length in the request of " + PATH + " for wrong",
                    "update the guest's kernel and the host");
        } else if (hypervisor != 0) {
            failure = new QuoteException(
                    Reason.REFUSED,
                    "SNP hypervisor " + hypervisor,
                    "the hypervisor refused a request of " + PATH,
                    "ask the operator of the host, and name the code");
        } else if (firmware != 0 && firmware != NO_FIRMWARE_CALL && firmware != NO_FIRMWARE_CALL_ON_HOST) {
            failure = new QuoteException(
                    Reason.REFUSED,
                    "SNP firmware 0x" + Long.toHexString(firmware),
                    "AMD's secure processor refused a request of " + PATH,
                    "look the code up in psp-sev.h, ask the operator of the host, and have the SEV firmware updated");
        } else {
            failure = ofCall(e);
        }
        return failure.causedBy(e);
    }

    private static QuoteException ofCall(KernelException e) {
        String problem = PATH + " made no report: " + e.getMessage();
        if (e.is(Errno.ENOTTY)) {
            return new QuoteException(
                    Reason.BROKEN,
                    problem,
                    "the kernel has disabled this guest's message key after a fault: restart the guest");
        }
        if (e.is(Errno.EINTR) || e.is(Errno.EAGAIN) || e.is(Errno.EBUSY) || e.is(Errno.ETIMEDOUT)) {
            return new QuoteException(Reason.BUSY, problem, "ask again");
        }
        if (e.is(Errno.EINVAL)) {
            return new QuoteException(
                    Reason.UNSUPPORTED, problem, "use a guest kernel from Linux 5.19 on with its own sev-guest driver");
        }
        return new QuoteException(Reason.BROKEN, problem, "look into dmesg of this guest for 'SEV' and 'sev-guest'");
    }

    /** The secure processor answered that it cannot. */
    static QuoteException ofStatus(long status) {
        String code = "SNP status 0x" + Long.toHexString(status);
        if (status == STATUS_INVALID_PARAMETER) {
            return new QuoteException(
                    Reason.REFUSED,
                    code,
                    "AMD's secure processor took a parameter for wrong, as it does when a guest asks for a more"
                            + " privileged level than its own",
                    "look into " + SevGuestDevice.VMPL + "; under an SVSM use configfs-tsm with its service provider");
        }
        if (status == STATUS_INVALID_KEY_SELECTION) {
            return new QuoteException(
                    Reason.REFUSED,
                    code,
                    "AMD's secure processor has not the key that the report is to be signed with",
                    "ask the operator of the host whether a VLEK is loaded");
        }
        return new QuoteException(
                Reason.REFUSED,
                code,
                "AMD's secure processor made no report",
                "look the status up in AMD 56860 (MSG_REPORT_RSP), and have the host's SEV firmware updated");
    }
}
