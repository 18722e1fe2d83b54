package dev.assay.cli;

import dev.assay.cli.input.InputException;
import dev.assay.cli.input.InputFile;
import dev.assay.cli.input.SecretFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Makes a token, and tells its hash as Intel's configuration wants it. */
final class PccsTokenCommand implements Callable<Integer> {

    static final String NAME = "token";

    private static final String EXISTING = "--existing";
    private static final int RANDOM_BYTES = 32;

    private final Streams streams;
    private final CommandSpec spec = Options.command(
            NAME,
            this,
            "Writes a random token to a new file that only you can read, and prints its SHA-512, the form in which",
            "Intel's configuration (AdminTokenHash, UserTokenHash) has it.",
            "");

    PccsTokenCommand(Streams streams) {
        this.streams = streams;
        spec.usageMessage()
                .footer(
                        "",
                        "Examples:",
                        "  assay pccs token admin.token",
                        "  assay pccs token admin.token --existing     # the hash of a token that is there already");
        spec.addPositional(Options.positional("FILE", true, "Where the token goes."));
        spec.addOption(Options.flag(EXISTING, "Make no token; print the hash of the one in FILE."));
        Options.addCommon(spec);
    }

    CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() throws InputException {
        ParseResult given = spec.commandLine().getParseResult();
        boolean json = Options.wantsJson(given);
        Path file = InputFile.path("token", Options.positional(given).orElseThrow());
        boolean existing = Options.isSet(given, EXISTING);
        String token = existing ? SecretFile.read("token", file).secret() : write(file);
        String hash = hash(token);
        if (json) {
            JsonOutput.writeDocument(streams.out(), generator -> {
                generator.writeStartObject();
                generator.writeStringProperty("file", file.toString());
                generator.writeBooleanProperty("made", !existing);
                generator.writeStringProperty("sha512", hash);
                generator.writeEndObject();
            });
        } else {
            if (!existing) {
                streams.err().println("Wrote a token to " + file + "; its SHA-512 is");
            }
            streams.out().println(hash);
            streams.out().flush();
        }
        return 0;
    }

    private static String write(Path file) throws InputException {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        String token = HexFormat.of().formatHex(random);
        try {
            FileAttribute<?>[] ownerOnly =
                    file.getFileSystem().supportedFileAttributeViews().contains("posix")
                            ? new FileAttribute<?>[] {
                                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                            }
                            : new FileAttribute<?>[0];
            try (var out = Files.newByteChannel(
                    file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
                out.write(ByteBuffer.wrap((token + "\n").getBytes(StandardCharsets.US_ASCII)));
            }
        } catch (FileAlreadyExistsException e) {
            throw new InputException(
                    "there is a file " + file + " already, and it may hold a token that is in use",
                    "Name another file, or remove it; --existing prints the hash of the token in it.");
        } catch (IOException e) {
            throw new InputException("cannot write the token to " + file + ": " + e, "Check the folder.");
        }
        return token;
    }

    /** As in Intel's configuration: 128 lower-case hex digits. */
    static String hash(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-512").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-512", e);
        }
    }
}
