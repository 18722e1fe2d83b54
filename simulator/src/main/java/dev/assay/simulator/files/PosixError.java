package dev.assay.simulator.files;

import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** How a call of the kernel fails, with the words that the C library has for it. */
public enum PosixError {
    EPERM("Operation not permitted"),
    ENOENT("No such file or directory"),
    EINTR("Interrupted system call"),
    EIO("Input/output error"),
    ENXIO("No such device or address"),
    EAGAIN("Resource temporarily unavailable"),
    EACCES("Permission denied"),
    EBUSY("Device or resource busy"),
    EEXIST("File exists"),
    ENODEV("No such device"),
    ENOTDIR("Not a directory"),
    EISDIR("Is a directory"),
    EINVAL("Invalid argument"),
    EFBIG("File too large"),
    ESPIPE("Illegal seek"),
    ENOTEMPTY("Directory not empty"),
    ETIMEDOUT("Connection timed out");

    private final String words;

    PosixError(String words) {
        this.words = words;
    }

    /** What the C library calls it. */
    public String words() {
        return words;
    }

    /** For the code of a file or folder to throw; clients see it as the JDK shows such an error. */
    public PosixException exception() {
        return new PosixException(this);
    }

    /** What the JDK makes of it when the call was about a path. Source: the JDK's {@code sun.nio.fs.UnixException}. */
    FileSystemException about(String path) {
        return switch (this) {
            case EACCES -> new AccessDeniedException(path);
            case ENOENT -> new NoSuchFileException(path);
            case EEXIST -> new FileAlreadyExistsException(path);
            case ENOTEMPTY -> new DirectoryNotEmptyException(path);
            default -> new FileSystemException(path, null, words);
        };
    }
}
