package dev.assay.provision;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.verify.DocumentVerifier;
import dev.assay.verify.NotGenuineException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Documents in a folder, one a file. Files are replaced as a whole, under a lock that other processes respect; what is
 * read is proven again.
 */
final class CacheFolder {

    private static final int MAX_FILES = 4096;
    private static final int LOCK_ATTEMPTS = 40;
    private static final long LOCK_PAUSE_MILLIS = 25;
    private static final String SUFFIX = ".collateral";
    private static final String UNFINISHED = ".unfinished-";

    private final Path folder;
    private final DocumentVerifier verifier;
    private final Consumer<String> remarks;

    private CacheFolder(Path folder, DocumentVerifier verifier, Consumer<String> remarks) {
        this.folder = folder;
        this.verifier = verifier;
        this.remarks = remarks;
    }

    /** The part of {@code parent} that belongs to the verifier's anchor. */
    static CacheFolder open(Path parent, DocumentVerifier verifier, Consumer<String> remarks) throws IOException {
        Path folder = parent.resolve(verifier.anchor().keyId().hex().substring(0, 32));
        makePrivate(parent);
        makePrivate(folder);
        CacheFolder opened = new CacheFolder(folder, verifier, remarks);
        opened.sweep();
        return opened;
    }

    private static void makePrivate(Path folder) throws IOException {
        boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        if (!posix) {
            Files.createDirectories(folder);
            return;
        }
        Set<PosixFilePermission> ownerOnly = PosixFilePermissions.fromString("rwx------");
        Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(ownerOnly));
        PosixFileAttributeView view = Files.getFileAttributeView(folder, PosixFileAttributeView.class);
        Set<PosixFilePermission> found = view.readAttributes().permissions();
        if (found.contains(PosixFilePermission.GROUP_WRITE) || found.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IOException(folder + " has the permissions " + PosixFilePermissions.toString(found)
                    + ": others could put older documents in place of newer ones; chmod 700, or name another folder");
        }
    }

    /** The document in its file; null where there is none of use. */
    CollateralCache.@Nullable Held read(DocumentKey key) {
        Path file = file(key);
        try {
            CacheFile read = CacheFile.parse(key, content(file));
            return new CollateralCache.Held(
                    GenuineDocument.prove(read.document(), verifier), read.fetched(), Optional.empty());
        } catch (NoSuchFileException none) {
            return null;
        } catch (IOException | MalformedException | NotGenuineException | MisfiledException useless) {
            remarks.accept("cached file " + file + " is ignored: " + useless.getMessage());
            return null;
        }
    }

    /** Only regular files: a device or a link would lead elsewhere. */
    private static Bytes content(Path file) throws IOException, MalformedException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("found no regular file");
        }
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(CacheFile.MAX_BYTES + 1);
            if (bytes.length > CacheFile.MAX_BYTES) {
                throw new MalformedException("cached document", 0, "more bytes", "at most " + CacheFile.MAX_BYTES);
            }
            return Bytes.of(bytes);
        }
    }

    /** Writes unless another process has written a newer one meanwhile; a failure is remarked upon, no more. */
    void write(CollateralCache.Held held) {
        DocumentKey key = held.document().key();
        try (FileChannel lockFile =
                FileChannel.open(folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            FileLock lock = lock(lockFile);
            if (lock == null) {
                remarks.accept(key.text() + " is not written to " + folder + ": another process holds its lock");
                return;
            }
            try (lock) {
                CollateralCache.Held there = read(key);
                if (there == null || !held.document().isOlderThan(there.document())) {
                    replace(key, held);
                    discardOldest();
                }
            }
        } catch (IOException failed) {
            remarks.accept(key.text() + " cannot be written to " + folder + ": " + failed);
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        for (int i = 0; i < LOCK_ATTEMPTS; i++) {
            try {
                FileLock lock = channel.tryLock();
                if (lock != null) {
                    return lock;
                }
            } catch (OverlappingFileLockException thisProcess) {
                // Another cache of this process has it; the same as another process.
            }
            try {
                Thread.sleep(LOCK_PAUSE_MILLIS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return null;
            }
        }
        return null;
    }

    private void replace(DocumentKey key, CollateralCache.Held held) throws IOException {
        Document document =
                new Document(key, held.document().body(), held.document().issuerChain());
        Path unfinished = Files.createTempFile(folder, UNFINISHED, SUFFIX);
        try {
            try (FileChannel out = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
                ByteBuffer bytes =
                        new CacheFile(document, held.fetched()).encode().asBuffer();
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            Files.move(unfinished, file(key), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(unfinished);
        }
        syncFolder();
    }

    /** Makes the new name last through a loss of power; systems that cannot sync folders do without. */
    private void syncFolder() {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException unsupported) {
            // The file itself is safe; at worst the older document is found, and refreshed.
        }
    }

    private void discardOldest() throws IOException {
        List<Path> files = files(SUFFIX);
        if (files.size() <= MAX_FILES) {
            return;
        }
        List<Path> sorted = new ArrayList<>(files);
        sorted.sort(Comparator.comparing(CacheFolder::modified));
        for (Path file : sorted.subList(0, files.size() - MAX_FILES * 9 / 10)) {
            Files.deleteIfExists(file);
        }
    }

    /** Removes what processes that were killed have left unfinished. */
    private void sweep() throws IOException {
        for (Path file : files(SUFFIX)) {
            boolean unfinished = file.getFileName().toString().startsWith(UNFINISHED);
            // An hour by the file system's own clock, which the newest file shows.
            if (unfinished && modified(file).toMillis() < modified(folder).toMillis() - 3_600_000) {
                Files.deleteIfExists(file);
            }
        }
    }

    private List<Path> files(String suffix) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.getFileName().toString().endsWith(suffix))
                    .toList();
        }
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException gone) {
            return FileTime.fromMillis(0);
        }
    }

    private Path file(DocumentKey key) {
        return folder.resolve(key.text().replace('/', '_') + SUFFIX);
    }
}
