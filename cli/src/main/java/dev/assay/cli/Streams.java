package dev.assay.cli;

import dev.assay.cli.text.Style;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.CharsetEncoder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a command reads and writes.
 *
 * @param in standard input
 * @param out where the answer goes
 * @param err where everything else goes
 */
record Streams(InputStream in, PrintStream out, PrintStream err) {

    static Streams standard() {
        return new Streams(System.in, System.out, System.err);
    }

    /** How the answer may look. */
    Style style() {
        return new Style(isTerminal() && allowsColour(), canShowTicks());
    }

    /** Whether a person sees the answer at once. */
    @SuppressWarnings("SystemConsoleNull") // NullAway knows the JDK from before 22
    boolean isTerminal() {
        Console console = System.console();
        return out.equals(System.out) && console != null && console.isTerminal();
    }

    /** Whether a person looks at standard error while the answer goes elsewhere, so that a bar disturbs nothing. */
    boolean showsProgress() {
        return err.equals(System.err) && !isTerminal() && errorIsTerminal();
    }

    /** The console speaks of standard input and output alone; Linux tells of each stream. */
    private static boolean errorIsTerminal() {
        try {
            String device = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private static boolean allowsColour() {
        String noColour = System.getenv("NO_COLOR");
        return (noColour == null || noColour.isEmpty()) && !"dumb".equals(System.getenv("TERM"));
    }

    private boolean canShowTicks() {
        CharsetEncoder encoder = out.charset().newEncoder();
        return encoder.canEncode('✓');
    }
}
