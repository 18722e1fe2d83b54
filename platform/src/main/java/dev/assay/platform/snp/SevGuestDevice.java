package dev.assay.platform.snp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.platform.Host;
import dev.assay.platform.linux.Kernel;
import dev.assay.platform.linux.KernelException;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import dev.assay.quote.ReportData;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;

/**
 * The kernel's device that asks AMD's secure processor for reports, {@code /dev/sev-guest}.
 *
 * <p>Source: Linux, {@code include/uapi/linux/sev-guest.h}; AMD, SEV Secure Nested Paging Firmware ABI Specification,
 * 56860, MSG_REPORT_REQ and MSG_REPORT_RSP.
 *
 * @param host the machine
 */
record SevGuestDevice(Host host) {

    static final String PATH = "/dev/sev-guest";

    /** {@code _IOWR('S', 0, struct snp_guest_request_ioctl)}. */
    static final long GET_REPORT = 0xC0205300L;

    /** At which privilege level this guest runs; kernels before 6.11 do not say. */
    static final String VMPL = "/sys/devices/system/cpu/sev/vmpl";

    private static final int REQUEST_SIZE = 96;
    private static final int REQUEST_VMPL = 64;
    private static final int RESPONSE_SIZE = 4000;
    private static final int RESPONSE_REPORT_SIZE = 4;
    private static final int RESPONSE_REPORT = 32;
    private static final int CALL_SIZE = 32;
    private static final int CALL_REQUEST = 8;
    private static final int CALL_RESPONSE = 16;
    private static final int CALL_RESULT = 24;
    private static final byte MESSAGE_VERSION = 1;

    boolean exists() {
        return Files.exists(host.path(PATH));
    }

    /** Fails as {@link #report} would if the device cannot be opened; asks nothing. */
    void tryOpening() throws QuoteException {
        host.kernel().close(open(host.kernel()));
    }

    /** A fresh report that has {@code reportData}. */
    SnpReport report(ReportData reportData) throws QuoteException {
        Kernel kernel = host.kernel();
        int device = open(kernel);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(REQUEST_SIZE, 8);
            MemorySegment.copy(reportData.bytes().toArray(), 0, request, JAVA_BYTE, 0, ReportData.SIZE);
            request.set(JAVA_INT, REQUEST_VMPL, privilegeLevel());
            MemorySegment response = arena.allocate(RESPONSE_SIZE, 8);
            MemorySegment call = arena.allocate(CALL_SIZE, 8);
            call.set(JAVA_BYTE, 0, MESSAGE_VERSION);
            call.set(JAVA_LONG, CALL_REQUEST, request.address());
            call.set(JAVA_LONG, CALL_RESPONSE, response.address());
            try {
                kernel.ioctl(device, GET_REPORT, call);
            } catch (KernelException e) {
                throw SevGuestFailure.of(e, call.get(JAVA_LONG, CALL_RESULT));
            }
            return checked(Bytes.of(response.toArray(JAVA_BYTE)), reportData);
        } finally {
            kernel.close(device);
        }
    }

    private int open(Kernel kernel) throws QuoteException {
        try {
            return kernel.open(host.path(PATH).toString(), Kernel.O_RDWR | Kernel.O_CLOEXEC);
        } catch (KernelException e) {
            throw SevGuestFailure.notOpened(e);
        }
    }

    /** A guest may ask for its own level and less privileged ones, which have higher numbers. */
    private int privilegeLevel() {
        try (InputStream in = Files.newInputStream(host.path(VMPL))) {
            String text = new String(in.readNBytes(8), StandardCharsets.US_ASCII).strip();
            return text.matches("[0-3]") ? Integer.parseInt(text) : 0;
        } catch (IOException e) {
            // Kernels that do not have the file run at level 0.
            return 0;
        }
    }

    private static SnpReport checked(Bytes response, ReportData asked) throws QuoteException {
        long status = response.uint32(0);
        if (status != 0) {
            throw SevGuestFailure.ofStatus(status);
        }
        long size = response.uint32(RESPONSE_REPORT_SIZE);
        SnpReport report;
        try {
            if (size != SnpReport.SIZE) {
                throw new MalformedException(
                        "SNP response, report size", RESPONSE_REPORT_SIZE, size + " bytes", SnpReport.SIZE + " bytes");
            }
            report = SnpReport.parse(response.slice(RESPONSE_REPORT, SnpReport.SIZE));
        } catch (MalformedException e) {
            throw new QuoteException(
                            Reason.BROKEN,
                            PATH + " gave something else than an attestation report: " + e.getMessage(),
                            "make sure that " + PATH
                                    + " is the kernel's device (ls -l shows a character device of major"
                                    + " 10); update the guest's kernel and the host's SEV firmware")
                    .causedBy(e);
        }
        if (!report.reportData().equals(asked.bytes())) {
            throw new QuoteException(
                    Reason.MISMATCH,
                    PATH + " gave a report with report data " + report.reportData() + ", asked for was " + asked,
                    "make sure that " + PATH + " is the kernel's own device, then report the guest's kernel version"
                            + " (uname -r)");
        }
        return report;
    }
}
