package dev.assay.cli.input;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads whole files of bounded size. */
public final class InputFile {

    /** A quote has some 5 KB, the largest collateral known some 100 KB. */
    public static final int MAX_BYTES = 16 << 20;

    /** The name that stands for standard input. */
    public static final String STANDARD_INPUT = "-";

    private InputFile() {}

    /** The path that {@code text} names; {@code what} says what is there, as in {@code "quote"}. */
    public static Path path(String what, String text) throws InputException {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new InputException("cannot read the " + what + ": this is no path: " + e.getReason(), "Check it.");
        }
    }

    /** The content of a file. */
    public static Bytes read(String what, Path file) throws InputException, MalformedException {
        try {
            if (Files.isDirectory(file)) {
                throw new InputException(
                        "cannot read the " + what + ": " + file + " is a folder", "Name a file in it.");
            }
            long size = Files.size(file);
            if (size > MAX_BYTES) {
                throw tooLarge(what, size + " bytes");
            }
            try (InputStream in = Files.newInputStream(file)) {
                return read(what, in);
            }
        } catch (NoSuchFileException e) {
            throw new InputException("cannot read the " + what + ": there is no " + file, "Check the path.");
        } catch (AccessDeniedException e) {
            throw new InputException(
                    "cannot read the " + what + ": no permission to read " + file,
                    "Run as a user who may, or have the file's permissions changed.");
        } catch (IOException e) {
            throw unreadable(what, file.toString(), e);
        }
    }

    /** The rest of standard input. */
    public static Bytes readStandardInput(String what, InputStream in) throws InputException, MalformedException {
        try {
            return read(what, in);
        } catch (IOException e) {
            throw unreadable(what, "standard input", e);
        }
    }

    private static Bytes read(String what, InputStream in) throws IOException, MalformedException {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw tooLarge(what, "more than " + MAX_BYTES + " bytes");
        }
        return Bytes.of(bytes);
    }

    private static MalformedException tooLarge(String what, String found) {
        return new MalformedException(what, 0, found, "at most " + MAX_BYTES + " bytes");
    }

    private static InputException unreadable(String what, String file, IOException e) {
        return new InputException("cannot read the " + what + " from " + file + ": " + reason(e), "Check the file.");
    }

    /** Why something about files failed, in words: the JDK says the most common reasons by the exception's type alone. */
    public static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException denied -> "permission denied for " + denied.getFile();
            case NoSuchFileException absent -> "there is no " + absent.getFile();
            case FileAlreadyExistsException there -> there.getFile() + " is there already";
            default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        };
    }
}
