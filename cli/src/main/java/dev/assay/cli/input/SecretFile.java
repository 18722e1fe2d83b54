package dev.assay.cli.input;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/**
 * A secret that stands alone in a file: a token, a subscription key, a password.
 *
 * @param secret without the line break that an editor leaves at its end
 * @param exposed whether others than the owner may read the file
 */
public record SecretFile(String secret, boolean exposed) {

    private static final int MAX_CHARACTERS = 1024;

    private static final Set<PosixFilePermission> OTHERS =
            EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

    /** Reads {@code file}; {@code what} says what is in it, as in {@code "admin token"}. */
    public static SecretFile read(String what, Path file) throws InputException {
        Bytes content;
        try {
            content = InputFile.read(what, file);
        } catch (MalformedException e) {
            throw new InputException(
                    "the " + what + " in " + file + " is too long: " + e.getMessage(), "Check the file.");
        }
        String text = new String(content.toArray(), StandardCharsets.UTF_8);
        if (text.endsWith("\n")) {
            text = text.substring(0, text.length() - (text.endsWith("\r\n") ? 2 : 1));
        }
        if (text.isEmpty()) {
            throw new InputException(
                    "the file of the " + what + ", " + file + ", is empty", "Write it there, or leave the option out.");
        }
        if (text.length() > MAX_CHARACTERS) {
            throw new InputException(
                    "the " + what + " in " + file + " has " + text.length() + " characters, more than "
                            + MAX_CHARACTERS,
                    "Check the file.");
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 0x7f) {
                throw new InputException(
                        "the " + what + " in " + file + " has a character at " + i
                                + " that cannot stand in a header: a blank, a line break, or none of ASCII",
                        "The file is to have the " + what + " on one line and nothing else.");
            }
        }
        return new SecretFile(text, isExposed(file));
    }

    private static boolean isExposed(Path file) throws InputException {
        try {
            Set<PosixFilePermission> exposed = EnumSet.noneOf(PosixFilePermission.class);
            exposed.addAll(Files.getPosixFilePermissions(file));
            exposed.retainAll(OTHERS);
            return !exposed.isEmpty();
        } catch (UnsupportedOperationException e) {
            return false; // no such permissions on this system
        } catch (IOException e) {
            throw new InputException("cannot look at the permissions of " + file + ": " + e, "Check the file.");
        }
    }

    /** Never the secret. */
    @Override
    public String toString() {
        return "SecretFile[" + secret.length() + " characters]";
    }
}
