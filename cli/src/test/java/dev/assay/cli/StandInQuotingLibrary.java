package dev.assay.cli;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.assay.bytes.Bytes;
import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The library that the C compiler of this machine makes of the platform's stand-in.c, as a machine has it installed. */
final class StandInQuotingLibrary {

    private static final Path SOURCE = Path.of("../platform/src/test/resources/dev/assay/platform/ql/stand-in.c");
    private static final int GET_TARGET_INFO = 0;

    private final Path compiled;
    private SymbolLookup symbols = name -> Optional.empty();

    private StandInQuotingLibrary(Path compiled) {
        this.compiled = compiled;
    }

    /** Compiles it, or skips the test where there is no compiler. */
    static StandInQuotingLibrary compile(Path folder) throws IOException, InterruptedException {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(path -> Files.isExecutable(Path.of(path, "cc"))),
                "no C compiler `cc` in PATH to make the stand-in library with");
        Path into = folder.resolve("ql.so");
        Process compiler = new ProcessBuilder(
                        "cc", "-shared", "-fPIC", "-O1", "-o", into.toString(), SOURCE.toString(), "-ldl")
                .redirectErrorStream(true)
                .start();
        String said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (compiler.waitFor() != 0) {
            throw new IllegalStateException(said);
        }
        return new StandInQuotingLibrary(into);
    }

    /** A copy of its own, which has its own state. */
    void installIn(Path root) throws IOException {
        Path folder = Files.createDirectories(root.resolve("usr/lib/x86_64-linux-gnu"));
        Path file = Files.copy(compiled, folder.resolve("libsgx_dcap_ql.so.1"));
        symbols = SymbolLookup.libraryLookup(file, Arena.global());
    }

    /** What it gives from now on. */
    void quotes(Bytes quote) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, quote.toArray());
            pull("stand_in_sample", FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT), bytes, quote.length());
        }
    }

    /** It answers the next question with an error; the first is for target info. */
    void fails(int code) {
        pull("stand_in_answer", FunctionDescriptor.ofVoid(JAVA_INT, JAVA_INT, JAVA_INT), GET_TARGET_INFO, code, 99);
    }

    private void pull(String name, FunctionDescriptor signature, Object... arguments) {
        try {
            Linker.nativeLinker()
                    .downcallHandle(symbols.findOrThrow(name), signature)
                    .invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
