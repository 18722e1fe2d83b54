package dev.assay.platform.tsm;

import dev.assay.bytes.Bytes;
import dev.assay.platform.Deadline;
import dev.assay.platform.files.FileClerk;
import dev.assay.platform.files.FileError;
import dev.assay.platform.files.Requests;
import dev.assay.platform.files.Visit;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import dev.assay.quote.QuoteSource;
import dev.assay.quote.RawEvidence;
import dev.assay.quote.ReportData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Asks for one quote after the other, each through an entry of its own.
 *
 * <p>Binary files of configfs are written when they are closed, and what that leads to is told nobody; whether report data
 * arrived shows in {@code generation}, which counts the writes to an entry. A count other than our own means that somebody
 * else wrote in between, and the request starts over.
 */
final class TsmSource implements QuoteSource {

    /** Far more than any quote has; the kernel itself takes up to 16 MiB. */
    private static final int OUTBLOB_LIMIT = 1 << 20;

    private static final int NUMBER_LIMIT = 64;
    private static final int RACES = 5;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final TsmEntries entries;
    private final String place;
    private final Duration patience;
    private final Requests requests;

    TsmSource(TsmEntries entries, String place, Duration patience) {
        this.entries = entries;
        this.place = place;
        this.patience = patience;
        this.requests = new Requests(FileClerk.at(entries.folder()), place());
    }

    @Override
    public Kind kind() {
        return Kind.TSM;
    }

    @Override
    public String place() {
        return "configfs-tsm at " + place;
    }

    @Override
    public RawEvidence quote(ReportData reportData) throws QuoteException {
        return requests.serve(Deadline.in(patience), visit -> {
            try {
                return patiently(visit, reportData);
            } catch (IOException e) {
                throw TsmFailure.of(e, visit);
            }
        });
    }

    /** Asks again while the host is busy with an earlier request, as it is after one that was given up. */
    private RawEvidence patiently(Visit visit, ReportData reportData) throws IOException, QuoteException {
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                return unraced(visit, reportData);
            } catch (IOException e) {
                boolean passes = FileError.EBUSY.isOf(e) || FileError.EAGAIN.isOf(e) || FileError.EINTR.isOf(e);
                if (!passes || visit.deadline().remaining().compareTo(pause) <= 0) {
                    throw e;
                }
            }
            visit.pause(pause);
            pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
        }
    }

    private RawEvidence unraced(Visit visit, ReportData reportData) throws IOException, QuoteException {
        Conflict conflict = new Conflict();
        for (int attempt = 0; attempt < RACES; attempt++) {
            Optional<RawEvidence> evidence = entries.with(visit, entry -> attempt(visit, entry, reportData, conflict));
            if (evidence.isPresent()) {
                return evidence.get();
            }
        }
        throw new QuoteException(
                Reason.BUSY,
                "generation of " + conflict.entry + " went from " + Long.toUnsignedString(conflict.before) + " to "
                        + Long.toUnsignedString(conflict.after) + " with " + conflict.writes + " of our writes, in "
                        + RACES + " attempts in a row: "
                        + (conflict.after == conflict.before
                                ? "the kernel does not take them"
                                : "somebody else writes to it"),
                entries.areGiven()
                        ? "give every program an entry of its own, or unset " + TsmQuotes.ENTRY_VARIABLE
                        : "find out what else writes to entries of this process: lsof +D " + entries.folder());
    }

    /** How the count of an entry contradicts what was written to it. */
    private static final class Conflict {
        private String entry = "";
        private long before;
        private long after;
        private int writes;
    }

    /** The evidence, or nothing if it may be about what somebody else wrote. */
    private Optional<RawEvidence> attempt(Visit visit, Path entry, ReportData reportData, Conflict conflict)
            throws IOException, QuoteException {
        conflict.entry = entry.toString();
        conflict.before = generation(visit, entry);
        TsmProvider provider = TsmEntries.provider(visit, entry);
        conflict.writes = 1 + raisePrivilegeLevel(visit, entry, provider);
        visit.write(entry.resolve("inblob"), reportData.bytes());
        Path outblob = entry.resolve("outblob");
        Bytes read;
        try {
            read = visit.read(outblob, OUTBLOB_LIMIT);
        } catch (IOException e) {
            // Without report data there is nothing to read either.
            if (FileError.EINVAL.isOf(e) && isContradicted(visit, entry, conflict)) {
                return Optional.empty();
            }
            visit.begin("reading " + outblob);
            if (provider == TsmProvider.SNP && (FileError.EINVAL.isOf(e) || FileError.ENXIO.isOf(e))) {
                throw TsmFailure.bySecureProcessor(e, visit);
            }
            throw e;
        }
        if (isContradicted(visit, entry, conflict)) {
            return Optional.empty();
        }
        return Optional.of(TsmEvidence.of(provider, read, reportData, outblob.toString()));
    }

    private static boolean isContradicted(Visit visit, Path entry, Conflict conflict)
            throws IOException, QuoteException {
        conflict.after = generation(visit, entry);
        return conflict.after != conflict.before + conflict.writes;
    }

    /** A guest that runs above the most privileged level gets no report of level 0, which is what entries begin with. */
    private static int raisePrivilegeLevel(Visit visit, Path entry, TsmProvider provider)
            throws IOException, QuoteException {
        Path floor = entry.resolve("privlevel_floor");
        if (provider != TsmProvider.SNP || !Files.exists(floor)) {
            return 0;
        }
        long level = number(visit, floor);
        if (level == 0) {
            return 0;
        }
        visit.write(entry.resolve("privlevel"), Bytes.ofUtf8(Long.toString(level)));
        return 1;
    }

    private static long generation(Visit visit, Path entry) throws IOException, QuoteException {
        return number(visit, entry.resolve("generation"));
    }

    private static long number(Visit visit, Path file) throws IOException, QuoteException {
        String text = visit.read(file, NUMBER_LIMIT).utf8().strip();
        try {
            return Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            throw new QuoteException(
                            Reason.BROKEN,
                            file + " has \"" + text.replaceAll("[^ -~]", "?") + "\" where a number was expected",
                            "look for what stands in for the kernel here")
                    .causedBy(e);
        }
    }

    @Override
    public void close() {
        requests.close();
    }
}
