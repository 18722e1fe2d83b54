package dev.assay.platform.ql;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.assay.bytes.Bytes;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A library that the C compiler of this machine makes of stand-in.c, and the strings by which it is pulled. */
final class StandInLibrary {

    enum Function {
        TARGET_INFO(0),
        QUOTE_SIZE(1),
        QUOTE(2),
        POLICY(3),
        PATH(4);

        private final int number;

        Function(int number) {
            this.number = number;
        }
    }

    private final Path file;
    private final SymbolLookup symbols;

    StandInLibrary(Path file) {
        this.file = file;
        this.symbols = SymbolLookup.libraryLookup(file, Arena.global());
    }

    /** Compiles it, or skips the test where there is no compiler. */
    static void compile(Path into, String... options) throws IOException, InterruptedException {
        boolean hasCompiler = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "cc")));
        assumeTrue(hasCompiler, "no C compiler `cc` in PATH to make the stand-in library with");
        Path source = into.resolveSibling(into.getFileName() + ".c");
        try (InputStream text = StandInLibrary.class.getResourceAsStream("stand-in.c")) {
            Files.copy(text, source);
        }
        List<String> command = new ArrayList<>(List.of("cc", "-shared", "-fPIC", "-O1", "-o", into.toString()));
        command.addAll(Arrays.asList(options));
        command.addAll(List.of(source.toString(), "-ldl"));
        Process compiler = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (compiler.waitFor() != 0) {
            throw new IllegalStateException(said);
        }
        Files.delete(source);
    }

    Path file() {
        return file;
    }

    void quotes(Bytes sample) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, sample.toArray());
            pull("stand_in_sample", FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT), bytes, sample.length());
        }
    }

    void answers(Function function, int answer, int times) {
        pull(
                "stand_in_answer",
                FunctionDescriptor.ofVoid(JAVA_INT, JAVA_INT, JAVA_INT),
                function.number,
                answer,
                times);
    }

    void sleeps(Function function, int millis) {
        pull("stand_in_sleep", FunctionDescriptor.ofVoid(JAVA_INT, JAVA_INT), function.number, millis);
    }

    void announces(long length) {
        pull("stand_in_announce", FunctionDescriptor.ofVoid(JAVA_INT), (int) length);
    }

    void spoilsReportData() {
        pull("stand_in_spoil_report_data", FunctionDescriptor.ofVoid());
    }

    void spoilsMeasurement() {
        pull("stand_in_spoil_measurement", FunctionDescriptor.ofVoid());
    }

    int calls(Function function) {
        return (int) pull("stand_in_calls", FunctionDescriptor.of(JAVA_INT, JAVA_INT), function.number);
    }

    int mostInside() {
        return (int) pull("stand_in_most_inside", FunctionDescriptor.of(JAVA_INT));
    }

    int policy() {
        return (int) pull("stand_in_policy", FunctionDescriptor.of(JAVA_INT));
    }

    String path() {
        MemorySegment text = (MemorySegment) pull("stand_in_path", FunctionDescriptor.of(ADDRESS));
        return text.reinterpret(4096).getString(0);
    }

    private Object pull(String name, FunctionDescriptor signature, Object... arguments) {
        try {
            return Linker.nativeLinker()
                    .downcallHandle(symbols.findOrThrow(name), signature)
                    .invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
