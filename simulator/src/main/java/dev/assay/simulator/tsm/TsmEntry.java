package dev.assay.simulator.tsm;

import dev.assay.bytes.Bytes;
import dev.assay.simulator.files.Caller;
import dev.assay.simulator.files.PosixError;
import dev.assay.simulator.files.PosixException;
import dev.assay.simulator.files.PseudoFile;
import dev.assay.simulator.files.PseudoFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An entry: its files, its count of writes, and the fault that was asked for. */
final class TsmEntry {

    private static final int INBLOB = 64;

    private final StandInTsm tsm;
    private final String name;
    private final @Nullable TsmFault fault;
    private Bytes inblob = Bytes.EMPTY;
    private int privilegeLevel;
    private long written;
    private long quoted = -1;
    private Bytes outblob = Bytes.EMPTY;
    private int removals;

    TsmEntry(StandInTsm tsm, String name, Optional<TsmFault> fault) throws PosixException {
        this.tsm = tsm;
        this.name = name;
        this.fault = fault.orElse(null);
        if (tsm.provider().isEmpty()) {
            throw PosixError.ENXIO.exception();
        }
        if (this.fault instanceof TsmFault.MkdirFails fails) {
            throw fails.error().exception();
        }
    }

    PseudoFolder folder() {
        PseudoFolder folder = PseudoFolder.entry()
                .with("provider", PseudoFile.reading(caller -> Bytes.ofUtf8(tsm.provider() + "\n")))
                .with("generation", PseudoFile.reading(caller -> generation()))
                .with(
                        "inblob",
                        fault instanceof TsmFault.InblobRefused refused
                                ? PseudoFile.refusing(refused.error())
                                : PseudoFile.gathering(INBLOB, this::take))
                .with(
                        "outblob",
                        fault instanceof TsmFault.Endless ? new EndlessFile() : PseudoFile.reading(this::outblob));
        if (tsm.provider().equals("sev_guest")) {
            folder.with("auxblob", PseudoFile.reading(caller -> Bytes.EMPTY))
                    .with("privlevel_floor", PseudoFile.reading(caller -> Bytes.ofUtf8(tsm.privilegeFloor() + "\n")))
                    .with("privlevel", PseudoFile.writing(this::takeLevel));
        }
        return folder;
    }

    private synchronized Bytes generation() {
        return Bytes.ofUtf8(fault instanceof TsmFault.Generation shown ? shown.text() : written + "\n");
    }

    private synchronized void take(Bytes bytes, Caller caller) {
        tsm.record(name, "inblob");
        if (fault instanceof TsmFault.InblobIgnored) {
            return;
        }
        inblob = bytes;
        written++;
    }

    private synchronized void takeLevel(Bytes bytes, Caller caller) throws PosixException {
        tsm.record(name, "privlevel");
        try {
            privilegeLevel = Integer.parseInt(bytes.utf8().strip());
        } catch (NumberFormatException e) {
            throw PosixError.EINVAL.exception();
        }
        written++;
    }

    private Bytes outblob(Caller caller) throws IOException {
        tsm.record(name, "outblob");
        if (fault instanceof TsmFault.Slow slow) {
            caller.pause(slow.delay());
        } else if (fault instanceof TsmFault.Hanging) {
            throw caller.hang();
        } else if (fault instanceof TsmFault.Stuck stuck) {
            caller.stick(stuck.until());
        } else if (fault instanceof TsmFault.OutblobFails fails) {
            throw fails.error().exception();
        }
        return spoiled(quoted());
    }

    private synchronized Bytes quoted() throws PosixException {
        if (fault instanceof TsmFault.Raced) {
            inblob = Bytes.of(new byte[INBLOB]);
            written++;
        }
        if (inblob.length() != INBLOB) {
            throw PosixError.EINVAL.exception();
        }
        if (privilegeLevel < tsm.privilegeFloor()) {
            throw PosixError.EIO.exception();
        }
        if (quoted != written) {
            outblob = tsm.quote(fault instanceof TsmFault.OtherReportData ? Bytes.of(new byte[INBLOB]) : inblob);
            quoted = written;
        }
        return outblob;
    }

    private Bytes spoiled(Bytes right) {
        if (fault instanceof TsmFault.Truncated truncated) {
            return right.slice(0, truncated.length());
        }
        if (fault instanceof TsmFault.Padded padded) {
            return Bytes.concat(right, Bytes.of(new byte[padded.zeros()]));
        }
        if (fault instanceof TsmFault.Replaced replaced) {
            return replaced.outblob();
        }
        return right;
    }

    synchronized void remove() throws PosixException {
        if (fault instanceof TsmFault.RmdirFails fails && removals++ < fails.times()) {
            throw fails.error().exception();
        }
    }

    /** Zeros without end. */
    private static final class EndlessFile implements PseudoFile, PseudoFile.Opened {

        @Override
        public Opened open(boolean reading, boolean writing) {
            return this;
        }

        @Override
        public int read(ByteBuffer into, Caller caller) {
            int count = into.remaining();
            into.put(new byte[count]);
            return count;
        }

        @Override
        public void write(Bytes bytes, Caller caller) throws PosixException {
            throw PosixError.EINVAL.exception();
        }
    }
}
