package dev.assay.platform.files;

import dev.assay.platform.linux.ErrorWords;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Why a call on a file failed. The JDK has classes for the first three; of the others it tells only what the C library
 * calls them. That is English unless the process runs in another language, in which case the C library is asked for its
 * words. Numbers are Linux' on x86-64.
 */
public enum FileError {
    EACCES(13, "Permission denied"),
    ENOENT(2, "No such file or directory"),
    EEXIST(17, "File exists"),
    EPERM(1, "Operation not permitted"),
    EROFS(30, "Read-only file system"),
    EINTR(4, "Interrupted system call"),
    EIO(5, "Input/output error"),
    ENXIO(6, "No such device or address"),
    EAGAIN(11, "Resource temporarily unavailable"),
    EBUSY(16, "Device or resource busy"),
    ENODEV(19, "No such device"),
    EINVAL(22, "Invalid argument"),
    EFBIG(27, "File too large"),
    EMFILE(24, "Too many open files"),
    ETIMEDOUT(110, "Connection timed out");

    private final int number;
    private final String words;

    FileError(int number, String words) {
        this.number = number;
        this.words = words;
    }

    int number() {
        return number;
    }

    /** Which error it was, if it is one of these. */
    public static Optional<FileError> of(IOException failure) {
        return of(failure, ErrorWords::of);
    }

    /** @param locally what the process' own language has for a number */
    static Optional<FileError> of(IOException failure, IntFunction<String> locally) {
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
        return told.isEmpty()
                ? Optional.empty()
                : Arrays.stream(values())
                        .filter(error -> told.equals(locally.apply(error.number)))
                        .findFirst();
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
