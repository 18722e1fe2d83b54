package dev.assay.simulator.gramine;

import dev.assay.bytes.Bytes;
import dev.assay.simulator.FaultQueue;
import dev.assay.simulator.SgxReportField;
import dev.assay.simulator.files.Caller;
import dev.assay.simulator.files.PosixException;
import dev.assay.simulator.files.PseudoFile;
import dev.assay.simulator.files.PseudoFiles;
import dev.assay.simulator.files.PseudoFolder;
import dev.assay.simulator.pcs.PcsPlatform;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code /dev/attestation} as an enclave under Gramine sees it, and a test platform that makes the quotes.
 *
 * <p>As with Gramine, one report data serves the whole process, the content of a file is made when it is opened, and
 * {@code quote} is there only if the manifest asks for remote attestation. Source: Gramine,
 * {@code libos/src/fs/dev/attestation.c} and {@code libos/src/fs/libos_fs_pseudo.c}.
 */
public final class StandInGramine {

    /** Where it is in the file system. */
    public static final String FOLDER = "/dev/attestation";

    private static final int REPORT_DATA = 64;
    private static final int TARGET_INFO = 512;

    /** Makes what {@code quote} has. */
    @FunctionalInterface
    public interface Quoter {
        /** The bytes about 64 bytes of report data. */
        Bytes quote(Bytes reportData);
    }

    private final Quoter quoter;
    private final Bytes reportBody;
    private final List<String> operations = new ArrayList<>();
    private final FaultQueue<GramineFault> faults = new FaultQueue<>();
    private Bytes reportData = Bytes.of(new byte[REPORT_DATA]);
    private Bytes targetInfo = Bytes.of(new byte[TARGET_INFO]);
    private @Nullable GramineFault current;

    private StandInGramine(Quoter quoter, Bytes reportBody) {
        this.quoter = quoter;
        this.reportBody = reportBody;
    }

    /**
     * Under gramine-sgx on {@code platform}: quotes of version 3.
     *
     * @param type the manifest's {@code sgx.remote_attestation}: none, epid or dcap
     */
    public static StandInGramine sgx(PseudoFiles files, String type, PcsPlatform platform, InstantSource clock) {
        Instant now = clock.instant();
        return sgx(
                files,
                type,
                platform.forge(3, 1, now).draft().body().encoded(),
                reportData -> platform.forge(3, 1, clock.instant())
                        .draft(draft -> draft.with(SgxReportField.REPORT_DATA, reportData))
                        .quote()
                        .encode());
    }

    /**
     * Under gramine-sgx.
     *
     * @param reportBody 384 bytes of the enclave's report
     */
    public static StandInGramine sgx(PseudoFiles files, String type, Bytes reportBody, Quoter quoter) {
        StandInGramine gramine = new StandInGramine(quoter, reportBody);
        PseudoFolder folder = folder(files)
                .with("attestation_type", PseudoFile.loading(caller -> Bytes.ofUtf8(type)))
                .with("my_target_info", PseudoFile.loading(caller -> gramine.myTargetInfo()))
                .with("user_report_data", PseudoFile.of(caller -> Bytes.EMPTY, gramine::takeReportData))
                .with("target_info", PseudoFile.of(caller -> Bytes.EMPTY, gramine::takeTargetInfo))
                .with("report", PseudoFile.loading(gramine::report));
        if (!type.equals("none")) {
            folder.with("quote", PseudoFile.loading(gramine::quote));
        }
        return gramine;
    }

    /** Under gramine-direct, where there is no SGX: keys only. */
    public static void direct(PseudoFiles files) {
        folder(files);
    }

    private static PseudoFolder folder(PseudoFiles files) {
        PseudoFile keys = PseudoFile.of(caller -> Bytes.EMPTY, (bytes, caller) -> {});
        return files.folder(FOLDER)
                .with("keys", PseudoFolder.fixed().with("default", keys))
                .with("protected_files_key", keys);
    }

    /** Each of the next {@code count} requests, which begin with report data, goes wrong. */
    public void inject(GramineFault fault, int count) {
        faults.inject(fault, count);
    }

    /** The files that were written or whose content was made, in that order. */
    public List<String> operations() {
        synchronized (operations) {
            return List.copyOf(operations);
        }
    }

    private void record(String file) {
        synchronized (operations) {
            operations.add(file);
        }
    }

    private synchronized void takeReportData(Bytes bytes, Caller caller) throws PosixException {
        record("user_report_data");
        current = faults.next().orElse(null);
        if (current instanceof GramineFault.WriteFails fails) {
            throw fails.error().exception();
        }
        reportData = padded(bytes, REPORT_DATA);
    }

    private synchronized void takeTargetInfo(Bytes bytes, Caller caller) {
        record("target_info");
        targetInfo = padded(bytes, TARGET_INFO);
    }

    /** What does not fit is dropped, what is missing is zero. */
    private static Bytes padded(Bytes bytes, int size) {
        return bytes.length() >= size
                ? bytes.slice(0, size)
                : Bytes.concat(bytes, Bytes.of(new byte[size - bytes.length()]));
    }

    private Bytes myTargetInfo() {
        // TARGETINFO begins with MRENCLAVE; attributes follow. Source: Intel SDM, volume 3D, 37.16.
        return padded(reportBody.slice(64, 32), TARGET_INFO);
    }

    private Bytes quote(Caller caller) throws IOException {
        record("quote");
        return spoiled(quoter.quote(boundReportData(caller)));
    }

    /** Body, key id and MAC; the MAC here is the target's MRENCLAVE, so that tests see which target it was for. */
    private Bytes report(Caller caller) throws IOException {
        record("report");
        Bytes bound = boundReportData(caller);
        Bytes target;
        synchronized (this) {
            target = targetInfo.slice(0, 16);
        }
        return spoiled(Bytes.concat(reportBody.slice(0, 320), bound, Bytes.of(new byte[32]), target));
    }

    private Bytes boundReportData(Caller caller) throws IOException {
        GramineFault fault = fault();
        if (fault instanceof GramineFault.Fails fails) {
            throw fails.error().exception();
        }
        if (fault instanceof GramineFault.Slow slow) {
            caller.pause(slow.delay());
        }
        if (fault instanceof GramineFault.Stuck stuck) {
            caller.stick(stuck.until());
        }
        synchronized (this) {
            return fault instanceof GramineFault.Overwritten ? Bytes.of(new byte[REPORT_DATA]) : reportData;
        }
    }

    private synchronized @Nullable GramineFault fault() {
        return current;
    }

    private Bytes spoiled(Bytes right) {
        GramineFault fault = fault();
        if (fault instanceof GramineFault.Truncated truncated) {
            return right.slice(0, truncated.length());
        }
        return fault instanceof GramineFault.Replaced replaced ? replaced.content() : right;
    }
}
