package dev.assay.simulator.tsm;

import dev.assay.bytes.Bytes;
import dev.assay.simulator.FaultQueue;
import dev.assay.simulator.TdReportField;
import dev.assay.simulator.files.PosixException;
import dev.assay.simulator.files.PseudoFiles;
import dev.assay.simulator.files.PseudoFolder;
import dev.assay.simulator.pcs.PcsPlatform;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * configfs-tsm as a TDX or SEV-SNP guest has it, and a test platform that makes the quotes.
 *
 * <p>Entries behave as the kernel's: report data counts when its file is closed, {@code generation} counts writes, a quote
 * is made at the first read after a write and kept. Everything is done in one folder whose operations are recorded. Sources:
 * Linux, {@code Documentation/ABI/testing/configfs-tsm-report}, {@code drivers/virt/coco/guest/report.c},
 * {@code fs/configfs/file.c}.
 */
public final class StandInTsm {

    /** Where it is in the file system. */
    public static final String FOLDER = "/sys/kernel/config/tsm/report";

    /** Makes what outblob has. */
    @FunctionalInterface
    public interface Quoter {
        /** The bytes about 64 bytes of report data. */
        Bytes quote(Bytes reportData);
    }

    /**
     * What a client did.
     *
     * @param entry the name of the entry
     * @param call mkdir, rmdir, or the name of the file that was written or whose content was made
     */
    public record Operation(String entry, String call) {}

    private final PseudoFolder folder = PseudoFolder.growing(new Entries());
    private final List<Operation> operations = new ArrayList<>();
    private final FaultQueue<TsmFault> faults = new FaultQueue<>();
    private final Quoter quoter;
    private volatile String provider;
    private volatile int privilegeFloor;

    private StandInTsm(String provider, Quoter quoter) {
        this.provider = provider;
        this.quoter = quoter;
    }

    /** In a TDX guest: {@code quoter} makes the quotes. */
    public static StandInTsm tdx(PseudoFiles files, Quoter quoter) {
        return new StandInTsm("tdx_guest", quoter).mount(files);
    }

    /** In a TDX guest on {@code platform}: quotes of version 4 about TDs of TDX 1.0. */
    public static StandInTsm tdx(PseudoFiles files, PcsPlatform platform, InstantSource clock) {
        return tdx(
                files,
                reportData -> platform.forge(4, 2, clock.instant())
                        .draft(draft -> draft.with(TdReportField.REPORT_DATA, reportData))
                        .quote()
                        .encode());
    }

    /** In an SEV-SNP guest, whose reports say TEST and have no signature. */
    public static StandInTsm snp(PseudoFiles files) {
        return new StandInTsm("sev_guest", StandInTsm::snpReport).mount(files);
    }

    private StandInTsm mount(PseudoFiles files) {
        files.folder(FOLDER, folder);
        return this;
    }

    /** AMD, SEV-SNP Firmware ABI Specification (56860), ATTESTATION_REPORT: version at 0, REPORT_DATA at 80. */
    private static Bytes snpReport(Bytes reportData) {
        Bytes version = Bytes.of(new byte[] {2, 0, 0, 0});
        Bytes label = Bytes.ofUtf8("TEST");
        return Bytes.concat(
                version,
                label,
                Bytes.of(new byte[72]),
                reportData,
                Bytes.of(new byte[1184 - 80 - reportData.length()]));
    }

    /** Another driver's name from now on; empty for none, so that mkdir fails with ENXIO. */
    public void provider(String name) {
        provider = name;
    }

    /** The lowest privilege level that reports are made for; entries begin with 0. */
    public void privilegeFloor(int floor) {
        privilegeFloor = floor;
    }

    /** Each of the next {@code count} entries goes wrong, after those for which this was asked before. */
    public void inject(TsmFault fault, int count) {
        faults.inject(fault, count);
    }

    /** What clients did, in its order. */
    public List<Operation> operations() {
        synchronized (operations) {
            return List.copyOf(operations);
        }
    }

    void record(String entry, String call) {
        synchronized (operations) {
            operations.add(new Operation(entry, call));
        }
    }

    /** The entries that there are now. */
    public Set<String> entries() {
        return folder.names();
    }

    /** Makes an entry as another program would, for example one that clients are then given. */
    public void make(String name) {
        try {
            folder.with(name, new TsmEntry(this, name, faults.next()).folder());
        } catch (PosixException e) {
            throw new IllegalStateException("the next entry was asked not to come into being", e);
        }
    }

    String provider() {
        return provider;
    }

    int privilegeFloor() {
        return privilegeFloor;
    }

    Bytes quote(Bytes reportData) {
        return quoter.quote(reportData);
    }

    private final class Entries implements PseudoFolder.Growth {
        private final Map<String, TsmEntry> made = new ConcurrentHashMap<>();

        @Override
        public PseudoFolder make(String name) throws PosixException {
            record(name, "mkdir");
            TsmEntry entry = new TsmEntry(StandInTsm.this, name, faults.next());
            made.put(name, entry);
            return entry.folder();
        }

        @Override
        public void remove(String name) throws PosixException {
            record(name, "rmdir");
            TsmEntry entry = made.get(name);
            if (entry != null) {
                entry.remove();
                made.remove(name);
            }
        }
    }
}
