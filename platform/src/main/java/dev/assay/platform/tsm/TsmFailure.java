package dev.assay.platform.tsm;

import dev.assay.platform.files.FileError;
import dev.assay.platform.files.OverlongException;
import dev.assay.platform.files.Visit;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;

/**
 * What the errors of configfs-tsm mean. Sources: Linux, {@code drivers/virt/coco/guest/report.c} (ENXIO, EINVAL, EBUSY),
 * {@code drivers/virt/coco/tdx-guest/tdx-guest.c} (EBUSY, EINVAL, EIO, EINTR, ETIMEDOUT, EFBIG), {@code fs/configfs/file.c}
 * (EFBIG).
 */
final class TsmFailure {

    private static final String HOST_SIDE = "on the host: systemctl status qgsd, and start the guest with a"
            + " quote-generation-socket that leads to it (DCAP 1.21 or later)";

    private TsmFailure() {}

    /** A failure of the step that {@code visit} was at. */
    static QuoteException of(IOException failure, Visit visit) {
        Optional<FileError> error = FileError.of(failure);
        String problem = visit.step() + ": " + FileError.describe(failure);
        if (failure instanceof ClosedChannelException) {
            return problem(Reason.ABSENT, "", "given up while " + visit.step(), "open the source anew", failure);
        }
        if (failure instanceof OverlongException) {
            return problem(
                    Reason.BROKEN,
                    "",
                    visit.step() + ": " + failure.getMessage(),
                    "report it with uname -r; no quote is that long",
                    failure);
        }
        String code = error.map(FileError::name).orElse("");
        return switch (error.orElse(FileError.EIO)) {
            case EACCES, EPERM ->
                problem(
                        Reason.DENIED,
                        code,
                        problem,
                        "run as root; or let root make an entry for this user (mkdir " + TsmQuotes.FOLDER
                                + "/mine && chown USER " + TsmQuotes.FOLDER + "/mine/inblob) and set "
                                + TsmQuotes.ENTRY_VARIABLE + " to its path",
                        failure);
            case EROFS ->
                problem(
                        Reason.DENIED,
                        code,
                        problem,
                        "give the container /sys/kernel/config for writing: docker run -v"
                                + " /sys/kernel/config:/sys/kernel/config",
                        failure);
            case ENXIO, ENODEV ->
                problem(
                        Reason.ABSENT,
                        code,
                        problem + ": no driver of a confidential guest is behind it",
                        "only if this is a TDX or SEV-SNP guest: modprobe tdx_guest, or sev-guest on AMD",
                        failure);
            case ENOENT ->
                problem(
                        Reason.ABSENT,
                        code,
                        problem,
                        "see whether the entry is there: ls " + TsmQuotes.FOLDER + "; somebody may have removed it",
                        failure);
            case EBUSY, EAGAIN, EINTR ->
                problem(
                        Reason.BUSY,
                        code,
                        problem + ": the host has not finished an earlier request",
                        "ask again in half a minute; if that does not help, " + HOST_SIDE,
                        failure);
            case ETIMEDOUT ->
                problem(Reason.TIMEOUT, code, problem + ": the host did not answer the kernel", HOST_SIDE, failure);
            case EINVAL ->
                problem(
                        Reason.REFUSED,
                        code,
                        problem + ": the driver does not take 64 bytes of report data",
                        "update the kernel; report it with uname -r",
                        failure);
            case EFBIG ->
                problem(
                        Reason.BROKEN,
                        code,
                        problem + ": the host's answer is longer than the kernel takes",
                        "update the quote generation service on the host and the kernel here",
                        failure);
            case EEXIST -> problem(Reason.BUSY, code, problem, "see what is in there: ls " + TsmQuotes.FOLDER, failure);
            case EMFILE -> problem(Reason.BUSY, code, problem, "raise the limit of open files: ulimit -n", failure);
            case EIO ->
                error.isEmpty()
                        ? problem(Reason.BROKEN, "", problem, "look into dmesg for what the kernel says", failure)
                        : problem(
                                Reason.REFUSED,
                                code,
                                problem + ": the host could not make a quote",
                                "look into dmesg here; " + HOST_SIDE,
                                failure);
        };
    }

    /**
     * Reading a report of SEV-SNP failed with what the driver makes of the status in the secure processor's answer. Source:
     * Linux, {@code drivers/virt/coco/sev-guest/sev-guest.c}, sev_report_new.
     */
    static QuoteException bySecureProcessor(IOException failure, Visit visit) {
        boolean parameter = FileError.EINVAL.isOf(failure);
        return problem(
                Reason.REFUSED,
                FileError.of(failure).map(FileError::name).orElse(""),
                visit.step() + ": " + FileError.describe(failure) + ": AMD's secure processor "
                        + (parameter ? "took a parameter or the choice of key for wrong" : "made no report"),
                parameter
                        ? "compare privlevel_floor of the entry with /sys/devices/system/cpu/sev/vmpl, and ask the operator"
                                + " of the host whether a VLEK is loaded"
                        : "look into dmesg for 'sev-guest', and have the host's SEV firmware updated",
                failure);
    }

    /** A report came without bytes: a host that refuses shows so in older kernels. */
    static QuoteException empty(String where) {
        return new QuoteException(
                Reason.BROKEN, where + " is empty: the host has refused, or nobody there makes quotes", HOST_SIDE);
    }

    private static QuoteException problem(
            Reason reason, String code, String problem, String advice, IOException cause) {
        return new QuoteException(reason, code, problem, advice).causedBy(cause);
    }
}
