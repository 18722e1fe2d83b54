package dev.assay.platform.azure;

import dev.assay.bytes.ByteReader;
import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.platform.files.Visit;
import dev.assay.platform.tpm.NvPublic;
import dev.assay.platform.tpm.ResponseCode;
import dev.assay.platform.tpm.Tpm;
import dev.assay.platform.tpm.TpmRefusal;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import dev.assay.quote.ReportData;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The paravisor's reports in the virtual TPM: report data in, a report with it out.
 *
 * <p>The paravisor renews its report when somebody begins to read it, and at most every two seconds; until then the old
 * one is read. If the renewal fails, the old one stays, too. So a report is read again until it has what was written, or
 * time is up. Source: microsoft/openvmm, vm/devices/tpm/tpm_device/src/lib.rs,
 * {@code refresh_device_attestation_data_on_nv_read} and {@code REPORT_TIMER_PERIOD}.
 *
 * @param device path of the TPM
 */
record ParavisorReports(Path device) {

    /** The device in messages. */
    static final String PLACE = "/dev/tpmrm0";

    static final int REPORT_INDEX = 0x01400001;
    static final int USER_DATA_INDEX = 0x01400002;

    /** As the tools define it that run on Azure's machines; without owner's reading the paravisor does not look. */
    private static final int USER_DATA_ATTRIBUTES = NvPublic.OWNER_WRITE | NvPublic.OWNER_READ | NvPublic.PLATFORM_READ;

    /** How often somebody else may come in between, or a report be renewed under our eyes. */
    private static final int TRIES = 4;

    private static final Duration PAUSE = Duration.ofMillis(300);

    /** Longer than it takes the paravisor to write a report. */
    private static final Duration SHORT_PAUSE = Duration.ofMillis(20);

    /**
     * Whose report the TPM holds, without having it renewed.
     *
     * @throws QuoteException with reason ABSENT if it holds none, which is so on every machine that is not confidential
     */
    HclReport.Hardware hardware(Visit visit) throws QuoteException {
        return talk(visit, tpm -> {
            reportSize(tpm);
            Bytes header = tpm.nvRead(REPORT_INDEX, HclReport.RUNTIME_DATA, HclReport.RUNTIME_HEADER);
            try {
                return HclReport.RuntimeHeader.read(ByteReader.over("HCL report, runtime data", header))
                        .hardware();
            } catch (MalformedException e) {
                throw malformed(e);
            }
        });
    }

    /** A report whose claims have {@code wanted} as user data. */
    HclReport with(ReportData wanted, Visit visit) throws QuoteException {
        return talk(visit, tpm -> {
            int size = reportSize(tpm);
            prepareUserData(tpm);
            tpm.nvWrite(USER_DATA_INDEX, wanted.bytes());
            int overwritten = 0;
            int torn = 0;
            while (true) {
                try {
                    HclReport report = HclReport.parse(tpm.nvRead(REPORT_INDEX, 0, size));
                    if (report.userData().equals(wanted)) {
                        return report;
                    }
                    if (!tpm.nvRead(USER_DATA_INDEX, 0, ReportData.SIZE).equals(wanted.bytes())) {
                        if (++overwritten == TRIES) {
                            throw raced(report);
                        }
                        tpm.nvWrite(USER_DATA_INDEX, wanted.bytes());
                    }
                    pauseAfter(report, visit);
                } catch (MalformedException e) {
                    throw malformed(e);
                } catch (TornReportException e) {
                    if (++torn == TRIES) {
                        throw new QuoteException(
                                        Reason.MISMATCH,
                                        "the report in " + where(REPORT_INDEX) + " does not fit itself: "
                                                + e.getMessage(),
                                        "if another process reads it, let it finish; otherwise restart the machine")
                                .causedBy(e);
                    }
                    pause(SHORT_PAUSE, visit);
                }
            }
        });
    }

    private static void pauseAfter(HclReport stale, Visit visit) throws QuoteException {
        if (visit.deadline().remaining().compareTo(PAUSE) <= 0) {
            throw new QuoteException(
                    Reason.TIMEOUT,
                    "the report in " + where(REPORT_INDEX) + " was not renewed in time: its user data is still "
                            + stale.userData(),
                    "allow at least 5 s; the paravisor renews a report every 2 s at most");
        }
        pause(PAUSE, visit);
    }

    private static void pause(Duration time, Visit visit) throws QuoteException {
        try {
            visit.pause(time);
        } catch (IOException e) {
            throw new QuoteException(
                            Reason.TIMEOUT,
                            "given up while waiting for a new report in " + where(REPORT_INDEX),
                            "ask again, and allow at least 5 s")
                    .causedBy(e);
        }
    }

    private static QuoteException raced(HclReport report) {
        return new QuoteException(
                Reason.BUSY,
                "somebody else writes to " + where(USER_DATA_INDEX) + " too: the report came with user data "
                        + report.userData(),
                "let one process of this machine ask for quotes at a time: fuser -v /dev/tpmrm0 /dev/tpm0");
    }

    private static int reportSize(Tpm tpm) throws TpmRefusal, QuoteException {
        NvPublic index;
        try {
            index = tpm.nvReadPublic(REPORT_INDEX);
        } catch (TpmRefusal e) {
            if (e.is(ResponseCode.Reason.HANDLE)) {
                throw new QuoteException(
                                Reason.ABSENT,
                                e.code().toString(),
                                "the TPM has no report in " + where(REPORT_INDEX)
                                        + ": this is not a confidential virtual machine",
                                "create it with --security-type ConfidentialVM and a size with TDX or SEV-SNP")
                        .causedBy(e);
            }
            throw e;
        }
        if (index.size() < HclReport.RUNTIME_DATA + HclReport.RUNTIME_HEADER || index.size() > HclReport.MAX_SIZE) {
            throw new QuoteException(
                    Reason.BROKEN,
                    where(REPORT_INDEX) + " has " + index.size() + " bytes, expected were 2600",
                    "see what it is: sudo tpm2_nvreadpublic 0x01400001");
        }
        return index.size();
    }

    /** Defines the index as the machine's first reader has to; an index of other tools must have the same form. */
    private static void prepareUserData(Tpm tpm) throws TpmRefusal, QuoteException {
        NvPublic index;
        try {
            index = tpm.nvReadPublic(USER_DATA_INDEX);
        } catch (TpmRefusal e) {
            if (!e.is(ResponseCode.Reason.HANDLE)) {
                throw e;
            }
            define(tpm);
            return;
        }
        if (index.size() != ReportData.SIZE || !index.has(NvPublic.OWNER_READ | NvPublic.OWNER_WRITE)) {
            throw new QuoteException(
                    Reason.BROKEN,
                    where(USER_DATA_INDEX) + " has " + index.size() + " bytes and attributes 0x"
                            + Integer.toHexString(index.attributes())
                            + ", expected are 64 bytes that the owner reads and writes: another tool defined it",
                    "remove it, it is defined anew: sudo tpm2_nvundefine -C o 0x01400002");
        }
    }

    private static void define(Tpm tpm) throws TpmRefusal, QuoteException {
        try {
            tpm.nvDefineSpace(USER_DATA_INDEX, ReportData.SIZE, USER_DATA_ATTRIBUTES);
        } catch (TpmRefusal e) {
            // Somebody was faster, which is as good.
            if (!e.is(ResponseCode.Reason.NV_DEFINED)) {
                throw e;
            }
        }
    }

    /** What is talked about with the TPM. */
    @FunctionalInterface
    private interface Talk<T> {
        T with(Tpm tpm) throws TpmRefusal, QuoteException;
    }

    private <T> T talk(Visit visit, Talk<T> talk) throws QuoteException {
        try (Tpm tpm = Tpm.open(device, PLACE, visit)) {
            return talk.with(tpm);
        } catch (TpmRefusal e) {
            throw explain(e);
        }
    }

    private static QuoteException explain(TpmRefusal e) {
        return switch (e.code().reason().orElse(ResponseCode.Reason.CANCELED)) {
            case NV_UNINITIALIZED ->
                refusal(
                        e,
                        Reason.REFUSED,
                        "the paravisor has not written a report yet: wait a minute, or restart the machine");
            case BAD_AUTH, AUTH_FAIL, AUTH_MISSING, AUTH_UNAVAILABLE ->
                refusal(e, Reason.DENIED, "empty the owner's password: sudo tpm2_changeauth -c owner -p OLD \"\"");
            case LOCKOUT ->
                refusal(e, Reason.DENIED, "wait until the lockout is over, or: sudo tpm2_dictionarylockout -c");
            case NV_AUTHORIZATION, NV_LOCKED, NV_RANGE, NV_SIZE ->
                refusal(e, Reason.BROKEN, "define the index anew: sudo tpm2_nvundefine -C o 0x01400002");
            case NV_SPACE ->
                refusal(e, Reason.REFUSED, "remove an index that nobody needs: sudo tpm2_getcap handles-nv-index");
            case MEMORY, YIELDED, TESTING, NV_RATE, RETRY, NV_UNAVAILABLE ->
                refusal(e, Reason.BUSY, "ask again in a few seconds");
            case FAILURE, REBOOT, INITIALIZE -> refusal(e, Reason.BROKEN, "restart the virtual machine");
            default -> refusal(e, Reason.REFUSED, "see what the TPM has: sudo tpm2_nvreadpublic");
        };
    }

    private static QuoteException refusal(TpmRefusal e, Reason reason, String advice) {
        return new QuoteException(reason, "TPM " + e.code(), PLACE + ": " + e.getMessage(), advice).causedBy(e);
    }

    static QuoteException malformed(MalformedException e) {
        return new QuoteException(
                        Reason.BROKEN,
                        "the report in " + where(REPORT_INDEX) + " cannot be read: " + e.getMessage(),
                        "update Assay; if it is new, keep the report: sudo tpm2_nvread -C o 0x01400001 -o hcl-report.bin")
                .causedBy(e);
    }

    private static String where(int index) {
        return String.format("NV index 0x%08x of %s", index, PLACE);
    }
}
