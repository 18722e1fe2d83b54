package dev.assay.platform.tsm;

import dev.assay.platform.files.FileError;
import dev.assay.platform.files.Visit;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** The entries of configfs-tsm that this process makes and removes, or the one that was made for it. */
final class TsmEntries {

    private static final String PREFIX = "assay-";

    /** Entries that would not go are tried again; beyond this many nothing more is made. */
    private static final int MOST_LEFT = 16;

    private static final int LABEL_LIMIT = 256;

    private final Path folder;
    private final Optional<Path> given;
    private final Set<Path> left = ConcurrentHashMap.newKeySet();

    TsmEntries(Path folder, Optional<Path> given) {
        this.folder = folder;
        this.given = given;
    }

    Path folder() {
        return folder;
    }

    boolean areGiven() {
        return given.isPresent();
    }

    /** What is done with an entry. */
    @FunctionalInterface
    interface Use<T> {
        T of(Path entry) throws IOException, QuoteException;
    }

    /** Does {@code use} with a fresh entry, which goes whatever happens; or with the one that was given. */
    <T> T with(Visit visit, Use<T> use) throws IOException, QuoteException {
        if (given.isPresent()) {
            return use.of(given.get());
        }
        removeLeft();
        Path entry = make(visit);
        try {
            return use.of(entry);
        } finally {
            String done = visit.step();
            visit.begin("removing " + entry + " after " + done);
            left.add(entry);
            remove(entry);
            visit.begin(done);
        }
    }

    private Path make(Visit visit) throws QuoteException {
        for (int attempts = 1; ; attempts++) {
            Path entry = folder.resolve(PREFIX + ProcessHandle.current().pid() + "-"
                    + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()));
            visit.begin("making " + entry);
            try {
                return Files.createDirectory(entry);
            } catch (IOException e) {
                if (!FileError.EEXIST.isOf(e) || attempts == 3) {
                    throw TsmFailure.of(e, visit);
                }
            }
        }
    }

    private void removeLeft() throws QuoteException {
        for (Path entry : left) {
            Optional<IOException> obstacle = remove(entry);
            if (obstacle.isPresent() && left.size() > MOST_LEFT) {
                throw new QuoteException(
                                Reason.BROKEN,
                                left.size() + " entries in " + folder + " cannot be removed: "
                                        + FileError.describe(obstacle.get()),
                                "rmdir " + folder + "/" + PREFIX + "*")
                        .causedBy(obstacle.get());
            }
        }
    }

    private Optional<IOException> remove(Path entry) {
        try {
            Files.deleteIfExists(entry);
            left.remove(entry);
            return Optional.empty();
        } catch (IOException obstacle) {
            return Optional.of(obstacle);
        }
    }

    /** Entries that this process could not remove; it tries again with each request. */
    Set<Path> left() {
        return Set.copyOf(left);
    }

    /** Who would make the quotes of an entry, without asking for one. */
    TsmProvider provider(Visit visit) throws QuoteException {
        try {
            return with(visit, entry -> provider(visit, entry));
        } catch (IOException e) {
            throw TsmFailure.of(e, visit);
        }
    }

    static TsmProvider provider(Visit visit, Path entry) throws IOException, QuoteException {
        return TsmProvider.of(
                visit.read(entry.resolve("provider"), LABEL_LIMIT).utf8().strip());
    }

    /** Names of entries that are there now and may have been left behind, the first few. */
    List<String> strays() {
        List<String> strays = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, TsmEntries::isOurs)) {
            for (Path entry : entries) {
                if (strays.size() == 4) {
                    strays.add("...");
                    return strays;
                }
                strays.add(String.valueOf(entry.getFileName()));
            }
        } catch (IOException e) {
            strays.add("unknown, " + FileError.describe(e));
        }
        return strays;
    }

    private static boolean isOurs(Path entry) {
        return String.valueOf(entry.getFileName()).startsWith(PREFIX);
    }
}
