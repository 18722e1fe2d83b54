package dev.assay.platform.ql;

import dev.assay.platform.Host;
import dev.assay.quote.QuoteException;
import dev.assay.quote.QuoteException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Shared libraries in the folders that the dynamic linker looks into; they are read here, not loaded. */
final class LibraryFile {

    /** Where distributions put Intel's packages: Debian's, Red Hat's, and those of others. */
    private static final List<String> FOLDERS =
            List.of("/usr/lib/x86_64-linux-gnu", "/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib", "/usr/local/lib");

    /** Intel's are well below 4 MiB. */
    private static final int MAX = 32 << 20;

    /** ELF, 64 bits, little-endian; in front of them in the file stands nothing. */
    private static final byte[] ELF64 = {0x7f, 'E', 'L', 'F', 2, 1};

    private static final int MACHINE_AT = 18;
    private static final int X86_64 = 62;

    private LibraryFile() {}

    /** The first of {@code names} in the first folder that has one; it may be a link that leads nowhere. */
    static Optional<Path> find(Host host, List<String> names) {
        Stream<String> configured = Arrays.stream(
                        host.environment().getOrDefault("LD_LIBRARY_PATH", "").split(":", -1))
                .filter(folder -> folder.startsWith("/"));
        return Stream.concat(configured, FOLDERS.stream())
                .flatMap(folder -> names.stream().map(name -> host.path(folder + "/" + name)))
                .filter(path -> Files.exists(path) || Files.isSymbolicLink(path))
                .findFirst();
    }

    /** Makes sure that it is a library for this processor that has all of Intel's functions. */
    static void check(Path file) throws QuoteException {
        byte[] bytes = read(file);
        boolean loadable = bytes.length > MACHINE_AT
                && Arrays.equals(bytes, 0, ELF64.length, ELF64, 0, ELF64.length)
                && bytes[MACHINE_AT] == X86_64;
        if (!loadable) {
            throw new QuoteException(
                    Reason.BROKEN,
                    file + " is no shared library for x86-64: " + bytes.length + " bytes, expected an ELF file",
                    "`sudo apt install --reinstall libsgx-dcap-ql`");
        }
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        List<String> missing = QuotingLibrary.FUNCTIONS.stream()
                // Nothing is asked of what stands before: a linker lets a name be the end of a longer one.
                .filter(name -> !text.contains(name + '\0'))
                .toList();
        if (!missing.isEmpty()) {
            throw QuotingLibrary.lacks(file, missing);
        }
    }

    private static byte[] read(Path file) throws QuoteException {
        if (!Files.exists(file)) {
            throw new QuoteException(
                    Reason.BROKEN,
                    file + " is a link that leads nowhere",
                    "`sudo apt install --reinstall libsgx-dcap-ql`, or remove the link");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(MAX);
        } catch (AccessDeniedException e) {
            throw new QuoteException(
                            Reason.DENIED, file + " may not be read by this account", "`sudo chmod a+r " + file + "`")
                    .causedBy(e);
        } catch (IOException e) {
            throw new QuoteException(
                            Reason.BROKEN,
                            file + " could not be read: " + e,
                            "`sudo apt install --reinstall libsgx-dcap-ql`")
                    .causedBy(e);
        }
    }
}
