package dev.assay.simulator.files;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@link java.nio.file.Files} calls. */
final class PseudoProvider extends FileSystemProvider {

    @FunctionalInterface
    private interface Change {
        void to(PseudoFolder folder, String name) throws IOException;
    }

    private static PseudoNode node(Path path) throws IOException {
        PseudoPath pseudo = PseudoPath.of(path);
        try {
            return pseudo.files().node(pseudo.absoluteText());
        } catch (PosixException e) {
            throw e.error().about(path.toString());
        }
    }

    private static void change(Path path, Change change) throws IOException {
        PseudoPath pseudo = PseudoPath.of(path);
        Path absolute = pseudo.absoluteText();
        Path parent = absolute.getParent();
        try {
            if (parent == null) {
                throw PosixError.EBUSY.exception();
            }
            if (!(pseudo.files().node(parent) instanceof PseudoFolder folder)) {
                throw PosixError.ENOTDIR.exception();
            }
            change.to(folder, absolute.getName(absolute.getNameCount() - 1).toString());
        } catch (PosixException e) {
            throw e.error().about(path.toString());
        }
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        boolean writing = options.contains(StandardOpenOption.WRITE) || options.contains(StandardOpenOption.APPEND);
        boolean reading = options.contains(StandardOpenOption.READ) || !writing;
        PseudoPath pseudo = PseudoPath.of(path);
        try {
            if (!(pseudo.files().node(pseudo.absoluteText()) instanceof PseudoFile file)) {
                throw PosixError.EISDIR.exception();
            }
            return new PseudoChannel(pseudo.files(), file, reading, writing);
        } catch (PosixException e) {
            throw e.error().about(path.toString());
        }
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return newFileChannel(path, options, attributes);
    }

    @Override
    public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
        change(path, PseudoFolder::make);
    }

    @Override
    public void delete(Path path) throws IOException {
        change(path, PseudoFolder::remove);
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path path, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        if (!(node(path) instanceof PseudoFolder folder)) {
            throw new NotDirectoryException(path.toString());
        }
        List<Path> accepted = new ArrayList<>();
        for (String name : folder.names()) {
            Path child = path.resolve(name);
            if (filter.accept(child)) {
                accepted.add(child);
            }
        }
        return new DirectoryStream<>() {
            @Override
            public Iterator<Path> iterator() {
                return accepted.iterator();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        node(path);
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        if (type != BasicFileAttributes.class) {
            throw new UnsupportedOperationException(type.getName());
        }
        return type.cast(new Attributes(node(path)));
    }

    private record Attributes(PseudoNode node) implements BasicFileAttributes {

        @Override
        public boolean isRegularFile() {
            return node instanceof PseudoFile file && !file.isDevice();
        }

        @Override
        public boolean isDirectory() {
            return node instanceof PseudoFolder;
        }

        @Override
        public boolean isSymbolicLink() {
            return false;
        }

        @Override
        public boolean isOther() {
            return node instanceof PseudoFile file && file.isDevice();
        }

        @Override
        public long size() {
            return node instanceof PseudoFile file ? file.size() : 0;
        }

        @Override
        public FileTime lastModifiedTime() {
            return FileTime.fromMillis(0);
        }

        @Override
        public FileTime lastAccessTime() {
            return FileTime.fromMillis(0);
        }

        @Override
        public FileTime creationTime() {
            return FileTime.fromMillis(0);
        }

        @Override
        public Object fileKey() {
            return node;
        }
    }

    @Override
    public boolean isSameFile(Path one, Path other) throws IOException {
        return node(one).equals(node(other));
    }

    @Override
    public boolean isHidden(Path path) {
        return false;
    }

    @Override
    public String getScheme() {
        return "pseudo";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
        throw new UnsupportedOperationException("made by new PseudoFiles()");
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        throw new UnsupportedOperationException("made by new PseudoFiles()");
    }

    @Override
    public Path getPath(URI uri) {
        throw new UnsupportedOperationException("had from PseudoFiles.root()");
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) {
        throw new UnsupportedOperationException("copying pseudo files");
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) {
        throw new UnsupportedOperationException("moving pseudo files");
    }

    @Override
    public FileStore getFileStore(Path path) {
        throw new UnsupportedOperationException("file stores");
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        return null;
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) {
        throw new UnsupportedOperationException("attributes by name");
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) {
        throw new UnsupportedOperationException("setting attributes");
    }
}
