package dev.assay.simulator;

import dev.assay.bytes.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/**
 * The seed of an installation's own test platform: 32 random bytes in a file that only its owner may read.
 *
 * <p><b>Guarantees.</b> The first caller makes it, whole or not at all; all others, in whatever process, get the same. A
 * file that is there is never written to.
 *
 * <p><b>Your part.</b> Whoever reads the file can make quotes that verify under the installation's test root.
 */
public final class InstallationSeed {

    /** The name of the file. */
    public static final String FILE = "test-platform.seed";

    private static final int SIZE = 32;

    private static final Set<PosixFilePermission> OWNERS = PosixFilePermissions.fromString("rwx------");

    private InstallationSeed() {}

    /**
     * The seed that {@code folder} has; made where there is none, the folder too.
     *
     * @throws IOException that names the file, if it cannot be read or made, has other than 32 bytes, is a link, or is open
     *     to others than its owner
     */
    public static Seed in(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            make(folder, file);
        }
        requireOwn(file);
        return read(file);
    }

    /**
     * A file that others may read or write is nobody's secret, and behind a link or a pipe is what somebody else put there.
     * It is the owner's mistake that this finds: whoever may write to the folder can do worse.
     */
    private static void requireOwn(Path file) throws IOException {
        String found;
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                found = "no regular file";
            } else if (isPosix(file)
                    && !OWNERS.containsAll(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS))) {
                found = "a file that others than its owner may use";
            } else {
                return;
            }
        } catch (IOException e) {
            throw failed(file, "cannot be read", e);
        }
        throw new IOException("the seed of this installation's test platform, " + file + ": found " + found
                + ", expected one of " + SIZE + " bytes for its owner only; remove it to have a new platform made, with"
                + " another root, or keep it with chmod 600 if it is yours");
    }

    private static Seed read(Path file) throws IOException {
        byte[] seed;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            ByteBuffer read = ByteBuffer.allocate(SIZE + 1);
            while (channel.read(read) > 0) {
                // Until it is full or the file ends.
            }
            seed = new byte[read.position()];
            read.flip().get(seed);
        } catch (IOException e) {
            throw failed(file, "cannot be read", e);
        }
        if (seed.length != SIZE) {
            throw new IOException("the seed of this installation's test platform, " + file + ": found "
                    + (seed.length > SIZE ? "more than " + SIZE : seed.length) + " bytes, expected " + SIZE
                    + "; remove the file to have a new platform made, with another root");
        }
        return new Seed(Bytes.of(seed));
    }

    /** Under another name first: what has its right name is complete, and the link fails where somebody was faster. */
    private static void make(Path folder, Path file) throws IOException {
        byte[] random = new byte[SIZE + 8];
        new SecureRandom().nextBytes(random);
        Path draft = folder.resolve(FILE + "." + HexFormat.of().formatHex(random, SIZE, random.length));
        try {
            Files.createDirectories(folder, owner(folder, "rwx------"));
            try {
                try (FileChannel channel = FileChannel.open(
                        draft,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        owner(folder, "rw-------"))) {
                    ByteBuffer seed = ByteBuffer.wrap(random, 0, SIZE);
                    while (seed.hasRemaining()) {
                        channel.write(seed);
                    }
                    channel.force(true);
                }
                publish(draft, file);
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (IOException e) {
            throw failed(file, "cannot be made", e);
        }
    }

    private static void publish(Path draft, Path file) throws IOException {
        try {
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException faster) {
            return;
        } catch (FileSystemException | UnsupportedOperationException noLinks) {
            try {
                // Not atomic, and yet never over a file that is there for longer than a moment.
                Files.move(draft, file);
            } catch (FileAlreadyExistsException faster) {
                return;
            }
        }
    }

    private static FileAttribute<?>[] owner(Path folder, String permissions) {
        return isPosix(folder)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static IOException failed(Path file, String what, IOException cause) {
        return new IOException(
                "the seed of this installation's test platform, " + file + ", " + what + ": " + cause
                        + "; let its owner run this, or name another folder",
                cause);
    }
}
