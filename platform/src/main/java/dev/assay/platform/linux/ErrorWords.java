package dev.assay.platform.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.Charset;

/**
 * What the C library calls an error, in the language that this process runs in.
 *
 * <p>The JDK hands on these words where a file could not be used, and not the number; its launcher sets the locale of the
 * environment, so they are English only where that is.
 */
public final class ErrorWords {

    /** The longest message of any language is far below it. */
    private static final int LIMIT = 1024;

    private ErrorWords() {}

    /** Linked when it is needed, for the same reason as {@link LinuxKernel}'s calls. */
    private static final class Libc {
        static final MethodHandle STRERROR = strerror();

        private Libc() {}

        @SuppressWarnings("restricted")
        private static MethodHandle strerror() {
            Linker linker = Linker.nativeLinker();
            return linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT));
        }
    }

    /** As the JDK reads them: strerror's, in the charset of the platform's names. */
    @SuppressWarnings("restricted")
    public static String of(int errno) {
        try {
            MemorySegment words = (MemorySegment) Libc.STRERROR.invokeExact(errno);
            return words.reinterpret(LIMIT).getString(0, charset());
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("strerror throws nothing", e);
        }
    }

    private static Charset charset() {
        String name = System.getProperty("sun.jnu.encoding", "UTF-8");
        return Charset.isSupported(name) ? Charset.forName(name) : Charset.defaultCharset();
    }
}
