package dev.assay.simulator.files;

import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A file system of {@linkplain PseudoFolder folders} and {@linkplain PseudoFile files} that are objects. */
public final class PseudoFiles extends FileSystem {

    private final PseudoFolder top = PseudoFolder.fixed();
    private final PseudoProvider provider = new PseudoProvider();
    private final AtomicInteger channels = new AtomicInteger();

    /** An empty file system. */
    public PseudoFiles() {}

    /** {@code /}. */
    public Path root() {
        return getPath("/");
    }

    /** The folder at an absolute path, made if it is missing with all that are above it. */
    public PseudoFolder folder(String absolute) {
        return folder(absolute, PseudoFolder.fixed());
    }

    /** The same; if the last of the folders is missing, {@code last} takes its place. */
    public PseudoFolder folder(String absolute, PseudoFolder last) {
        PseudoFolder folder = top;
        Path path = Path.of(absolute);
        for (int i = 0; i < path.getNameCount(); i++) {
            String name = path.getName(i).toString();
            if (folder.child(name).isEmpty()) {
                folder.with(name, i == path.getNameCount() - 1 ? last : PseudoFolder.fixed());
            }
            if (!(folder.child(name).orElseThrow() instanceof PseudoFolder next)) {
                throw new IllegalArgumentException(name + " in " + absolute + " is a file");
            }
            folder = next;
        }
        return folder;
    }

    /** How many files are open: none may be left when their clients are done. */
    public int openFiles() {
        return channels.get();
    }

    void opened(int more) {
        channels.addAndGet(more);
    }

    /** What is at an absolute path. */
    PseudoNode node(Path absolute) throws PosixException {
        PseudoNode node = top;
        for (Path name : absolute) {
            if (!(node instanceof PseudoFolder folder)) {
                throw PosixError.ENOTDIR.exception();
            }
            node = folder.child(name.toString()).orElseThrow(PosixError.ENOENT::exception);
        }
        return node;
    }

    @Override
    public Path getPath(String first, String... more) {
        return new PseudoPath(this, Path.of(first, more));
    }

    @Override
    public FileSystemProvider provider() {
        return provider;
    }

    /** It stays open, as the default file system does. */
    @Override
    public void close() {
        throw new UnsupportedOperationException("a file system that closes");
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public String getSeparator() {
        return "/";
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return List.of(root());
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return List.of();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return Set.of("basic");
    }

    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
        throw new UnsupportedOperationException("path matchers");
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        throw new UnsupportedOperationException("principals");
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException("watching");
    }
}
