package dev.assay.platform.sgx;

import dev.assay.bytes.Bytes;
import dev.assay.platform.Host;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import dev.assay.quote.ReportData;
import dev.assay.quote.SgxReport;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Assay's own enclave, whose one ability is to make a report.
 *
 * <p><b>What was proven, and what was not.</b> Entering this enclave has never run on hardware: no machine with SGX was at
 * hand. Its measurement was compared with one computed by other code, its signature with the rules that EINIT applies, the
 * driver's calls with a stand-in that was written from the driver's source, and its instructions were run by an interpreter;
 * all of them may share a misreading of Intel's manual. If it fails on your machine, that is worth a report.
 *
 * <p>The enclave has no secret and no interest of its own: a report of it says that somebody on this machine could run an
 * enclave and chose the report data, nothing about what he else runs.
 *
 * <p>May be shared by threads; it makes one report after another.
 */
public final class ReportEnclave implements Reporter {

    /** Once more after SGX memory was lost. */
    private static final int ATTEMPTS = 2;

    private final EnclaveLoader loader;
    private final EnclaveEntry entry;
    private final EnclaveSigner signer;
    private final EnclaveImage image = ReportEnclaveImage.build();
    private final ReentrantLock lock = new ReentrantLock(true);
    private @Nullable LoadedEnclave loaded;
    private boolean closed;

    private ReportEnclave(EnclaveLoader loader, EnclaveEntry entry, EnclaveSigner signer) {
        this.loader = loader;
        this.entry = entry;
        this.signer = signer;
    }

    /**
     * Builds, signs and loads it; to be closed by the caller. Making the key to sign with takes about a second.
     *
     * @throws QuoteException with the step that failed and what to try
     */
    public static ReportEnclave load(Host host) throws QuoteException {
        // So that a machine without SGX is told of that, and not of the way into enclaves.
        SgxDevice.enclave(host);
        return load(host, EnclaveEntry.ofThisProcess(host.kernel()), EnclaveSigner.onTheSpot());
    }

    /** The same by a way in and with a key; closes {@code entry} in the end, or at once if it fails. */
    static ReportEnclave load(Host host, EnclaveEntry entry, EnclaveSigner signer) throws QuoteException {
        ReportEnclave enclave = new ReportEnclave(EnclaveLoader.on(host), entry, signer);
        boolean ready = false;
        try {
            enclave.enclave();
            ready = true;
            return enclave;
        } finally {
            if (!ready) {
                enclave.close();
            }
        }
    }

    @Override
    public Bytes report(Bytes targetInfo, ReportData reportData) throws QuoteException {
        TargetInfo.requireForm(targetInfo);
        lock.lock();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment target = copied(arena, targetInfo);
            MemorySegment data = copied(arena, reportData.bytes());
            MemorySegment report = arena.allocate(REPORT_SIZE);
            for (int attempt = 1; ; attempt++) {
                LoadedEnclave enclave = enclave();
                EnclaveExit exit = entry.enter(
                        enclave.base() + ReportEnclaveImage.TCS, target.address(), data.address(), report.address());
                if (!(exit instanceof EnclaveExit.Fault fault)) {
                    return checked(Bytes.of(report.toArray(ValueLayout.JAVA_BYTE)), enclave, reportData);
                }
                unload();
                if (!fault.isMemoryLost() || attempt == ATTEMPTS) {
                    throw fault.explained();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private static Bytes checked(Bytes report, LoadedEnclave enclave, ReportData reportData) throws QuoteException {
        if (report.isZero()) {
            throw new QuoteException(
                    Reason.BROKEN,
                    "the report enclave left without a report",
                    "report it with the processor's model and the output of `uname -a`");
        }
        SgxReport body = new SgxReport(report.slice(0, SgxReport.SIZE));
        require("REPORTDATA", body.reportData(), reportData.bytes());
        require("MRENCLAVE", body.mrEnclave(), enclave.sigStruct().mrEnclave());
        require("MRSIGNER", body.mrSigner(), enclave.sigStruct().mrSigner());
        return report;
    }

    private static void require(String field, Bytes found, Bytes expected) throws QuoteException {
        if (!found.equals(expected)) {
            throw new QuoteException(
                    Reason.MISMATCH,
                    "the report enclave's report has " + field + " " + found + ", expected " + expected,
                    "report it with the processor's model and the output of `uname -a`");
        }
    }

    private LoadedEnclave enclave() throws QuoteException {
        if (closed) {
            throw new QuoteException(Reason.ABSENT, "the report enclave was closed", "load it again");
        }
        LoadedEnclave enclave = loaded;
        if (enclave == null) {
            enclave = loader.load(image, signer, LaunchOptions.production());
            loaded = enclave;
        }
        return enclave;
    }

    private void unload() {
        if (loaded != null) {
            loaded.close();
            loaded = null;
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                unload();
                entry.close();
            }
        } finally {
            lock.unlock();
        }
    }

    private static MemorySegment copied(Arena arena, Bytes content) {
        MemorySegment copy = arena.allocate(content.length());
        MemorySegment.copy(MemorySegment.ofArray(content.toArray()), 0, copy, 0, content.length());
        return copy;
    }
}
