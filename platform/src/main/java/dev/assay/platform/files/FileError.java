package dev.assay.platform.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/**
 * Why a call on a file failed. The JDK has classes for the first three; of the others it tells only what the C library
 * calls them, which is English unless the process runs in another language.
 */
public enum FileError {
    EACCES("Permission denied"),
    ENOENT("No such file or directory"),
    EEXIST("File exists"),
    EPERM("Operation not permitted"),
    EROFS("Read-only file system"),
    EINTR("Interrupted system call"),
    EIO("Input/output error"),
    ENXIO("No such device or address"),
    EAGAIN("Resource temporarily unavailable"),
    EBUSY("Device or resource busy"),
    ENODEV("No such device"),
    EINVAL("Invalid argument"),
    EFBIG("File too large"),
    EMFILE("Too many open files"),
    ETIMEDOUT("Connection timed out");

    private final String words;

    FileError(String words) {
        this.words = words;
    }

    /** Which error it was, if it is one of these. */
    public static Optional<FileError> of(IOException failure) {
        if (failure instanceof AccessDeniedException) {
            return Optional.of(EACCES);
        }
        if (failure instanceof NoSuchFileException) {
            return Optional.of(ENOENT);
        }
        if (failure instanceof FileAlreadyExistsException) {
            return Optional.of(EEXIST);
        }
        String told = words(failure);
        for (FileError error : values()) {
            if (told.startsWith(error.words)) {
                return Optional.of(error);
            }
        }
        return Optional.empty();
    }

    public boolean isOf(IOException failure) {
        return of(failure).filter(error -> error == this).isPresent();
    }

    /** What there is to tell a person of a failure: the name of the error and its words, without the path. */
    public static String describe(IOException failure) {
        return of(failure).map(error -> error + " (" + error.words + ")").orElseGet(() -> {
            String told = words(failure);
            return told.isEmpty() ? failure.getClass().getSimpleName() : told;
        });
    }

    private static String words(IOException failure) {
        String told = failure instanceof FileSystemException named ? named.getReason() : failure.getMessage();
        return told == null ? "" : told;
    }
}
