package dev.assay.simulator.files;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import org.jspecify.annotations.Nullable;

/**
 * A path in a {@link PseudoFiles}.
 *
 * @param text the same path of the default file system, which knows all about names
 */
record PseudoPath(PseudoFiles files, Path text) implements Path {

    private PseudoPath with(Path other) {
        return new PseudoPath(files, other);
    }

    private @Nullable PseudoPath orNull(@Nullable Path other) {
        return other == null ? null : with(other);
    }

    static PseudoPath of(Path path) {
        if (path instanceof PseudoPath pseudo) {
            return pseudo;
        }
        throw new ProviderMismatchException(path.getClass().toString());
    }

    /** From the root on, without dots. */
    Path absoluteText() {
        return Path.of("/").resolve(text).normalize();
    }

    @Override
    public FileSystem getFileSystem() {
        return files;
    }

    @Override
    public boolean isAbsolute() {
        return text.isAbsolute();
    }

    @Override
    public @Nullable Path getRoot() {
        return orNull(text.getRoot());
    }

    @Override
    public @Nullable Path getFileName() {
        return orNull(text.getFileName());
    }

    @Override
    public @Nullable Path getParent() {
        return orNull(text.getParent());
    }

    @Override
    public int getNameCount() {
        return text.getNameCount();
    }

    @Override
    public Path getName(int index) {
        return with(text.getName(index));
    }

    @Override
    public Path subpath(int from, int to) {
        return with(text.subpath(from, to));
    }

    @Override
    public boolean startsWith(Path other) {
        return other instanceof PseudoPath pseudo && files == pseudo.files && text.startsWith(pseudo.text);
    }

    @Override
    public boolean endsWith(Path other) {
        return other instanceof PseudoPath pseudo && files == pseudo.files && text.endsWith(pseudo.text);
    }

    @Override
    public Path normalize() {
        return with(text.normalize());
    }

    @Override
    public Path resolve(Path other) {
        return with(text.resolve(of(other).text));
    }

    @Override
    public Path relativize(Path other) {
        return with(text.relativize(of(other).text));
    }

    @Override
    public URI toUri() {
        return URI.create("pseudo:" + absoluteText());
    }

    @Override
    public Path toAbsolutePath() {
        return with(Path.of("/").resolve(text));
    }

    @Override
    public Path toRealPath(LinkOption... options) throws IOException {
        try {
            files.node(absoluteText());
        } catch (PosixException e) {
            throw e.error().about(toString());
        }
        return with(absoluteText());
    }

    @Override
    public WatchKey register(WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
        throw new UnsupportedOperationException("watching");
    }

    @Override
    public int compareTo(Path other) {
        return text.compareTo(of(other).text);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
