package dev.assay.platform.ql;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayDeque;
import java.util.stream.Collectors;

/**
 * The last lines that the quote provider library logged: they have the cause, as an HTTP status, of which the error code
 * is but the class.
 */
final class LibraryLog {

    /** {@code SGX_QL_LOG_INFO} of Intel's sgx_default_quote_provider.h: errors and what led to them. */
    static final int INFO = 1;

    private static final int LINES = 6;
    private static final int LENGTH = 200;

    private final ArrayDeque<String> lines = new ArrayDeque<>();

    /** The library calls this, on any thread of its own; what is thrown here would end the process. */
    @SuppressWarnings("UnusedMethod") // by its name, in pointer
    private void add(int unusedLevel, MemorySegment message) {
        String line = text(message);
        if (line.isEmpty()) {
            return;
        }
        synchronized (lines) {
            if (lines.size() == LINES) {
                lines.removeFirst();
            }
            lines.addLast(line);
        }
    }

    void clear() {
        synchronized (lines) {
            lines.clear();
        }
    }

    /** The lines in quotes, one after the other; empty if there are none. */
    String told() {
        synchronized (lines) {
            return lines.stream().map(line -> '"' + line + '"').collect(Collectors.joining(", "));
        }
    }

    /** A function pointer {@code void (int level, const char *message)} that lives as long as {@code arena}. */
    @SuppressWarnings("restricted")
    MemorySegment pointer(Arena arena) throws ReflectiveOperationException {
        return Linker.nativeLinker()
                .upcallStub(
                        MethodHandles.lookup()
                                .findVirtual(
                                        LibraryLog.class,
                                        "add",
                                        MethodType.methodType(void.class, int.class, MemorySegment.class))
                                .bindTo(this),
                        FunctionDescriptor.ofVoid(JAVA_INT, ADDRESS),
                        arena);
    }

    /** Printable ASCII of it, byte by byte: nothing behind the end of the text is touched. */
    @SuppressWarnings("restricted")
    private static String text(MemorySegment message) {
        if (message.address() == 0) {
            return "";
        }
        MemorySegment bytes = message.reinterpret(LENGTH);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < LENGTH; i++) {
            byte next = bytes.get(JAVA_BYTE, i);
            if (next == 0) {
                break;
            }
            text.append(next >= ' ' && next <= '~' ? (char) next : ' ');
        }
        return text.toString().strip();
    }
}
